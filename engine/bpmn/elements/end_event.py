"""End events: a token ends, after throwing what the event says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.bpmn.elements.event import Event
from tongban.engine.bpmn.events.definition import END

if TYPE_CHECKING:
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class EndEvent(Event):
    place = END

    def enter(self, run: Run, visit: Visit) -> None:
        self.definition.throw(run, visit)

    def undone(self, run: Run, visit: Visit) -> None:
        undone = getattr(self.definition, "undone", None)
        if undone is not None:
            undone(run, visit)
        else:
            self.proceed(run, visit)
