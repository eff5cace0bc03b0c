"""Error events: an end throws, the nearest handler outside catches and interrupts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn import throwing
from tongban.engine.bpmn.events.definition import BOUNDARY, END, INSIDE, EventDefinition
from tongban.engine.bpmn.names import dialect, reference

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class ErrorDefinition(EventDefinition):
    kind = "error"
    places = frozenset({BOUNDARY, INSIDE, END})
    interrupts_only = True
    final = True

    def read(self, node: etree._Element, owner: etree._Element, reading: Reading) -> None:
        ref = reference(node.get("errorRef"))
        # A reference to nothing declared is itself the code, as Camunda reads it.
        declared = reading.errors.get(ref or "")
        self.code = (declared["error_code"] or declared["name"] or ref) if declared else ref
        self.code_variable = dialect(node, "errorCodeVariable")
        self.message_variable = dialect(node, "errorMessageVariable")
        if self.code is None and owner.tag.endswith("endEvent"):
            reading.problem(self.element.id, "error-missing", "an error end event needs an errorRef")

    def named(self, code: str, message: str) -> Mapping[str, Any]:
        named = {self.code_variable: code, self.message_variable: message}
        return {name: value for name, value in named.items() if name}

    def throw(self, run: Run, visit: Visit) -> None:
        throwing.throw_error(run, visit, self.code or "")
