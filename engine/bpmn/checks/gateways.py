"""Gateways and conditional flows: what is missing or can never matter."""

from __future__ import annotations

from tongban.engine.bpmn.beginning import opens
from tongban.engine.bpmn.elements.catch_event import CatchEvent
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.receive_task import ReceiveTask
from tongban.engine.bpmn.process import ProcessDefinition
from tongban.engine.bpmn.reading import Reading

_BEGINNING = ("message", "signal")


def check(process: ProcessDefinition, reading: Reading) -> None:
    for element in process.elements.values():
        if element.type == "eventBasedGateway":
            _event_based(element, reading)
        elif element.type == "parallelGateway":
            _unconditional(element, reading)
        else:
            _ways_out(element, reading)


def _event_based(element: Element, reading: Reading) -> None:
    if not element.outgoing:
        reading.problem(element.id, "event-gateway", "an event-based gateway needs events to wait for")
    for flow in element.outgoing:
        target = flow.target
        if not isinstance(target, CatchEvent | ReceiveTask) or len(target.incoming) != 1:
            reading.problem(
                element.id,
                "event-gateway",
                f"`{target.id}` is not a catch event or receive task that only this gateway leads to",
            )
        elif isinstance(target, ReceiveTask):
            _received(element, target, reading)
        elif opens(element) and not all(one.kind in _BEGINNING for one in target.definitions):
            reading.problem(
                target.id,
                "instantiate",
                "only a message or a signal behind this gateway can begin an instance",
            )
    _unconditional(element, reading)


def _received(gateway: Element, task: ReceiveTask, reading: Reading) -> None:
    """The gateway waits, not the task: there is nothing to repeat and nothing to interrupt."""
    if task.loop is not None or task.boundaries:
        reading.problem(
            task.id,
            "event-gateway",
            "a receive task behind an event-based gateway has no loop and no boundary events",
        )
    if opens(gateway) and task.definition.kind != "message":
        reading.problem(task.id, "message-missing", "a task that begins an instance needs a messageRef")


def _unconditional(element: Element, reading: Reading) -> None:
    for flow in element.outgoing:
        if flow.condition is not None:
            reading.warning(flow.id, "condition-ignored", f"conditions do not count behind a {element.type}")


def _ways_out(element: Element, reading: Reading) -> None:
    conditional = [flow for flow in element.outgoing if flow.condition is not None]
    if element.default is not None and element.default.condition is not None:
        reading.warning(
            element.default.id, "condition-ignored", "the condition of a default flow does not count"
        )
    if element.default is None and element.outgoing and len(conditional) == len(element.outgoing):
        reading.warning(
            element.id, "missing-default", "when no condition holds there is no way out: no default flow"
        )
    if element.type == "exclusiveGateway" and len(element.outgoing) - len(conditional) > 1:
        bare = [flow for flow in element.outgoing if flow.condition is None and flow is not element.default]
        for flow in bare[:-1] if element.default is None else bare:
            reading.warning(
                flow.id, "missing-condition", "a flow out of an exclusive gateway has no condition"
            )
