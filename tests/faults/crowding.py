"""Many people let go at the same moment, in threads or in processes of their own; what each was told."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tongban.engine import Actor, Engine, bootstrap, errors
from tongban.engine.settings import Settings

PATIENCE = 240
Act = tuple[str, Any]
Answer = tuple[str, str, dict[str, Any]]


def told(engine: Engine, actor: Actor, command: Any) -> Answer:
    """Who, `done` or the code of the refusal, and its facts; anything but a refusal is the test's failure."""
    try:
        return actor.id, "done", engine.execute(command, actor)
    except errors.EngineError as refused:
        return actor.id, refused.code, refused.facts


def at_once(engine: Engine, acts: Sequence[tuple[Actor, Any]]) -> list[Answer]:
    """Every act in a thread of its own."""
    barrier = threading.Barrier(len(acts), timeout=PATIENCE)
    return _let_go(barrier.wait, engine, acts)


def in_processes(url: str, folder: Path, acts: Sequence[Act], processes: int) -> list[Answer]:
    """The same with the people spread over processes; each has an engine of its own on the same database."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(acts))
    with context.Manager() as manager:
        answers = manager.list()
        parts = [list(acts[number::processes]) for number in range(processes)]
        running = [
            context.Process(target=_part, args=(url, folder, part, barrier, answers)) for part in parts
        ]
        for one in running:
            one.start()
        for one in running:
            one.join(PATIENCE)
        assert [one.exitcode for one in running] == [0] * processes
        return list(answers)


def _part(url: str, folder: Path, acts: list[Act], barrier: Any, answers: Any) -> None:
    engine = bootstrap(Settings(database_url=url, data_dir=folder, embedded_worker=False))
    # What the first look at a definition costs is not part of the race.
    engine.queries.instances(Actor("root", roles=frozenset({"sys_admin"}), kind="token"))
    people = [(Actor(name), command) for name, command in acts]
    for who, code, _facts in _let_go(barrier.wait, engine, people):
        answers.append((who, code, {}))
    engine.sql_engine.dispose()


def _let_go(wait: Callable[[], Any], engine: Engine, acts: Sequence[tuple[Actor, Any]]) -> list[Answer]:
    def run(actor: Actor, command: Any) -> Answer:
        wait()
        return told(engine, actor, command)

    with ThreadPoolExecutor(len(acts)) as pool:
        waiting = [pool.submit(run, actor, command) for actor, command in acts]
        return [one.result(PATIENCE) for one in waiting]
