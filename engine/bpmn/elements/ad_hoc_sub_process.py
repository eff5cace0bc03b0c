"""Ad-hoc subprocesses: activities without order, until a condition says enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn import data, listening
from tongban.engine.bpmn.elements.sub_process import SubProcess
from tongban.engine.bpmn.names import child
from tongban.engine.bpmn.state import Kind

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class AdHocSubProcess(SubProcess):
    """All activities without incoming flow begin at once, or one after another in document order."""

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.sequential = node.get("ordering") == "Sequential"
        self.cancel_remaining = node.get("cancelRemainingInstances") != "false"
        self.until = reading.condition(self.id, child(node, "completionCondition"), "completionCondition")

    def perform(self, run: Run, visit: Visit) -> None:
        visit.data = {"next": 0, "enough": False}
        data.fill(run, visit, self.body)
        listening.arm(run, visit, self.body.event_starts, then=_begin)

    def passed(self, run: Run, scope: Visit) -> None:
        """A token came to its end inside: is it enough?"""
        if scope.kind not in (Kind.PLAIN, Kind.INSTANCE) or self.until is None or scope.data["enough"]:
            return
        if self.until.true(run.visible(scope)):
            scope.data["enough"] = True
            if self.cancel_remaining:
                run.cancel_inside(scope)
                self.finish(run, scope)

    def emptied(self, run: Run, scope: Visit) -> None:
        ordinary = scope.kind in (Kind.PLAIN, Kind.INSTANCE)
        if (
            ordinary
            and self.sequential
            and not scope.data["enough"]
            and scope.data["next"] < len(self.body.starts)
        ):
            _begin(run, scope, None)
        else:
            super().emptied(run, scope)


def _begin(run: Run, visit: Visit, _: Any) -> None:
    element = visit.element
    starts = element.body.starts
    begun = visit.data["next"]
    last = begun + 1 if element.sequential else len(starts)
    visit.data["next"] = last
    for start in reversed(starts[begun:last]):
        run.go_on(visit, start)
    if not starts:
        element.emptied(run, visit)
