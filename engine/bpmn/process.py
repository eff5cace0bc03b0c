"""A process as it can be executed: its elements, where it begins, and what it expects around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from tongban.engine import feel
from tongban.engine.bpmn import beginning
from tongban.engine.bpmn.beginning import StartSubscription
from tongban.engine.bpmn.body import Body
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.start_event import StartEvent
from tongban.engine.bpmn.events.conditional import ConditionalDefinition
from tongban.engine.bpmn.events.timer import TimerDefinition
from tongban.engine.bpmn.extensions import NO_EXTENSIONS, Extensions
from tongban.engine.bpmn.flow import Flow
from tongban.engine.bpmn.reach import Ways
from tongban.engine.bpmn.run import Run
from tongban.engine.bpmn.state import Visit
from tongban.engine.bpmn.step import Ended
from tongban.engine.bpmn.timer import Due


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane and the elements drawn in it or in the lanes inside it."""

    id: str
    name: str
    elements: tuple[str, ...]
    within: str | None
    extensions: Extensions = NO_EXTENSIONS


class Root(Element):
    """The process itself as the outermost scope."""

    triggered_by_event = False

    def __init__(self, process: ProcessDefinition) -> None:
        super().__init__(process, "", name=None, lane=None)
        self.type = "process"
        self.body = Body()

    @property
    def event_starts(self) -> tuple[StartEvent, ...]:
        return self.body.event_starts

    def emptied(self, run: Run, scope: Visit) -> None:
        for wait in list(scope.waits.values()):
            run.forget(wait)
        scope.alive = False
        run.ended = "completed"
        run.effects.append(Ended("completed"))


class ProcessDefinition(BpmnProcessSpec):  # type: ignore[misc]
    """One process of a diagram; immutable once read, shared by all its instances."""

    key: str
    name: str

    def __init__(self, key: str, *, name: str | None, executable: bool, file: str) -> None:
        super().__init__(name=key, description=name or key, filename=file)
        # SpiffWorkflow reserves the ids Start, End and <process>.EndJoin for nodes of its own; here they are free.
        self.task_specs: dict[str, Element] = {}
        self.root = Root(self)
        self.task_specs = {}
        self.key = key
        self.name = name or key
        self.executable = executable
        self.flows: Mapping[str, Flow] = {}
        self.lanes: tuple[Lane, ...] = ()
        self.extensions: Extensions = NO_EXTENSIONS
        self.history_days: str | None = None
        self.expressions: tuple[tuple[str, str, feel.Expression], ...] = ()
        # inclusive and complex joins: who can still come, worked out when first asked
        self.ways: dict[str, Ways] = {}

    @property
    def elements(self) -> Mapping[str, Element]:
        return self.task_specs

    @property
    def starts(self) -> tuple[StartEvent, ...]:
        """The start events of the process itself: none, message, signal, timer and conditional ones."""
        return tuple(node for node in self.root.body.elements if isinstance(node, StartEvent))

    @property
    def openings(self) -> tuple[Element, ...]:
        """Receive tasks and event-based gateways that begin an instance without a start event."""
        return tuple(node for node in self.root.body.elements if beginning.opens(node))

    @property
    def start_subscriptions(self) -> tuple[StartSubscription, ...]:
        return tuple(beginning.subscriptions(self))

    def first_due(self, start: str, now: datetime, part: int = 0) -> Due | None:
        """When a timer of the start event `start` begins an instance for the first time, counted from `now`."""
        definitions = getattr(self.elements[start], "definitions", ())
        found = definitions[part] if part < len(definitions) else None
        return found.first({}, now) if isinstance(found, TimerDefinition) else None

    def start_holds(self, start: str, variables: Mapping[str, Any]) -> bool:
        """Whether the conditional start event `start` would begin an instance that has these variables."""
        definitions = getattr(self.elements.get(start), "definitions", ())
        return any(isinstance(one, ConditionalDefinition) and one.begins(variables) for one in definitions)

    @property
    def none_start(self) -> Element | None:
        """Where a start by key begins: the plain start event, or the only start event there is."""
        starts = self.starts
        plain = [node for node in starts if node.definition.kind == "none"]
        if plain:
            return plain[0]
        return starts[0] if len(starts) == 1 else None

    def container(self, element: Element) -> Any:
        """The element in which another one lies: a subprocess, or the root."""
        return self.elements[element.scope] if element.scope is not None else self.root
