"""Five user tasks, three of them in parallel, over HTTP: what one case costs in time, CPU, statements and bytes."""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy
from running import (
    HttpClient,
    cpu_seconds,
    database,
    finished,
    loop_seconds,
    multipart,
    server,
    size_of,
    thread_seconds,
    tidy,
)

from tongban.api.app import create_app
from tongban.engine.persistence.driver import OBSERVERS
from tongban.engine.settings import Settings
from tongban.migrations import migrate

DIAGRAM = Path(__file__).with_name("approval.bpmn")
PROCESS = "bench_approval"
STEPS = 5
#: A slice is so many cases between two runs of so many rounds of the fixed loop.
SLICE, SHORT = 3, 200_000
#: What a case keeps for good is measured over so many more, PostgreSQL being vacuumed after every so many.
LONG_RUN, VACUUMED_EVERY = 2000, 100
#: spiff-arena on the same work and machine, as measured and noted in docs/benchmarks.md.
PEER = {
    "sqlite": {"rate": 2.61, "cpu": 0.33, "db_cpu": None, "p50": 55, "p95": 93, "bytes": 26_300},
    "postgres": {"rate": 1.77, "cpu": 0.40, "db_cpu": 0.10, "p50": 82, "p95": 132, "bytes": 37_800},
}
PEER_STATEMENTS, PEER_COMMITS = "102-136", 5
Call = Callable[[str, str, Any], Any]


@dataclass
class Figures:
    """What a run showed."""

    cases: int
    seconds: float = 0.0
    loop: float = 0.0
    cpu: float = 0.0
    #: Of every few cases: CPU seconds of the fixed loop before or after them, the slower of the two, and of a case.
    slices: list[tuple[float, float]] = field(default_factory=list)
    database_cpu: float | None = None
    completions: list[float] = field(default_factory=list)
    bytes: float = 0.0
    bytes_kept: float = 0.0
    bytes_packed: float = 0.0
    statements: list[int] = field(default_factory=list)
    commits: list[int] = field(default_factory=list)


def play(call: Call, name: str, completions: list[float]) -> None:
    """One case: 1 start, 3 looks at the task list, 5 completions."""
    started = call(
        "POST",
        "/process-instances",
        {
            "process": PROCESS,
            "business_key": name,
            "variables": {"applicant": f"临江{name}公司", "area": 820.5},
        },
    )
    done = 0
    while done < STEPS:
        for task in call("GET", f"/tasks?instance={started['id']}", None)["items"]:
            body = {"outcome": "approve", "variables": {f"{task['element']}_note": f"{name} 符合要求，同意"}}
            before = time.perf_counter()
            call("POST", f"/tasks/{task['id']}/complete", body)
            completions.append(time.perf_counter() - before)
            done += 1


def measure(kind: str, cases: int, warm_up: int, *, worker: bool) -> Figures:
    """The HTTP run, then the counting run."""
    figures = Figures(cases)
    # A short path: PostgreSQL's socket lies in it.
    with tempfile.TemporaryDirectory(prefix="tb-bench-") as name:
        folder = Path(name)
        with database(kind, folder) as (url, counting_url, postmaster):
            if kind == "postgres":
                migrate(url)
            with server(url, folder, worker=worker) as (pid, client):
                client.deploy(DIAGRAM)
                for number in range(warm_up):
                    play(client.call, f"warm-{number}", [])
                before = size_of(url, packed=True)
                _measured(figures, client, pid, postmaster)
                # The measured work is only worth its figure if every case is really at its end.
                if finished(url) != warm_up + cases:
                    raise RuntimeError("not every case has ended")
                figures.bytes = (size_of(url, packed=False) - before) / cases
                figures.bytes_kept = _kept(client, url)
                figures.bytes_packed = (size_of(url, packed=True) - before) / (cases + LONG_RUN)
            count_statements(figures, counting_url, folder)
    return figures


def _measured(figures: Figures, client: HttpClient, pid: int, postmaster: int | None) -> None:
    cpu, database_cpu = cpu_seconds(pid), cpu_seconds(postmaster) if postmaster else 0.0
    figures.loop = loop_seconds()
    loop = loop_seconds(SHORT)
    for first in range(0, figures.cases, SLICE):
        used, began = thread_seconds(pid), time.perf_counter()
        numbers = range(first, min(first + SLICE, figures.cases))
        for number in numbers:
            play(client.call, f"case-{number}", figures.completions)
        figures.seconds += time.perf_counter() - began
        used, before, loop = thread_seconds(pid) - used, loop, loop_seconds(SHORT)
        figures.slices.append((max(before, loop), used / len(numbers)))
    figures.cpu = (cpu_seconds(pid) - cpu) / figures.cases
    if postmaster:
        figures.database_cpu = (cpu_seconds(postmaster) - database_cpu) / figures.cases


def _kept(client: HttpClient, url: str) -> float:
    """Bytes by which a case makes the database larger in the long run."""
    tidy(url)
    before = size_of(url, packed=False)
    for number in range(1, LONG_RUN + 1):
        play(client.call, f"long-{number}", [])
        if number % VACUUMED_EVERY == 0:
            tidy(url)
    return (size_of(url, packed=False) - before) / LONG_RUN


