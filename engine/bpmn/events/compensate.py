"""Compensation events: a throw or an end has finished activities undone; a boundary names the handler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn import compensation
from tongban.engine.bpmn.events.definition import BOUNDARY, END, INSIDE, THROW, EventDefinition
from tongban.engine.bpmn.names import reference

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class CompensateDefinition(EventDefinition):
    kind = "compensate"
    places = frozenset({BOUNDARY, INSIDE, THROW, END})

    def read(self, node: etree._Element, owner: etree._Element, reading: Reading) -> None:
        self.activity = reference(node.get("activityRef"))
        self.wait = node.get("waitForCompletion") != "false"

    def throw(self, run: Run, visit: Visit) -> None:
        scope = visit.above
        # From within an event subprocess its surroundings are compensated.
        if getattr(scope.element, "triggered_by_event", False):
            scope = scope.above
        if not compensation.compensate(run, visit, scope, self.activity, wait=self.wait):
            visit.element.proceed(run, visit)
