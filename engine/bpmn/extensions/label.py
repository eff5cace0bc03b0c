"""`tb:label`: the name of a node in another language."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts


@dataclass(frozen=True, slots=True)
class Label:
    lang: str
    name: str


def read(facts: Facts) -> Label:
    return Label(facts.text("lang") or "en", facts.required("name"))