def count_statements(figures: Figures, url: str, folder: Path, cases: int = 5) -> None:
    """The same calls in this process: SQL executions and COMMITs of each completion.

    An execution with many rows (executemany) is one statement; BEGIN and COMMIT are not counted as statements.
    """
    migrate(url)
    settings = Settings(url, folder / "counting", bootstrap_token="count", embedded_worker=False)
    app = create_app(settings)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer count"
    content_type, body = multipart(DIAGRAM)
    if client.post("/api/v1/deployments", data=body, content_type=content_type).status_code != 201:
        raise RuntimeError("the diagram was refused")
    engine = app.extensions["tongban"].sql_engine
    seen = {"statements": 0, "commits": 0}

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen["statements"] += not statement.startswith(("BEGIN", "PRAGMA"))

    def committed(_connection: Any) -> None:
        seen["commits"] += 1

    def prepared(text: str, _rows: int) -> None:
        seen["statements"] += 1

    OBSERVERS.append(prepared)
    sqlalchemy.event.listen(engine, "before_cursor_execute", executed)
    sqlalchemy.event.listen(engine, "commit", committed)

    def call(method: str, path: str, body: Any) -> Any:
        seen.update(statements=0, commits=0)
        answer = client.open(f"/api/v1{path}", method=method, json=body)
        if answer.status_code >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        if path.endswith("/complete"):
            figures.statements.append(seen["statements"])
            figures.commits.append(seen["commits"])
        return answer.json

    play(call, "cold", [])
    figures.statements.clear()
    figures.commits.clear()
    for number in range(cases):
        play(call, f"count-{number}", [])
    engine.dispose()


def at_full_speed(figures: Figures) -> tuple[int, float]:
    """How many slices ran while the fixed loop took at most a tenth more than at its quickest, and CPU of a case then.

    The neighbours of a shared machine slow a core by up to two thirds without a trace in its load.
    """
    quickest = min(loop for loop, _ in figures.slices)
    quiet = [cpu for loop, cpu in figures.slices if loop <= quickest * 1.1]
    return len(quiet), statistics.mean(quiet)


def report(kind: str, figures: Figures) -> None:
    """Ours beside the peer's."""
    peer = PEER[kind]
    ordered = sorted(figures.completions)
    p50, p95 = statistics.median(ordered) * 1000, ordered[int(len(ordered) * 0.95)] * 1000
    rate = figures.cases / figures.seconds
    statements = f"{min(figures.statements)}-{max(figures.statements)}"
    rows = [
        ("cases per second", f"{rate:.1f}", peer["rate"], rate / peer["rate"]),
        ("server CPU s per case", f"{figures.cpu:.4f}", peer["cpu"], peer["cpu"] / figures.cpu),
        ("completion p50 ms", f"{p50:.1f}", peer["p50"], peer["p50"] / p50),
        ("completion p95 ms", f"{p95:.1f}", peer["p95"], peer["p95"] / p95),
        (
            "statements per completion",
            f"{statistics.mean(figures.statements):.1f} ({statements})",
            PEER_STATEMENTS,
            102 / statistics.mean(figures.statements),
        ),
        (
            "commits per completion",
            f"{statistics.mean(figures.commits):.1f}",
            PEER_COMMITS,
            PEER_COMMITS / statistics.mean(figures.commits),
        ),
        (
            "bytes per finished case, kept",
            f"{figures.bytes_kept:,.0f}",
            peer["bytes"],
            peer["bytes"] / figures.bytes_kept,
        ),
        ("the same, before the first vacuum", f"{figures.bytes:,.0f}", "-", None),
        ("the same, packed", f"{figures.bytes_packed:,.0f}", "-", None),
    ]
    if figures.database_cpu is not None:
        ratio = peer["db_cpu"] / max(figures.database_cpu, 0.0001)
        rows.insert(2, ("PostgreSQL CPU s per case", f"{figures.database_cpu:.4f}", peer["db_cpu"], ratio))
    print(f"\n{kind}: {figures.cases} cases, one client, one web process")
    quiet, cpu = at_full_speed(figures)
    quickest, slowest = (1000 * bound(loop for loop, _ in figures.slices) for bound in (min, max))
    print(
        f"of {len(figures.slices)} slices of {SLICE} cases, between which a short loop took {quickest:.1f} to"
        f" {slowest:.1f} ms, {quiet} ran within a tenth of its quickest: {cpu:.4f} server CPU s per case"
    )
    print(
        f"machine: load {os.getloadavg()[0]:.1f}, the fixed loop takes {figures.loop * 1000:.0f} ms of CPU\n"
    )
    print("| figure | tongban | spiff-arena | better by |\n|---|---|---|---|")
    for name, ours, theirs, ratio in rows:
        print(f"| {name} | {ours} | {theirs} | {'-' if ratio is None else f'{ratio:.1f} x'} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--warm-up", type=int, default=20, help="cases before the clock starts")
    parser.add_argument("--worker", action="store_true", help="run the worker inside the server as well")
    given = parser.parse_args()
    if not 1 <= given.cases <= 100_000:
        parser.error("--cases must be between 1 and 100000")
    report(given.database, measure(given.database, given.cases, given.warm_up, worker=given.worker))


if __name__ == "__main__":
    main()
