"""`tb:decision`: the decision a business rule task asks, and the variable for its result."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts


@dataclass(frozen=True, slots=True)
class DecisionBinding:
    """Without `result` the outputs become variables of their own names."""

    key: str
    result: str | None
    binding: str
    version: str | None


def read(facts: Facts) -> DecisionBinding:
    return DecisionBinding(
        facts.required("key"),
        facts.text("result") or None,
        facts.choice("binding", ("latest", "deployment", "version"), "latest"),
        facts.text("version") or None,
    )
