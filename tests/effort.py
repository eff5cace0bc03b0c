"""CPU time an act may take, measured against a fixed loop at the same moment: a slow or busy machine fails nothing.

A second here is a second of a machine that runs the loop in `QUICK` seconds; what fails is more work, not less machine.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import thread_time
from typing import TypeVar

T = TypeVar("T")
Outcome = Callable[[], T]

#: Seconds of CPU the loop takes on an idle core of a server of 2021.
QUICK = 0.007
#: A neighbour may come between a measurement and its loop; nobody does so every time.
TRIES = 3


def within(seconds: float, act: Callable[[], T]) -> T:
    """What the act returns or raises; it fails when it takes longer each of several times, so it must be repeatable."""
    least, outcome = _timed(act)
    for _ in range(TRIES):
        if least < seconds:
            break
        least = min(least, _at_rest(act))
    assert least < seconds, f"{least:.2f} s of a quick machine's CPU, {seconds} are allowed"
    return outcome()


def _at_rest(act: Callable[[], T]) -> float:
    """Seconds at the machine's present pace; what other tests left behind is not searched for garbage meanwhile."""
    gc.freeze()
    spent, _ = _timed(act)
    loop, _ = _timed(lambda: sum(number * number % 7 for number in range(100_000)))
    gc.unfreeze()
    return spent / max(1.0, loop / QUICK)


def _timed(act: Callable[[], T]) -> tuple[float, Outcome[T]]:
    """Seconds, and what gives the act's answer or raises its error."""
    began = thread_time()
    try:
        value = act()
    except Exception as raised:
        return thread_time() - began, _raising(raised)
    return thread_time() - began, lambda: value


def _raising(error: Exception) -> Outcome[T]:
    def again() -> T:
        raise error

    return again
