"""Send tasks: a message goes out, or a connector is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn.elements.service_task import ServiceTask
from tongban.engine.bpmn.events.message import MessageDefinition

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class SendTask(ServiceTask):
    def read(self, node: etree._Element, reading: Reading) -> None:
        self.message: MessageDefinition | None = None
        if node.get("messageRef") is not None:
            self.message = MessageDefinition(self)
        super().read(node, reading)
        if self.message is not None:
            self.message.read(node, node, reading)

    def can_work(self) -> bool:
        return self.message is not None or super().can_work()

    def missing(self) -> str:
        return "a send task needs a messageRef, a tb:connector, an external topic or a notice"

    def perform(self, run: Run, visit: Visit) -> None:
        if self.message is not None and self.topic is None:
            self.message.throw(run, visit)
        else:
            super().perform(run, visit)

    def proceed(self, run: Run, visit: Visit) -> None:
        self.finish(run, visit)
