"""The inside of a process or subprocess."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.elements.start_event import StartEvent
    from tongban.engine.bpmn.mappings import Assignment


class Body:
    """Its nodes in document order, where it begins, and which events may start something inside it."""

    def __init__(self) -> None:
        self.elements: tuple[Element, ...] = ()
        self.starts: tuple[Element, ...] = ()
        self.event_starts: tuple[StartEvent, ...] = ()
        # data objects with a value: variables of this scope
        self.data: tuple[Assignment, ...] = ()
