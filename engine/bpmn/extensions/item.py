"""`tb:item`: the service item a process carries out."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts


@dataclass(frozen=True, slots=True)
class Item:
    code: str


def read(facts: Facts) -> Item:
    return Item(facts.required("code"))
