"""Event-based gateways: the first event that happens decides the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lxml import etree

from tongban.engine.bpmn import listening
from tongban.engine.bpmn.elements.element import Element

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.event import CatchingEvent
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class EventBasedGateway(Element):
    waits = True
    forks = False

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.instantiates = node.get("instantiate") == "true"
        # Each of its events is needed; the first begins the instance.
        self.parallel = node.get("eventGatewayType") == "Parallel"
        if self.parallel and not self.instantiates:
            reading.problem(
                self.id, "event-gateway", "only a gateway that starts a process waits for all events"
            )

    def begin_with(self, run: Run, event: Element) -> None:
        """Begin the instance with `event`, which has happened."""
        if self.parallel:
            for flow in reversed(self.outgoing):
                if flow.target is not event:
                    run.flows_taken.add(flow.id)
                    run.go_on(run.root, flow.target)
        chosen(run, run.begin(self, run.root), event)

    def enter(self, run: Run, visit: Visit) -> None:
        listening.arm(run, visit, [cast("CatchingEvent", flow.target) for flow in self.outgoing])


def chosen(run: Run, visit: Visit, event: Element) -> None:
    """`event` happened while the gateway waited at `visit`; the other events are not waited for any more."""
    scope = visit.above
    for flow in visit.element.outgoing:
        if flow.target is event:
            run.flows_taken.add(flow.id)
    follower = run.begin(event, scope)
    run.end(visit)
    cast("CatchingEvent", event).chosen(run, follower)
