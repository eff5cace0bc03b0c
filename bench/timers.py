"""A hundred thousand timers due at once after a night of downtime, and what a sweep costs when nothing is due."""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy
import timer_stock as stock
from running import HttpClient, cpu_seconds, database, loop_seconds, server
from sqlalchemy import text

from tongban.engine import Engine, bootstrap
from tongban.engine.persistence.due import OLDEST_DUE
from tongban.engine.settings import Settings
from tongban.engine.worker import Worker
from tongban.migrations import migrate

RATE, COMPLETION_MS, PATIENCE = 1_500, 200, 1_800
SIZES = (1_000, 100_000, 1_000_000)
SWEEPS = 200
DUE = text("SELECT EXISTS (SELECT 1 FROM timer WHERE due_at <= now())")
ALIVE = text("SELECT count(*) FROM heartbeat")
FACTS = text(
    "SELECT count(*), count(DISTINCT chain), (SELECT count(*) FROM task WHERE process_key = :process),"
    " (SELECT count(*) FROM timer) FROM event WHERE type = 'timer.fired'"
)
#: How far a timer fired from its place in the order of the due dates.
ORDER = text(
    "WITH placed AS (SELECT row_number() OVER (ORDER BY s.due_at) AS due,"
    " row_number() OVER (ORDER BY e.id) AS fired FROM event e JOIN stock s ON s.instance_id = e.chain"
    " WHERE e.type = 'timer.fired') SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY abs(due - fired)),"
    " percentile_disc(0.99) WITHIN GROUP (ORDER BY abs(due - fired)), max(abs(due - fired)) FROM placed"
)


@dataclass(frozen=True)
class Drain:
    """What a drain showed; times of completions in milliseconds."""

    seconds: float
    worker_cpu: float
    database_cpu: float
    completions: list[float]
    order: tuple[int, int, int]


class Desk:
    """Somebody completes tasks over HTTP at a steady pace, whatever the workers do."""

    def __init__(self, client: HttpClient, tasks: Iterator[str], each: float) -> None:
        self._client, self._tasks, self._each = client, tasks, each
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self.waits: list[float] = []

    def __enter__(self) -> Desk:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        due = time.perf_counter()
        for task in self._tasks:
            due += self._each
            if self._stop.wait(max(0.0, due - time.perf_counter())):
                return
            began = time.perf_counter()
            self._client.call("POST", f"/tasks/{task}/complete", {})
            self.waits.append((time.perf_counter() - began) * 1000)


@contextmanager
def workers(url: str, folder: Path, number: int) -> Iterator[list[int]]:
    """The pids of `tongban worker` processes."""
    environment = os.environ | {"TONGBAN_DATABASE_URL": url, "TONGBAN_DATA_DIR": str(folder / "data")}
    command = [str(Path(sys.executable).with_name("tongban")), "worker"]
    running = []
    with (folder / "worker.log").open("wb") as log:
        for _ in range(number):
            running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder))
    try:
        yield [one.pid for one in running]
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait(60)


@contextmanager
def prepared(folder: Path) -> Iterator[tuple[str, int, Engine]]:
    """A PostgreSQL database with the diagrams: its URL, the server's pid and an engine."""
    with database("postgres", folder) as (url, _, postmaster):
        migrate(url)
        engine = bootstrap(Settings(url, folder / "data", embedded_worker=False))
        try:
            stock.deploy(engine)
            assert postmaster is not None
            yield url, postmaster, engine
        finally:
            engine.sql_engine.dispose()


