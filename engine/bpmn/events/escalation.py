"""Escalation events: the nearest handler outside hears them; the work may go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn import throwing
from tongban.engine.bpmn.events.definition import BOUNDARY, END, INSIDE, THROW, EventDefinition
from tongban.engine.bpmn.names import dialect, reference

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class EscalationDefinition(EventDefinition):
    kind = "escalation"
    places = frozenset({BOUNDARY, INSIDE, THROW, END})

    def read(self, node: etree._Element, owner: etree._Element, reading: Reading) -> None:
        ref = reference(node.get("escalationRef"))
        declared = reading.escalations.get(ref or "")
        self.code = (declared["escalation_code"] or declared["name"] or ref) if declared else ref
        self.code_variable = dialect(node, "escalationCodeVariable")
        if self.code is None and owner.tag.endswith(("endEvent", "intermediateThrowEvent")):
            reading.problem(
                self.element.id, "escalation-missing", "a throwing escalation event needs an escalationRef"
            )

    def named(self, code: str, message: str) -> Mapping[str, Any]:
        return {self.code_variable: code} if self.code_variable else {}

    def throw(self, run: Run, visit: Visit) -> None:
        run.push(_proceed, visit)
        throwing.throw_escalation(run, visit, self.code or "")


def _proceed(run: Run, visit: Visit, _: object) -> None:
    visit.element.proceed(run, visit)
