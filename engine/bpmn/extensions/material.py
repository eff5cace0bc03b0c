"""`tb:material`: a material that must be on file before this step can be done."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts


@dataclass(frozen=True, slots=True)
class NeededMaterial:
    """`outcomes` are those that need it; none named means all but a refusal."""

    code: str
    outcomes: tuple[str, ...] = ()


def read(facts: Facts) -> NeededMaterial:
    return NeededMaterial(facts.required("code"), facts.names("outcomes"))
