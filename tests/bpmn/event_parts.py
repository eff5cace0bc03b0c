"""Events written short, for tests."""

from __future__ import annotations

from bpmn.building import flows, user

START = '<startEvent id="s"/>'


def boundary(id: str, on: str, definition: str, *, cancel: bool = True) -> str:
    facts = f'id="{id}" attachedToRef="{on}" cancelActivity="{str(cancel).lower()}"'
    return f"<boundaryEvent {facts}>{definition}</boundaryEvent>"


def timer(kind: str, text: str) -> str:
    return f"<timerEventDefinition><time{kind}>{text}</time{kind}></timerEventDefinition>"


MESSAGE = '<messageEventDefinition messageRef="m"/>'
SIGNAL = '<signalEventDefinition signalRef="s"/>'
ERROR = '<errorEventDefinition errorRef="e"/>'
ESCALATION = '<escalationEventDefinition escalationRef="x"/>'


def inside(start: str, *, interrupting: bool, task: str = "h", id: str = "ev") -> str:
    """An event subprocess with one task."""
    begin = f'<startEvent id="{id}s" isInterrupting="{str(interrupting).lower()}">{start}</startEvent>'
    rest = user(task) + flows(f"{id}s > {task}")
    return f'<subProcess id="{id}" triggeredByEvent="true">{begin}{rest}</subProcess>'
