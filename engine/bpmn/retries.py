"""How often a job is tried and how long to wait in between: `tb:retry`, or Camunda's `failedJobRetryTimeCycle`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn import timer
from tongban.engine.bpmn.names import dialect_nodes, text

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading

MOST = 100
_REPEAT = re.compile(r"R([1-9][0-9]{0,2})/(.+)")


@dataclass(frozen=True, slots=True)
class RetryPlan:
    """`attempts` in all; after the n-th failure the n-th of `waits` (ISO durations), the last one from then on."""

    attempts: int
    waits: tuple[str, ...]

    def next(self, now: datetime, failures: int) -> datetime:
        """When to try again after so many failures, at least one."""
        return timer.after(now, self.waits[min(failures, len(self.waits)) - 1])


DEFAULT = RetryPlan(3, ("PT1M", "PT5M"))


def plan(source: str) -> RetryPlan:
    """`R3/PT10M` is three attempts, `PT1M,PT5M,PT1H` one more attempt than it has waits; else BadTimer."""
    repeat = _REPEAT.fullmatch(source.strip())
    waits = (repeat[2],) if repeat else tuple(part.strip() for part in source.split(","))
    attempts = int(repeat[1]) if repeat else len(waits) + 1
    if attempts > MOST:
        raise timer.BadTimer(f"`{source[:80]}` tries more than {MOST} times")
    for wait in waits:
        timer.check("duration", wait)
        if wait.startswith("-"):
            raise timer.BadTimer(f"`{wait}` lies in the past")
    return RetryPlan(attempts, waits)


def of_dialect(element: str, node: etree._Element, reading: Reading) -> RetryPlan | None:
    """What Camunda's extension element says, if there is one."""
    for inner in dialect_nodes(node, "failedJobRetryTimeCycle"):
        try:
            return plan(text(inner))
        except timer.BAD as error:
            reading.problem(element, "retry", f"failedJobRetryTimeCycle: {error}")
    return None
