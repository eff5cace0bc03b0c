"""Intermediate throw events."""

from __future__ import annotations

from tongban.engine.bpmn.elements.event import ThrowingEvent
from tongban.engine.bpmn.events.definition import THROW


class ThrowEvent(ThrowingEvent):
    place = THROW
