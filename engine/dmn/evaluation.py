"""What one evaluation of a model may cost and what it leaves behind: the rules that matched."""

from __future__ import annotations

import datetime as python
from dataclasses import dataclass, field
from typing import Any, ClassVar

from tongban.engine.feel import Budget, FeelError


class DecisionFailed(FeelError):
    """The decision has no result."""

    code: ClassVar[str] = "decision_failed"


class Evaluation(Budget):
    """The budget every expression of the model shares, and the record of its tables.

    `seen`, when it is given, takes in every table that was asked with what each of its cells said.
    """

    def __init__(self, now: python.datetime | None = None, seen: list[dict[str, Any]] | None = None) -> None:
        self.now = now
        self.seen = seen
        self.matched: list[dict[str, Any]] = []


@dataclass(frozen=True, slots=True)
class Result:
    """`outputs` and everything in `matched_rules` are JSON values; `value` is the same as FEEL value."""

    outputs: Any
    matched_rules: list[dict[str, Any]] = field(default_factory=list)
    value: Any = None
