"""kill -9 at any moment: what was answered 2xx is there once, nothing is there twice, and the next start carries on."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import select, text

from faults.diagrams import JOINT
from faults.own_postgres import own_postgres
from faults.serving import PATIENCE, Server, deploy, insist
from tongban.engine import bootstrap
from tongban.engine.persistence.tables import case, process
from tongban.engine.settings import Settings
from tongban.migrations import migrate

#: A run of every commit kills 5 times on each database; TONGBAN_SOAK=20 makes it 100.
SOAK = int(os.environ.get("TONGBAN_SOAK") or 1)
KILLS = 5 * SOAK
CUTS = 5 * SOAK
#: Of PostgreSQL itself.
DATABASE_KILLS = 2 * SOAK
CLIENTS = 3
SEED = 20260302


@dataclass
class Acknowledged:
    """What clients were told has happened."""

    started: dict[str, dict[str, Any]] = field(default_factory=dict)
    completed: dict[str, dict[str, Any]] = field(default_factory=dict)
    finished: list[str] = field(default_factory=list)
    #: Seconds that each act took with all its repetitions.
    waits: list[float] = field(default_factory=list)
    blows: int = 0


class Client:
    """Plays one case after the other, repeating what nobody answered, until told to stop."""

    def __init__(self, server: Server, name: str, stop: threading.Event) -> None:
        self._server, self._name, self._stop = server, name, stop
        self.told = Acknowledged()
        self.refused: list[str] = []

    def run(self) -> None:
        number = 0
        while not self._stop.is_set() or number == 0:
            self._play(f"{self._name}-{number}")
            number += 1

    def _play(self, name: str) -> None:
        body = {"process": "joint", "business_key": name, "variables": {"no": name}}
        case_ = self._call("/process-instances", body, f"start {name}")
        self.told.started[name] = case_
        done = 0
        while done < 5:
            path = f"/api/v1/tasks?instance={case_['id']}"
            page = insist(self._server.port, "GET", path)[1]
            for task in page["items"]:
                given = {"variables": {task["element"]: f"{name} ok"}}
                answer = self._call(f"/tasks/{task['id']}/complete", given, f"complete {task['id']}")
                self.told.completed[task["id"]] = answer
                done += 1
        self.told.finished.append(case_["id"])

    def _call(self, path: str, body: Any, key: str) -> Any:
        began = time.monotonic()
        status, answer = insist(self._server.port, "POST", f"/api/v1{path}", body, key)
        self.told.waits.append(time.monotonic() - began)
        if status not in (200, 201):
            raise AssertionError(f"{path}: {status} {answer}")
        return answer


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[Server]:
    server = Server(database_url, tmp_path)
    server.start()
    deploy(server.port, "joint.bpmn", JOINT)
    yield server
    server.kill()


def test_a_kill_loses_and_doubles_nothing(server: Server, database_url: str, tmp_path: Path) -> None:
    rng = random.Random(SEED)

    def kill() -> None:
        if rng.random() < 0.5:
            server.kill()
            server.start()
        else:
            server.kill_web_process(rng)
            server.carry_on()

    told = _play_through(server, [kill] * KILLS, rng)
    server.kill()
    server.start()
    _check(server, told, database_url, tmp_path)


def test_a_lost_database_connection_loses_nothing(postgres_url: str, tmp_path: Path) -> None:
    server = Server(postgres_url, tmp_path)
    engine = sqlalchemy.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    def cut_all() -> None:
        with engine.connect() as connection:
            connection.execute(cut)

    try:
        server.start()
        deploy(server.port, "joint.bpmn", JOINT)
        told = _play_through(server, [cut_all] * CUTS, random.Random(SEED))
        _check(server, told, postgres_url, tmp_path)
    finally:
        engine.dispose()
        server.kill()


def test_a_killed_database_loses_nothing_and_is_found_again(tmp_path: Path) -> None:
    """The server of PostgreSQL dies with all its processes; Tongban stays up and goes on when it is back."""
    with own_postgres() as database:
        migrate(database.url)
        server = Server(database.url, tmp_path)

        def kill_database() -> None:
            database.kill()
            database.start()

        try:
            server.start()
            first = server.pid
            deploy(server.port, "joint.bpmn", JOINT)
            told = _play_through(server, [kill_database] * DATABASE_KILLS, random.Random(SEED))
            assert server.pid == first
            _check(server, told, database.url, tmp_path)
        finally:
            server.kill()


def _play_through(server: Server, blows: list[Callable[[], None]], rng: random.Random) -> Acknowledged:
    """Clients at work, the blows falling at random moments in between; what the clients were told."""
    stop = threading.Event()
    clients = [Client(server, f"client-{number}", stop) for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(client.run) for client in clients]
        try:
            for blow in blows:
                # The moment is what is random here; nothing waits for something to have happened.
                stop.wait(rng.uniform(0.05, 0.8))
                blow()
        finally:
            stop.set()
        for one in running:
            one.result(PATIENCE * 2)
    told = Acknowledged()
    for client in clients:
        told.started.update(client.told.started)
        told.completed.update(client.told.completed)
        told.finished.extend(client.told.finished)
        told.waits.extend(client.told.waits)
    told.blows = len(blows)
    return told


def _check(server: Server, told: Acknowledged, url: str, folder: Path) -> None:
    with _rows(url) as rows:
        instances = rows(
            select(process.instance.c.business_key, process.instance.c.id, process.instance.c.state)
        )
        tasks = rows(
            select(
                process.task.c.id, process.task.c.element, process.task.c.state, process.task.c.instance_id
            )
        )
        completions = rows(select(case.event.c.task_id).where(case.event.c.type == "task.completed"))
    _check_starts(instances, told)
    once = Counter(task_id for (task_id,) in completions)
    done = {id_ for id_, _, state, _ in tasks if state == "completed"}
    _print(told, lost=len(set(told.completed) - done), doubled=once.total() - len(once))
    assert set(once.values()) <= {1}
    assert set(told.completed) <= done
    assert done == set(once)
    steps = Counter((instance, element) for _, element, _, instance in tasks)
    assert set(steps.values()) == {1}
    report = _verified(url, folder)
    assert report["broken"] == []
    _check_answers(server, told)


def _print(told: Acknowledged, **found: int) -> None:
    """The figures of docs/benchmarks.md; shown with `pytest -s`."""
    waits = sorted(told.waits)
    p50, p99 = (waits[len(waits) * part // 100] for part in (50, 99))
    counts = " ".join(f"{name}={count}" for name, count in found.items())
    print(
        f"blows={told.blows} acts={len(waits)} {counts} wait_s: p50={p50:.3f} p99={p99:.2f} max={waits[-1]:.2f}"
    )


def _check_starts(instances: list[Any], told: Acknowledged) -> None:
    by_key = Counter(key for key, _, _ in instances)
    assert set(by_key.values()) == {1}
    assert set(told.started) == set(by_key)
    states = {id_: state for _, id_, state in instances}
    assert {name: one["id"] for name, one in told.started.items()} == {key: id_ for key, id_, _ in instances}
    assert {states[id_] for id_ in told.finished} == {"completed"}
    assert len(told.finished) == len(told.started) >= CLIENTS


def _check_answers(server: Server, told: Acknowledged) -> None:
    """Asked again under its key, an act is answered as it was the first time."""
    for name, first in list(told.started.items())[-5:]:
        body = {"process": "joint", "business_key": name, "variables": {"no": name}}
        again = insist(server.port, "POST", "/api/v1/process-instances", body, f"start {name}")
        assert again == (201, first)


def _verified(url: str, folder: Path) -> dict[str, Any]:
    engine = bootstrap(Settings(url, folder / "data"))
    try:
        return engine.verify_audit()
    finally:
        engine.sql_engine.dispose()


@contextmanager
def _rows(url: str) -> Iterator[Callable[[Any], list[Any]]]:
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.connect() as connection:
            yield lambda statement: [tuple(row) for row in connection.execute(statement)]
    finally:
        engine.dispose()
