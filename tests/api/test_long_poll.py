"""Callers who wait never take all the threads of a web process."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tongban.api import long_poll


@pytest.mark.parametrize(("threads", "may_wait"), [("1", 0), ("2", 1), ("4", 2), ("9", 4)])
def test_half_of_the_threads_may_wait_at_once(
    monkeypatch: pytest.MonkeyPatch, threads: str, may_wait: int
) -> None:
    now, waiting, most = 0.0, 0, 0

    def sleep(seconds: float) -> None:
        """While one sleeps the next one comes."""
        nonlocal now, waiting, most
        waiting += 1
        most = max(most, waiting)
        call()
        waiting -= 1
        now += seconds

    def call() -> None:
        long_poll.wait_until(lambda: False, timedelta(seconds=long_poll.PAUSE))

    monkeypatch.setattr(long_poll, "time", SimpleNamespace(monotonic=lambda: now, sleep=sleep))
    monkeypatch.setenv(long_poll.THREADS, threads)
    long_poll._places.cache_clear()
    try:
        call()
        assert most == may_wait
        most = 0
        call()
        assert most == may_wait, "who has waited gives the place back"
    finally:
        long_poll._places.cache_clear()
