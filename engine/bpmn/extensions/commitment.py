"""`tb:commitment`: once this node is done the department has given its word to the lead of the joint case."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts


@dataclass(frozen=True, slots=True)
class Commitment:
    """Only of consequence in a member of a joint case."""


def read(facts: Facts) -> Commitment:
    return Commitment()
