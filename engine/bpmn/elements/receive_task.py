"""Receive tasks: wait for a message, or to be triggered by hand when none is named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn.elements import event_based_gateway
from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.events.definition import EventDefinition
from tongban.engine.bpmn.events.message import MessageDefinition

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait


class ReceiveTask(Activity):
    waits = True

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.definition: EventDefinition = _Trigger(self)
        self.instantiates = node.get("instantiate") == "true"
        if node.get("messageRef") is not None:
            self.definition = MessageDefinition(self)
            self.definition.read(node, node, reading)

    @property
    def definitions(self) -> tuple[EventDefinition, ...]:
        """One, as events have them."""
        return (self.definition,)

    def perform(self, run: Run, visit: Visit) -> None:
        self.listen(run, visit)

    def listen(self, run: Run, visit: Visit) -> list[Wait]:
        """Begin to wait for the message."""
        wait = self.definition.listen(run, visit, self)
        return [wait] if wait is not None else []

    def triggered(self, run: Run, wait: Wait, variables: Mapping[str, Any]) -> None:
        if wait.visit.element is self:
            super().triggered(run, wait, variables)
        else:
            run.assign(wait.visit, variables)
            event_based_gateway.chosen(run, wait.visit, self)

    def chosen(self, run: Run, visit: Visit) -> None:
        """Already received, behind an event-based gateway."""
        self.finish(run, visit)


class _Trigger(EventDefinition):
    """Waits without a name: only an explicit trigger goes on."""

    def listen(self, run: Run, visit: Visit, element: Element) -> Wait | None:
        return run.wait(visit, "receive", element, own=visit.element is element)
