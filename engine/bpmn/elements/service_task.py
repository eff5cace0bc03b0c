"""Service tasks: a connector or an external worker does the work, or a FEEL expression at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn.elements.activity import Activity
from tongban.engine.bpmn.names import dialect
from tongban.engine.bpmn.step import ServiceCalled
from tongban.engine.bpmn.value import Value

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit

_JAVA = ("class", "delegateExpression")


class ServiceTask(Activity):
    waits = True

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.read_decision(node, reading)
        connector = self.extensions.connector
        topic = connector.name if connector is not None else self.camunda.topic
        self.topic: Value | None = reading.template(self.id, "topic", topic)
        self.expression = reading.expression(self.id, "expression", dialect(node, "expression"))
        self.waits = self.topic is not None  # type: ignore[misc]
        for attribute in _JAVA:
            if dialect(node, attribute) is not None:
                reading.problem(self.id, "java", f"`{attribute}` names Java code, which cannot run here")
                return
        if not self.can_work():
            reading.problem(self.id, "nothing-to-call", self.missing())

    def read_decision(self, node: etree._Element, reading: Reading) -> None:
        """What a business rule task adds before it is checked that there is anything to do."""

    def can_work(self) -> bool:
        return self.topic is not None or self.expression is not None or self.prints()

    def prints(self) -> bool:
        """Whether its notices and documents are all there is to do."""
        return bool(self.extensions.notices or self.extensions.documents)

    def missing(self) -> str:
        return "a service task needs a tb:connector, an external topic, an expression, a notice or a document"

    def perform(self, run: Run, visit: Visit) -> None:
        if self.topic is not None:
            variables = run.visible(visit)
            wait = run.wait(visit, "service", self, own=True)
            run.effects.append(ServiceCalled(wait.token, self.id, str(self.topic(variables))))
            return
        if self.expression is not None:
            value = self.expression(run.visible(visit))
            if self.camunda.result_variable:
                run.assign(visit, {self.camunda.result_variable: value})
        self.finish(run, visit)
