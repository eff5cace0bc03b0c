"""How often an API client may call: a bucket of one minute's calls that fills up again steadily.

Each server process counts for itself: with n processes a client may make up to n times its calls.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 10_000


class RateLimit:
    """Buckets by client; of those that were not used for longest, some are forgotten, which fills them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, rate: int) -> int:
        """0 when the call may be made, which is counted; else after how many whole seconds it may."""
        with self._lock:
            now = self._clock()
            left, at = self._buckets.pop(client, (float(rate), now))
            left = min(float(rate), left + (now - at) * rate / 60)
            allowed = left >= 1
            self._buckets[client] = (left - 1 if allowed else left, now)
            if len(self._buckets) > MOST:
                self._buckets.popitem(last=False)
            return 0 if allowed else max(1, math.ceil((1 - left) * 60 / rate))
