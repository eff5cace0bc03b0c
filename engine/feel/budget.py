"""What one evaluation may cost: steps, depth of calls, wall time, and the size of what it builds."""

from __future__ import annotations

import datetime as python
from time import monotonic
from typing import Self

from tongban.engine.feel.errors import BudgetExceeded

STEPS = 1_000_000
SECONDS = 1.0
CALLS = 100
TEXT = 1_000_000
LIST = 100_000
SOURCE = 32_768
NESTING = 40

CLOCK_EVERY = 64


class Budget:
    """Counts down while closures run; a loop turn, a call and every built element cost a step.

    The defaults are of the class, so that a condition that never spends anything costs nothing here.
    """

    left = STEPS
    check_at = STEPS - CLOCK_EVERY
    deadline = 0.0
    seconds = SECONDS
    calls = 0
    now: python.datetime | None = None

    @classmethod
    def of(cls, steps: int = STEPS, seconds: float = SECONDS) -> Self:
        budget = cls()
        budget.left, budget.check_at, budget.seconds = steps, steps - CLOCK_EVERY, seconds
        return budget

    def spend(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < self.check_at:
            if self.left < 0:
                raise BudgetExceeded("the expression takes too many steps", limit="steps")
            self.check_at = self.left - CLOCK_EVERY
            self.look_at_clock()

    def look_at_clock(self) -> None:
        if not self.deadline:
            self.deadline = monotonic() + self.seconds
        elif monotonic() > self.deadline:
            raise BudgetExceeded("the expression takes too long", limit="time")

    def text(self, size: int) -> None:
        """A text of this size is about to be built."""
        fits_text(size)
        self.spend(1 + (size >> 3))

    def items(self, size: int) -> None:
        """A list or context of this size is about to be built."""
        fits_list(size)
        self.spend(1 + size)

    def enter(self) -> None:
        self.spend()
        self.calls += 1
        if self.calls > CALLS:
            raise BudgetExceeded(f"calls nested deeper than {CALLS}", limit="depth")

    def leave(self) -> None:
        self.calls -= 1


def fits_text(size: int) -> None:
    if size > TEXT:
        raise BudgetExceeded(f"a text longer than {TEXT} characters", limit="text")


def fits_list(size: int) -> None:
    if size > LIST:
        raise BudgetExceeded(f"a list longer than {LIST} items", limit="list")
