"""CPU time an act may take, measured against a fixed loop at the same moment: a slow or busy machine fails nothing.

A second here is a second of a machine that runs the loop in `QUICK` seconds; what fails is more work, not less machine.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import thread_time
from typing import TypeVar

T = TypeVar("T")

#: Seconds of CPU the loop takes on an idle core of a server of 2021.
QUICK = 0.007
#: A neighbour may come between a measurement and its loop; nobody does so every time.
TRIES = 3


def within(seconds: float, act: Callable[[], T]) -> T:
    """What the act returns or raises; it fails when it takes longer each of three times, so it must be repeatable."""
    least = float("inf")
    for _ in range(TRIES):
        spent, outcome = _measured(act)
        least = min(least, spent)
        if least < seconds:
            break
    assert least < seconds, f"{least:.2f} s of a quick machine's CPU, {seconds} are allowed"
    return outcome()


def _measured(act: Callable[[], T]) -> tuple[float, Callable[[], T]]:
    """Seconds, and what gives the act's answer or raises its error."""
    # What the tests before have left behind is not searched for garbage meanwhile.
    gc.freeze()
    before = _loop()
    began = thread_time()
    try:
        value = act()
    except Exception as raised:
        spent, outcome = thread_time() - began, _raising(raised)
    else:
        spent, outcome = thread_time() - began, lambda: value
    slower = max(1.0, (before + _loop()) / 2 / QUICK)
    gc.unfreeze()
    return spent / slower, outcome


def _raising(error: Exception) -> Callable[[], T]:
    def again() -> T:
        raise error

    return again


def _loop() -> float:
    began, total = thread_time(), 0
    for number in range(100_000):
        total += number * number % 7
    return thread_time() - began
