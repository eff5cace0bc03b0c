"""`tb:member`: a call activity that runs one member of a joint case as a case of its own."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts
from tongban.engine.bpmn.value import Value, literal

JOINS = ("", "all_finished", "all_committed")


@dataclass(frozen=True, slots=True)
class Member:
    """`key` names the member, literally or by FEEL; `join` says when it is done, "" as the item's sheet says."""

    key: Value
    join: str


def read(facts: Facts) -> Member:
    key = facts.value("key")
    if key is None:
        facts.problem("key", "tb:member needs `key`")
        key = literal(facts.element, "tb:member key", "")
    return Member(key, facts.choice("join", JOINS))
