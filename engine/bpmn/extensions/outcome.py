"""`tb:outcome`: one way in which a task can be completed."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts

KINDS = ("approve", "reject", "neutral")
OPINIONS = ("required", "optional")


@dataclass(frozen=True, slots=True)
class Outcome:
    id: str
    name: str
    name_en: str
    kind: str
    opinion: str


def read(facts: Facts) -> Outcome:
    id = facts.required("id")
    name = facts.text("name") or id
    return Outcome(
        id,
        name,
        facts.text("nameEn") or name,
        facts.choice("kind", KINDS, "neutral"),
        facts.choice("opinion", OPINIONS, "optional"),
    )
