"""Claim, review, a board with a quorum, issue: by the engine's door, beside stock SpiffWorkflow without a database."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import sqlalchemy
from running import cpu_seconds, database, finished, loop_seconds
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from tongban.engine import Actor, ClaimTask, CompleteTask, DeployResources, Engine, StartInstance, bootstrap
from tongban.engine.persistence.driver import OBSERVERS
from tongban.engine.settings import Settings
from tongban.migrations import migrate

DIAGRAM = Path(__file__).with_name("board.bpmn")
STOCK_DIAGRAM = Path(__file__).with_name("board_spiff.bpmn")
PROCESS = "bench_board"
STOCK, KINDS = "stock", ("sqlite", "postgres")
# What the figures are held against: the share of the stock rate by one process and by two, and the cost of an act.
TARGETS, STATEMENTS, COMMITS = {("postgres", 1): 0.3, ("postgres", 2): 0.6}, 15, 1
WARM_UP = 10

MEMBERS = ["m1", "m2", "m3"]
#: 60 % of three.
QUORUM = 2
VARIABLES: dict[str, Any] = {
    "applicant": "临江市青禾餐饮管理有限公司",
    "contact": "周敏",
    "phone": "057100000000",
    "address": "临江市望江区滨河路 18 号",
    "subject": "户外广告设施设置许可",
    "area": 820.5,
    "floors": 3,
    "urgent": False,
    "submitted": "2026-01-05",
    "members": MEMBERS,
}
# An integrator's program starts the cases and looks for the open tasks; people do them.
OFFICE = Actor("office", "业务系统", roles=frozenset({"sys_admin"}), kind="token")
CLERK = Actor("c1", "陈审查", roles=frozenset({"clerks"}))
BOARD = {name: Actor(name, f"委员{name}") for name in MEMBERS}
ISSUER = Actor("i1", "方发证", roles=frozenset({"issuers"}))

ACTS = ("start", "claim", "review", "first vote", "vote that ends the board", "issue")
Execute = Callable[[Any, Actor], dict[str, Any]]


class Ours:
    """A case is 6 acts, each its own transaction, and 4 looks at the task list."""

    def __init__(self, engine: Engine, execute: Execute | None = None) -> None:
        self._tasks = engine.queries.tasks
        self._execute = execute or engine.execute

    def play(self, name: str) -> None:
        start = StartInstance(PROCESS, business_key=name, variables=VARIABLES)
        instance = self._execute(start, OFFICE)["id"]
        review = self._open(instance, element="review")
        self._execute(ClaimTask(review), CLERK)
        self._execute(CompleteTask(review, variables={"approved": True}), CLERK)
        for member in MEMBERS[:QUORUM]:
            vote = self._open(instance, element="board", assignee=member)
            self._execute(CompleteTask(vote, variables={"vote": "approve"}), BOARD[member])
        self._execute(CompleteTask(self._open(instance, element="issue")), ISSUER)

    def _open(self, instance: str, **wanted: str) -> str:
        (task,) = self._tasks(OFFICE, instance=instance, **wanted)["items"]
        return str(task["id"])


class Stock:
    """The same without claim, lists, people and database: 5 steps, each written to JSON and read back."""

    def __init__(self) -> None:
        parser = BpmnParser()
        parser.add_bpmn_file(str(STOCK_DIAGRAM))
        self._spec = parser.get_spec(PROCESS)
        self._serializer = BpmnWorkflowSerializer()

    def play(self, name: str) -> None:
        workflow = BpmnWorkflow(self._spec)
        workflow.task_tree.data.update(VARIABLES, business_key=name)
        workflow = self._rest(workflow)
        workflow = self._complete(workflow, "review", approved=True)
        for votes in range(1, QUORUM + 1):
            # Its condition knows no counters of the loop, so the vote brings the count.
            workflow = self._complete(workflow, "board", vote="approve", votes=votes)
        workflow = self._complete(workflow, "issue")
        if not workflow.is_completed():
            raise RuntimeError("the stock case has not ended")

    def _complete(self, workflow: Any, element: str, **variables: Any) -> Any:
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        task = next(one for one in ready if one.task_spec.bpmn_id == element)
        task.data.update(variables)
        task.run()
        return self._rest(workflow)

    def _rest(self, workflow: Any) -> Any:
        workflow.do_engine_steps()
        return self._serializer.deserialize_json(self._serializer.serialize_json(workflow))


@dataclass(frozen=True)
class Share:
    """What one process reports of its part."""

    began: float
    ended: float
    cpu: float


@dataclass(frozen=True)
class Round:
    """Some cases by one or two processes: cases per second, and CPU per case of ours and of the database server."""

    rate: float
    cpu: float
    database_cpu: float | None


def serve(url: str | None, folder: str, name: str, orders: Connection) -> None:
    """A process that plays as many cases as it is told to, until nobody tells it any more."""
    engine = bootstrap(Settings(url, Path(folder))) if url else None
    player = Ours(engine) if engine else Stock()
    played = 0
    with suppress(EOFError):
        while cases := orders.recv():
            cpu, began = time.process_time(), time.monotonic()
            for number in range(played, played + cases):
                player.play(f"{name}-{number}")
            orders.send(Share(began, time.monotonic(), time.process_time() - cpu))
            played += cases
    if engine:
        engine.sql_engine.dispose()


@contextmanager
def processes(url: str | None, folder: Path, count: int) -> Iterator[list[Connection]]:
    """Our ends of the pipes to warm processes, each with an engine of its own."""
    spawn = multiprocessing.get_context("spawn")
    pipes, running = [], []
    try:
        for number in range(count):
            ours, theirs = spawn.Pipe()
            process = spawn.Process(target=serve, args=(url, str(folder), f"p{number}", theirs), daemon=True)
            process.start()
            # Else a process that dies would leave us waiting for its answer.
            theirs.close()
            pipes.append(ours)
            running.append(process)
        order(pipes, WARM_UP, None)
        yield pipes
    finally:
        for pipe in pipes:
            pipe.close()
        for process in running:
            process.join(10)


def order(pipes: list[Connection], cases: int, server: int | None) -> Round:
    """`cases` by each of the processes at the same time."""
    before = cpu_seconds(server) if server else 0.0
    for pipe in pipes:
        pipe.send(cases)
    shares: list[Share] = [pipe.recv() for pipe in pipes]
    total = cases * len(pipes)
    seconds = max(share.ended for share in shares) - min(share.began for share in shares)
    database_cpu = (cpu_seconds(server) - before) / total if server else None
    return Round(total / seconds, sum(share.cpu for share in shares) / total, database_cpu)


def deploy(url: str, folder: Path) -> Engine:
    migrate(url)
    engine = bootstrap(Settings(url, folder))
    engine.execute(DeployResources(((DIAGRAM.name, DIAGRAM.read_bytes()),), "bench"), OFFICE)
    return engine


def count_statements(url: str, folder: Path, cases: int = 5) -> dict[str, set[tuple[int, int]]]:
    """(SQL executions, COMMITs) of every act; an execution with many rows is one, BEGIN and COMMIT are none."""
    engine = deploy(url, folder)
    costs: list[tuple[int, int]] = []
    seen = {"statements": 0, "commits": 0}

    def executed(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen["statements"] += not statement.startswith(("BEGIN", "PRAGMA"))

    def committed(_connection: Any) -> None:
        seen["commits"] += 1

    def prepared(_text: str, _rows: int) -> None:
        seen["statements"] += 1

    def execute(command: Any, actor: Actor) -> dict[str, Any]:
        seen.update(statements=0, commits=0)
        answer = engine.execute(command, actor)
        costs.append((seen["statements"], seen["commits"]))
        return answer

    # The first case fills the caches and does not count.
    Ours(engine).play("cold")
    OBSERVERS.append(prepared)
    sqlalchemy.event.listen(engine.sql_engine, "before_cursor_execute", executed)
    sqlalchemy.event.listen(engine.sql_engine, "commit", committed)
    player = Ours(engine, execute)
    for number in range(cases):
        player.play(f"count-{number}")
    OBSERVERS.remove(prepared)
    engine.sql_engine.dispose()
    return {act: set(costs[number :: len(ACTS)]) for number, act in enumerate(ACTS)}


def measure(cases: int, rounds: int, folder: Path) -> None:
    """Every set-up has its turn in every round, so that a busy machine slows all alike."""
    results: dict[tuple[str, int], list[Round]] = {}
    counts, loops = {}, []
    with ExitStack() as stack:
        (stock,) = stack.enter_context(processes(None, folder, 1))
        desks: list[tuple[str, str, int | None, list[Connection]]] = []
        for kind in KINDS:
            place = folder / kind
            place.mkdir()
            url, counting_url, server = stack.enter_context(database(kind, place))
            counts[kind] = count_statements(counting_url, place)
            deploy(url, place).sql_engine.dispose()
            desks.append((kind, url, server, stack.enter_context(processes(url, place, 2))))
        for _ in range(rounds):
            loops.append(loop_seconds())
            results.setdefault((STOCK, 1), []).append(order([stock], cases, None))
            for kind, _, server, pipes in desks:
                for count in (1, 2):
                    results.setdefault((kind, count), []).append(order(pipes[:count], cases, server))
        # The measured work is only worth its figure if every case is really at its end.
        for kind, url, _, _ in desks:
            if finished(url) != 2 * WARM_UP + 3 * cases * rounds:
                raise RuntimeError(f"not every case on {kind} has ended")
    report(results, counts, loops, cases)


def report(
    results: dict[tuple[str, int], list[Round]],
    counts: dict[str, dict[str, set[tuple[int, int]]]],
    loops: list[float],
    cases: int,
) -> None:
    """Medians of the rounds; the ratio is that of each round to the stock rate of the same round."""
    print(f"{cases} cases by each process, {len(loops)} rounds, medians")
    spread = f"{min(loops) * 1000:.0f} to {max(loops) * 1000:.0f}"
    print(f"machine: load {os.getloadavg()[0]:.1f}, the fixed loop takes {spread} ms of CPU\n")
    print("| engine | processes | cases/s | of stock | wanted | CPU ms per case | database server's CPU ms |")
    print("|---|---|---|---|---|---|---|")
    for (kind, count), turns in results.items():
        ratio = statistics.median(
            turn.rate / stock.rate for turn, stock in zip(turns, results[STOCK, 1], strict=True)
        )
        rate, cpu = (statistics.median(getattr(turn, name) for turn in turns) for name in ("rate", "cpu"))
        server = [turn.database_cpu for turn in turns if turn.database_cpu is not None]
        server_cpu = f"{statistics.median(server) * 1000:.1f}" if server else "-"
        name = "SpiffWorkflow, JSON, no database" if kind == STOCK else f"tongban, {kind}"
        shares = f"{ratio:.2f} | {TARGETS.get((kind, count), '-')}"
        print(f"| {name} | {count} | {rate:.1f} | {shares} | {cpu * 1000:.1f} | {server_cpu} |")
    print(f"\n| SQL statements / commits (at most {STATEMENTS} / {COMMITS}) |", " | ".join(KINDS), "|")
    print("|---|---|---|")
    for act in ACTS:
        cells = (", ".join(f"{s} / {c}" for s, c in sorted(counts[kind][act])) for kind in KINDS)
        print(f"| {act} |", " | ".join(cells), "|")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=60, help="cases by each process in each round")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if not (1 <= given.cases <= 10_000 and 1 <= given.rounds <= 100):
        parser.error("--cases must be between 1 and 10000, --rounds between 1 and 100")
    # A short path: PostgreSQL's socket lies in it.
    with tempfile.TemporaryDirectory(prefix="tb-board-") as name:
        measure(given.cases, given.rounds, Path(name))


if __name__ == "__main__":
    main()
