"""Embedded subprocesses: a scope of their own, done when nothing is left inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.engine.bpmn import compensation, data, listening
from tongban.engine.bpmn.body import Body
from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.state import Kind

if TYPE_CHECKING:
    from lxml import etree

    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class SubProcess(Activity):
    triggered_by_event = False

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.body = Body()

    @property
    def event_starts(self) -> tuple[Any, ...]:
        return self.body.event_starts

    def perform(self, run: Run, visit: Visit) -> None:
        data.fill(run, visit, self.body)
        listening.arm(run, visit, self.body.event_starts, then=open_body)

    def emptied(self, run: Run, scope: Visit) -> None:
        if scope.kind is Kind.LOOP:
            super().emptied(run, scope)
        elif scope.kind is Kind.UNDO:
            compensation.handled(run, scope)
        else:
            self.finish(run, scope)


def open_body(run: Run, visit: Visit, _: Any) -> None:
    """Begin with what has to begin, the first in the document first."""
    body: Body = visit.element.body
    for element in reversed(body.starts):
        run.go_on(visit, element)
    if not body.starts:
        visit.element.emptied(run, visit)
