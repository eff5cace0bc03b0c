"""Business rule tasks: a decision is made by table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from tongban.engine.bpmn.elements.service_task import ServiceTask
from tongban.engine.bpmn.environment import Binding
from tongban.engine.bpmn.names import dialect
from tongban.engine.bpmn.step import DecisionMade
from tongban.engine.bpmn.value import Value

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit

_BINDINGS = ("latest", "deployment", "version")


class BusinessRuleTask(ServiceTask):
    def read_decision(self, node: etree._Element, reading: Reading) -> None:
        own = self.extensions.decision
        key = own.key if own is not None else dialect(node, "decisionRef")
        self.decision: Value | None = reading.template(self.id, "decision", key)
        binding = (own.binding if own is not None else dialect(node, "decisionRefBinding")) or "latest"
        version = own.version if own is not None else dialect(node, "decisionRefVersion")
        self.version: Value | None = reading.count(self.id, "decision version", version)
        if binding not in _BINDINGS:
            reading.problem(self.id, "decision-binding", f"the binding `{binding}` is not supported")
        self.binding = cast(Binding, binding)
        self.result = own.result if own is not None else self.camunda.result_variable
        self.shape = dialect(node, "mapDecisionResult") or "as it is"

    def can_work(self) -> bool:
        return self.decision is not None or self.topic is not None or self.expression is not None

    def missing(self) -> str:
        return "a business rule task needs a tb:decision"

    def perform(self, run: Run, visit: Visit) -> None:
        if self.decision is None:
            super().perform(run, visit)
            return
        variables = dict(run.visible(visit))
        key = str(self.decision(variables))
        version = self.version.whole(variables) if self.version is not None else None
        outputs, rules = run.environment.decide(key, self.binding, version, variables)
        run.effects.append(DecisionMade(visit.no, self.id, key, variables, outputs, tuple(rules)))
        run.assign(visit, self._named(outputs))
        self.finish(run, visit)

    def _named(self, outputs: Any) -> dict[str, Any]:
        if self.shape == "singleEntry" and isinstance(outputs, dict) and len(outputs) == 1:
            outputs = next(iter(outputs.values()))
        elif self.shape in ("collectEntries", "resultList") and not isinstance(outputs, list):
            outputs = [outputs]
        if self.result:
            return {self.result: outputs}
        return dict(outputs) if isinstance(outputs, dict) else {}
