"""End events: a token ends, after throwing what the event says."""

from __future__ import annotations

from tongban.engine.bpmn.elements.event import ThrowingEvent
from tongban.engine.bpmn.events.definition import END


class EndEvent(ThrowingEvent):
    place = END
