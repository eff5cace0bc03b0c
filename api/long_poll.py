"""Waiting for something to come without keeping the caller's next try busy: a few threads at most wait at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from threading import BoundedSemaphore

LONGEST_WAIT = timedelta(seconds=30)
PAUSE = 0.25
_places = BoundedSemaphore(4)


def wait_until(there: Callable[[], bool], wait: timedelta) -> None:
    """Return as soon as `there` says so, or after `wait`; at once when too many callers wait already."""
    if not wait or there() or not _places.acquire(blocking=False):
        return
    try:
        end = time.monotonic() + min(wait, LONGEST_WAIT).total_seconds()
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(PAUSE, left))
            if there():
                return
    finally:
        _places.release()
