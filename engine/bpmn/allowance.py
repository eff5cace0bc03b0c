"""What one act may cost: the CPU time that the diagrams of all its instances take together."""

from __future__ import annotations

from time import thread_time

SECONDS = 5.0


class Allowance:
    """Seconds of this thread's CPU time; only what diagrams take counts, not what is written down of it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = self.left = seconds
        self._until = thread_time() + seconds

    def begin(self) -> None:
        """A diagram begins to work."""
        self._until = thread_time() + self.left

    def pause(self) -> None:
        """It rests, and something else is done."""
        self.left = self._until - thread_time()

    @property
    def used_up(self) -> bool:
        return thread_time() > self._until
