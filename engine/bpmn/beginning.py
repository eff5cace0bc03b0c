"""Where an instance begins: start events, and receive tasks and event-based gateways marked `instantiate`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.event_based_gateway import EventBasedGateway
from tongban.engine.bpmn.elements.receive_task import ReceiveTask
from tongban.engine.bpmn.elements.start_event import StartEvent
from tongban.engine.bpmn.elements.sub_process import open_body

if TYPE_CHECKING:
    from tongban.engine.bpmn.process import ProcessDefinition
    from tongban.engine.bpmn.run import Act, Run
    from tongban.engine.bpmn.state import Visit


@dataclass(frozen=True, slots=True)
class StartSubscription:
    """What outside can start an instance: a message, a signal, a timer or a condition.

    `element` names the start event, receive task or catch event as `Execution.start` takes it; where a start event
    needs several things to happen, `#1`, `#2`, … say which of them this is. `part` is the number of the event
    definition, from 0.
    """

    element: str
    kind: str
    name: str
    part: int = 0


def opens(node: Element) -> bool:
    """Whether a node begins an instance when its message comes."""
    return isinstance(node, ReceiveTask | EventBasedGateway) and node.instantiates


def subscriptions(definition: ProcessDefinition) -> Iterator[StartSubscription]:
    """In document order, start events first."""
    for event in (*definition.starts, *_opened(definition)):
        parallel = isinstance(event, StartEvent) and event.parallel
        for one in event.definitions:
            if one.kind != "none":
                name = f"{event.id}#{one.part + 1}" if parallel else event.id
                yield StartSubscription(name, one.kind, one.text({}), one.part)


def way_in(definition: ProcessDefinition, start_event: str | None) -> tuple[Act, Any]:
    """Work for the stack, and its argument, that begins an instance at `start_event` or where it begins by itself."""
    if start_event is None:
        plain = definition.none_start
        if plain is None and (definition.starts or definition.openings):
            raise errors.Invalid(f"{definition.key} cannot be started without naming a start event")
        return (open_body, None) if plain is None else (_start, (plain, None))
    id, _, number = start_event.partition("#")
    element = definition.elements.get(id)
    if isinstance(element, StartEvent) and element in definition.starts:
        parts = {f"{one.part + 1}": one.part for one in element.definitions if element.parallel}
        if not number or number in parts:
            return _start, (element, parts.get(number))
    if element in _opened(definition):
        return _open, element
    raise errors.NotFound(f"{definition.key} has no start event `{start_event}`", element=start_event)


def _opened(definition: ProcessDefinition) -> list[Any]:
    """The events and receive tasks whose message begins an instance."""
    found: list[Any] = []
    for node in definition.openings:
        gateway = isinstance(node, EventBasedGateway)
        found += [flow.target for flow in node.outgoing] if gateway else [node]
    return found


def _start(run: Run, scope: Visit, at: tuple[StartEvent, int | None]) -> None:
    element, part = at
    element.begin_with(run, part)


def _open(run: Run, scope: Visit, element: Any) -> None:
    """The message of `element` has come."""
    if opens(element):
        element.chosen(run, run.begin(element, scope))
        return
    gateway = element.incoming[0].source
    gateway.begin_with(run, element)
