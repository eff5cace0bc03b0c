"""A sequence flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine import feel
from tongban.engine.bpmn.asked import MOST, NOTED, Asked
from tongban.engine.bpmn.extensions import Extensions
from tongban.engine.bpmn.value import Value

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element


class Flow:
    """From `source` to `target`, when `condition` holds."""

    __slots__ = ("condition", "extensions", "id", "name", "source", "target")

    def __init__(
        self,
        id: str,
        source: Element,
        target: Element,
        name: str | None,
        condition: Value | None,
        extensions: Extensions,
    ) -> None:
        self.id = id
        self.source = source
        self.target = target
        self.name = name
        self.condition = condition
        self.extensions = extensions

    def holds(self, variables: Mapping[str, Any], budget: feel.Budget) -> bool:
        """Whether a token may take it; a flow without a condition may always be taken."""
        if self.condition is None:
            return True
        held = self.condition.true(variables, budget)
        noted = NOTED.get()
        if noted is not None and len(noted) < MOST:
            noted.append(Asked(self.id, self.condition.text, held))
        return held

    def __repr__(self) -> str:
        return f"<Flow {self.id}: {self.source.id} -> {self.target.id}>"