def drain(timers: int, number: int, per_second: float) -> Drain:
    """Let `number` workers fire so many timers while tasks are completed."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tb-bench-")))
        url, postmaster, engine = stack.enter_context(prepared(folder))
        with engine.sql_engine.begin() as connection:
            stock.copy(connection, stock.start(engine, stock.WAITS), timers - 1)
            # Enough for the longest drain worth waiting for.
            stock.copy(connection, stock.start(engine, stock.DESK), int(per_second * 600))
            stock.set_aside(connection)
            desk = connection.execute(
                text("SELECT id FROM task WHERE process_key = :key ORDER BY id"), {"key": stock.DESK}
            ).scalars()
            tasks = iter(desk.all())
        _vacuum(engine)
        _, client = stack.enter_context(server(url, folder, worker=False))
        pids = stack.enter_context(workers(url, folder, number))
        _wait(engine, ALIVE, number)
        for task in itertools.islice(tasks, 20):
            client.call("POST", f"/tasks/{task}/complete", {})
        cpu, server_cpu = sum(map(cpu_seconds, pids)), cpu_seconds(postmaster)
        with Desk(client, tasks, 1 / per_second) as clerk:
            with engine.sql_engine.begin() as connection:
                stock.bring_back(connection)
            began = time.perf_counter()
            _wait(engine, DUE, False)
            seconds = time.perf_counter() - began
        cpu, server_cpu = sum(map(cpu_seconds, pids)) - cpu, cpu_seconds(postmaster) - server_cpu
        order = _checked(engine, timers)
    return Drain(seconds, cpu / timers * 1000, server_cpu / timers * 1000, clerk.waits, order)


def _wait(engine: Engine, question: sqlalchemy.TextClause, answer: object) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with engine.sql_engine.connect() as connection:
            if connection.execute(question).scalar_one() == answer:
                return
        time.sleep(0.1)
    raise RuntimeError(f"still not {answer}: {question}")


def _checked(engine: Engine, timers: int) -> tuple[int, int, int]:
    """The figure counts only if every timer fired once and every instance went on."""
    with engine.sql_engine.connect() as connection:
        facts = tuple(connection.execute(FACTS, {"process": stock.WAITS}).one())
        if facts != (timers, timers, timers, 0):
            raise RuntimeError(f"fired, instances, tasks opened, timers left: {facts}")
        order = connection.execute(ORDER).one()
    return int(order[0]), int(order[1]), int(order[2])


def _vacuum(engine: Engine) -> None:
    with engine.sql_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def idle(sizes: tuple[int, ...]) -> None:
    """A worker's sweep while ever more instances wait for a timer that is not due."""
    print(f"A sweep with nothing due, median of {SWEEPS}\n")
    print(
        "| instances that wait | ms per sweep | fastest | worker CPU ms | looking for due timers, ms | pages |"
    )
    print("|---|---|---|---|---|---|")
    costs, plans = [], []
    with tempfile.TemporaryDirectory(prefix="tb-bench-") as name, prepared(Path(name)) as (_, _, engine):
        first, made = stock.start(engine, stock.WAITS), 1
        worker = Worker(engine)
        for size in sizes:
            with engine.sql_engine.begin() as connection:
                if size > made:
                    more = first if made == 1 else stock.start(engine, stock.WAITS)
                    stock.copy(connection, more, size - made - (made > 1), events=False)
                    made = size
            _vacuum(engine)
            while worker.sweep():
                pass
            cpu = time.process_time()
            whole = [_milliseconds(worker.sweep) for _ in range(SWEEPS)]
            cpu = (time.process_time() - cpu) / SWEEPS * 1000
            look = statistics.median(_milliseconds(lambda: engine.due_timers(50)) for _ in range(SWEEPS))
            plan, buffers = _plan(engine)
            costs.append(cpu)
            plans.append(plan)
            print(
                f"| {size:,} | {statistics.median(whole):.2f} | {min(whole):.2f} | {cpu:.2f} | {look:.2f} | {buffers} |",
                flush=True,
            )
    print(f"\nCPU, most against fewest: {costs[-1] / costs[0]:.2f}")
    print(f"plan at {sizes[-1]:,}: {plans[-1]}\n")


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _plan(engine: Engine) -> tuple[str, int]:
    """The nodes of the plan by which workers take due timers, and the pages it touched."""
    compiled = OLDEST_DUE.compile(dialect=engine.sql_engine.dialect)
    with engine.sql_engine.connect() as connection:
        found = connection.exec_driver_sql(
            f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {compiled}", {"now": engine.now, "limit_": 50}
        ).scalar_one()
    node, names = found[0]["Plan"], []
    buffers = node["Shared Hit Blocks"] + node["Shared Read Blocks"]
    while node:
        names.append(f"{node['Node Type']} {node.get('Index Name', '')}".strip())
        node = (node.get("Plans") or [None])[0]
    return " > ".join(names), buffers


def report(timers: int, number: int, found: Drain) -> None:
    rate, waits = timers / found.seconds, sorted(found.completions)
    p95 = waits[int(len(waits) * 0.95)]
    met = {True: "met", False: "missed"}
    print(f"{timers:,} timers due at once, {number} worker processes, PostgreSQL\n")
    print("| figure | measured | goal | ratio |\n|---|---|---|---|")
    print(
        f"| timers per second | {rate:,.0f} | {RATE:,}: {met[rate >= RATE]} | {rate / RATE:.2f} of the goal |"
    )
    print(f"| seconds until none was due | {found.seconds:.1f} | | |")
    print(f"| worker CPU ms per timer | {found.worker_cpu:.3f} | | |")
    print(f"| PostgreSQL CPU ms per timer, completions included | {found.database_cpu:.3f} | | |")
    print(
        f"| the rate two cores of their own could carry | {2000 / (found.worker_cpu + found.database_cpu):,.0f} | | |"
    )
    print(
        f"| completions meanwhile over HTTP: p50, p95, longest of {len(waits)}, ms | {statistics.median(waits):.0f},"
        f" {p95:.0f}, {waits[-1]:.0f} | p95 {COMPLETION_MS}: {met[p95 < COMPLETION_MS]} | {p95 / COMPLETION_MS:.2f} |"
    )
    print(f"| places out of order: p50, p99, most | {', '.join(map(str, found.order))} | | |")
    print("| fired twice, never fired | 0, 0 | 0, 0: met | |\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timers", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--completions", type=float, default=10, help="tasks completed per second meanwhile")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="waiting instances of the sweeps")
    given = parser.parse_args()
    if not 0 <= given.timers <= 1_000_000 or not 1 <= given.workers <= 16:
        parser.error("--timers must be between 0 (none) and 1000000, --workers between 1 and 16")
    print(
        f"machine: load {os.getloadavg()[0]:.1f}, the fixed loop takes {loop_seconds() * 1000:.0f} ms of CPU\n"
    )
    if given.timers:
        report(given.timers, given.workers, drain(given.timers, given.workers, given.completions))
    if given.sizes:
        idle(tuple(given.sizes))
    print(f"machine: load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
