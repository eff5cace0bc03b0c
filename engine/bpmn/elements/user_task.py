"""User tasks: people are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.step import WorkOpened

if TYPE_CHECKING:
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class UserTask(Activity):
    waits = True

    def perform(self, run: Run, visit: Visit) -> None:
        wait = run.wait(visit, "work", self, own=True)
        run.effects.append(WorkOpened(wait.token, visit.no, self.id, visit.above.no))
