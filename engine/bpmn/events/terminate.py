"""Terminate end events: everything in the innermost scope stops, and the scope is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.bpmn.events.definition import END, EventDefinition

if TYPE_CHECKING:
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class TerminateDefinition(EventDefinition):
    kind = "terminate"
    places = frozenset({END})

    def throw(self, run: Run, visit: Visit) -> None:
        scope = visit.above
        run.end(visit)
        run.cancel_inside(scope)
        scope.element.emptied(run, scope)
