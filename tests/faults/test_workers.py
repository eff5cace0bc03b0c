"""Workers are killed and stopped while timers fire: none is lost and none fires twice."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faults.firing import (
    PATIENCE,
    Firing,
    check_each_fired_once,
    hold_back,
    release,
    stock,
    timers_due,
    timers_left,
)
from tongban.engine import Engine, bootstrap
from tongban.engine.settings import Settings
from tongban.engine.worker import TIMERS_AT_ONCE

#: A run of every commit kills 5 times during 500 firings; TONGBAN_SOAK=40 makes it 200 during 20,000.
SOAK = int(os.environ.get("TONGBAN_SOAK") or 1)
KILLS, A_LIFE = 5 * SOAK, 100
#: Seconds for which a worker stands still; TONGBAN_STOPPED=60 is the time of the requirement.
STOPPED = float(os.environ.get("TONGBAN_STOPPED") or 1)
SEED = 20260302


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    found = bootstrap(settings)
    yield found
    found.sql_engine.dispose()


def test_killed_workers_lose_and_double_nothing(engine: Engine, database_url: str, tmp_path: Path) -> None:
    rng, never = random.Random(SEED), threading.Event()
    instances = stock(engine, KILLS * A_LIFE)
    hold_back(engine)
    waiting = sorted(instances)
    workers = [Firing(database_url, tmp_path) for _ in range(2)]
    struck = 0
    try:
        for kill in range(KILLS):
            victim = workers.pop(0)
            workers.append(Firing(database_url, tmp_path))
            victim.wait_until_ready()
            # The moment is what is random here.
            release(engine, waiting[kill * A_LIFE : (kill + 1) * A_LIFE])
            never.wait(rng.uniform(0, 0.05))
            victim.kill()
            struck += timers_due(engine) > 0
        _wait_until_done(engine, workers)
    finally:
        for one in workers:
            one.kill()

    check_each_fired_once(engine, instances)
    assert struck > KILLS / 2, "too few kills fell while timers were due"


def test_a_worker_that_stands_still_holds_up_nobody_and_fires_nothing_twice(
    postgres_url: str, tmp_path: Path
) -> None:
    engine = bootstrap(Settings(postgres_url, tmp_path, embedded_worker=False))
    instances = stock(engine, 8 * TIMERS_AT_ONCE)
    hold_back(engine)
    workers = [Firing(postgres_url, tmp_path) for _ in range(3)]
    try:
        for one in workers:
            one.wait_until_ready()
        release(engine, sorted(instances))
        _wait_until(lambda: timers_left(engine) < len(instances))
        with workers[0].stopped():
            began = time.monotonic()
            # What it holds waits for it, everything else does not.
            _wait_until(lambda: timers_left(engine) <= TIMERS_AT_ONCE)
            threading.Event().wait(max(0.0, STOPPED - (time.monotonic() - began)))
        _wait_until_done(engine, workers)
    finally:
        for one in workers:
            one.kill()

    check_each_fired_once(engine, instances)
    engine.sql_engine.dispose()


def _wait_until_done(engine: Engine, workers: list[Firing]) -> None:
    _wait_until(lambda: timers_left(engine) == 0)
    assert all(one.alive for one in workers)


def _wait_until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "nothing moves any more"
        threading.Event().wait(0.02)
