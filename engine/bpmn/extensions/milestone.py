"""`tb:milestone`: the state of the case once this node is done."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts


@dataclass(frozen=True, slots=True)
class Milestone:
    state: str


def read(facts: Facts) -> Milestone:
    return Milestone(facts.required("state"))
