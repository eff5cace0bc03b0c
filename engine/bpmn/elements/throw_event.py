"""Intermediate throw events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.bpmn.elements.event import Event
from tongban.engine.bpmn.events.definition import THROW

if TYPE_CHECKING:
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class ThrowEvent(Event):
    place = THROW

    def enter(self, run: Run, visit: Visit) -> None:
        self.definition.throw(run, visit)
