"""Boundary events: they happen to the activity they sit on, and end it or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.event import CatchingEvent
from tongban.engine.bpmn.events.definition import BOUNDARY

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class BoundaryEvent(CatchingEvent):
    place = BOUNDARY

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.interrupting = node.get("cancelActivity") != "false"
        self.host: Activity | None = None
        for definition in self.definitions:
            if definition.interrupts_only and not self.interrupting:
                reading.problem(
                    self.id, "must-interrupt", f"an {definition.kind} boundary event always interrupts"
                )

    def link(self, node: etree._Element, reading: Reading, elements: Mapping[str, Element]) -> None:
        super().link(node, reading, elements)
        wanted = node.get("attachedToRef") or ""
        host = elements.get(wanted)
        if not isinstance(host, Activity) or host.scope != self.scope:
            reading.problem(
                self.id, "attached-to", f"there is no activity `{wanted}` beside it to be attached to"
            )
            return
        self.host = host
        if self.definition.kind == "none":
            reading.problem(self.id, "boundary-event", "a boundary event needs an event definition")
        host.boundaries = (*host.boundaries, self)

    def caught(self, run: Run, scope: Visit, variables: Mapping[str, Any]) -> None:
        around = scope.above
        if self.interrupting:
            run.cancel(scope)
        run.assign(around, variables)
        visit = run.begin(self, around)
        run.leave(visit, self.exits(run, visit))
