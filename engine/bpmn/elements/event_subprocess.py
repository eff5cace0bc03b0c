"""Event subprocesses: started inside their surroundings by an event, any number of times when not interrupting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.bpmn import data, listening
from tongban.engine.bpmn.elements.sub_process import SubProcess, open_body

if TYPE_CHECKING:
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class EventSubProcess(SubProcess):
    triggered_by_event = True

    def begin_inside(self, run: Run, scope: Visit) -> None:
        visit = run.begin(self, scope)
        data.fill(run, visit, self.body)
        listening.arm(run, visit, self.body.event_starts, then=open_body)

    def emptied(self, run: Run, scope: Visit) -> None:
        scope.above.done.extend(scope.done)
        run.leave(scope)
