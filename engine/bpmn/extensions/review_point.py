"""`tb:reviewPoint`: one thing a reviewer has to look at."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    id: str
    name: str
    name_en: str


def read(facts: Facts) -> ReviewPoint:
    id = facts.required("id")
    name = facts.text("name") or id
    return ReviewPoint(id, name, facts.text("nameEn") or name)
