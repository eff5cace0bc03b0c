"""Waiting for something to come without keeping the caller's next try busy: at most half of the web threads wait."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from threading import BoundedSemaphore

LONGEST_WAIT = timedelta(seconds=30)
PAUSE = 0.25
#: `tongban serve` tells its web processes here how many threads each has; another server's are taken for as many.
THREADS = "TONGBAN_SERVE_THREADS"
USUAL_THREADS = 8


def wait_until(there: Callable[[], bool], wait: timedelta) -> None:
    """Return as soon as `there` says so, or after `wait`; at once when too many callers wait already."""
    if not wait or there() or not _places().acquire(blocking=False):
        return
    try:
        end = time.monotonic() + min(wait, LONGEST_WAIT).total_seconds()
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(PAUSE, left))
            if there():
                return
    finally:
        _places().release()


@cache
def _places() -> BoundedSemaphore:
    return BoundedSemaphore(int(os.environ.get(THREADS, USUAL_THREADS)) // 2)
