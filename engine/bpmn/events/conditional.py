"""Conditional events: they happen when a condition on the variables holds, at once if it holds already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from tongban.engine.bpmn.events.definition import BOUNDARY, CATCH, INSIDE, START, EventDefinition
from tongban.engine.bpmn.names import child, dialect

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait


class ConditionalDefinition(EventDefinition):
    kind = "conditional"
    places = frozenset({START, INSIDE, BOUNDARY, CATCH})

    def read(self, node: etree._Element, owner: etree._Element, reading: Reading) -> None:
        self.condition = reading.condition(self.element.id, child(node, "condition"))
        self.variable = dialect(node, "variableName")
        self.changes = {
            part.strip() for part in (dialect(node, "variableEvents") or "").split(",") if part.strip()
        }
        if self.changes and getattr(self.element, "place", None) == START:
            reading.problem(
                self.element.id,
                "condition-start-changes",
                "a process that is to be started has no variables that could change: leave `variableEvents` out",
            )
        if self.condition is None:
            reading.problem(self.element.id, "condition-missing", "a conditional event needs a condition")

    def listen(self, run: Run, visit: Visit, element: Element) -> Wait | None:
        return run.subscribe(visit, "conditional", element, "", {}, own=visit.element is element)

    def concerns(self, changed: Mapping[str, str]) -> bool:
        """Camunda can name the variable and whether its first or a later writing counts."""
        if self.variable is not None and self.variable not in changed:
            return False
        how = {changed[self.variable]} if self.variable is not None else set(changed.values())
        return not self.changes or bool(how & self.changes)

    def text(self, variables: Mapping[str, Any]) -> str:
        """The variable it depends on, where one is named."""
        return self.variable or ""

    def begins(self, variables: Mapping[str, Any]) -> bool:
        """Whether an instance that is not there yet would begin with these variables."""
        named = self.variable is None or self.variable in variables
        return named and self.condition is not None and self.condition.true(variables)

    def holds(self, run: Run, wait: Wait) -> bool:
        return self.condition is not None and self.condition.true(run.visible(wait.visit))
