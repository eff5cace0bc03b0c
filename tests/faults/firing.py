"""Waiting instances whose timers are due, workers a test may kill or stop at any moment, and what came of it all."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from tongban.engine import SYSTEM, DeployResources, Engine, StartInstance, bootstrap
from tongban.engine.persistence.tables import case, process
from tongban.engine.settings import Settings
from tongban.engine.use_cases import FireBatch
from tongban.engine.worker import Worker

PATIENCE = 240
PAST, FAR = datetime(2026, 1, 5, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
OF_INSTANCES = process.timer.c.instance_id.is_not(None)
#: A timer that is due at once, then a piece of work.
WAITING = """<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<bpmn:process id="waiting" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:userTask id="work"/><bpmn:endEvent id="end"/>
  <bpmn:intermediateCatchEvent id="wait">
    <bpmn:timerEventDefinition><bpmn:timeDuration>PT0S</bpmn:timeDuration></bpmn:timerEventDefinition>
  </bpmn:intermediateCatchEvent>
  <bpmn:sequenceFlow id="f0" sourceRef="begin" targetRef="wait"/>
  <bpmn:sequenceFlow id="f1" sourceRef="wait" targetRef="work"/>
  <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="end"/>
</bpmn:process></bpmn:definitions>"""

# Forked from a process that has read the code already: a worker is at work a moment after the one before was killed.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tongban.engine", "faults.firing"])


class Firing:
    """A worker in a process of its own, sweeping without a rest."""

    def __init__(self, url: str, folder: Path) -> None:
        ours, theirs = _FORKS.Pipe()
        self._process: BaseProcess = _FORKS.Process(
            target=_sweep, args=(url, str(folder), theirs), daemon=True
        )
        self._process.start()
        theirs.close()
        self._pipe: Connection = ours

    def wait_until_ready(self) -> None:
        """Until it has fired a first timer."""
        assert self._pipe.poll(PATIENCE), "the worker does not start"
        self._pipe.recv()

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.join(PATIENCE)

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """SIGSTOP, and SIGCONT at the end."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._process.pid, signal.SIGCONT)


def _sweep(url: str, folder: str, ready: Connection) -> None:
    engine = bootstrap(Settings(url, Path(folder), embedded_worker=False))
    worker = Worker(engine)
    # The first firing reads and compiles; a kill shall fall into those that follow.
    engine.execute(FireBatch(1), SYSTEM)
    ready.send(None)
    while True:
        worker.sweep()


def stock(engine: Engine, number: int) -> set[str]:
    """The ids of so many instances whose timers are due."""
    engine.execute(DeployResources((("waiting.bpmn", WAITING.encode()),)), SYSTEM)
    return {str(engine.execute(StartInstance("waiting"), SYSTEM)["id"]) for _ in range(number)}


def hold_back(engine: Engine) -> None:
    """No timer is due until it is released."""
    with engine.sql_engine.begin() as connection:
        connection.execute(update(process.timer).where(OF_INSTANCES).values(due_at=FAR))


def release(engine: Engine, instances: Sequence[str]) -> None:
    """The timers of these are due now."""
    with engine.sql_engine.begin() as connection:
        connection.execute(
            update(process.timer).where(process.timer.c.instance_id.in_(instances)).values(due_at=PAST)
        )


def timers_left(engine: Engine) -> int:
    """How many timers of instances have not fired."""
    with engine.sql_engine.connect() as connection:
        return int(connection.execute(select(func.count()).where(OF_INSTANCES)).scalar_one())


def timers_due(engine: Engine) -> int:
    """How many of them are due."""
    due = process.timer.c.due_at == PAST
    with engine.sql_engine.connect() as connection:
        return int(connection.execute(select(func.count()).where(OF_INSTANCES, due)).scalar_one())


def check_each_fired_once(engine: Engine, instances: set[str]) -> None:
    """Every timer fired once, each brought one piece of work, and the record of each instance is whole."""
    fired = Counter(_column(engine, select(case.event.c.chain).where(case.event.c.type == "timer.fired")))
    opened = Counter(_column(engine, select(process.task.c.instance_id)))
    assert timers_left(engine) == 0
    assert set(fired) == instances, "lost"
    assert set(fired.values()) == {1}, "fired twice"
    assert opened == fired
    report = engine.verify_audit()
    assert report["broken"] == []
    assert report["chains"] == len(instances)


def _column(engine: Engine, statement: Any) -> list[Any]:
    with engine.sql_engine.connect() as connection:
        return list(connection.execute(statement).scalars())
