"""`tb:deadline`: how long a step may take, and what happens then."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.bpmn.extensions.facts import Facts

UNITS = ("workday", "day", "hour")
ACTIONS = ("remind", "escalate", "transfer")


@dataclass(frozen=True, slots=True)
class Deadline:
    value: int
    unit: str
    on: str


def read(facts: Facts) -> Deadline:
    value = facts.number("value")
    if value is None or value <= 0 or value != int(value) or value > 10_000:
        facts.problem("value", "tb:deadline needs a whole number of days or hours")
        value = None
    return Deadline(
        int(value or 1), facts.choice("unit", UNITS, "workday"), facts.choice("on", ACTIONS, "remind")
    )
