"""When a session was last noted to be in use, so that not every page writes it down."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

#: Far less than the time after which an idle session ends.
EVERY = timedelta(minutes=5)
MOST = 10_000


class Touches:
    """Of this process; of many sessions the oldest are forgotten, and noted again when they come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: OrderedDict[str, datetime] = OrderedDict()

    def due(self, session: str, now: datetime) -> bool:
        """Whether it is to be noted now; then it counts as noted. The first use of all is its sign-in."""
        with self._lock:
            last = self._noted.get(session)
            if last is not None and now - last < EVERY:
                return False
            self._noted[session] = now
            self._noted.move_to_end(session)
            if len(self._noted) > MOST:
                self._noted.popitem(last=False)
            return last is not None
