"""Many people at one moment on one task, case, decision and joint case: who wins, and how long anybody waits."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crowd_joint import JointTown
from crowd_ways import CHIEF, Answer, Door, Http, Way, at_once, load_crowd
from running import database, loop_seconds, server

from tongban.engine import (
    SYSTEM,
    ClaimTask,
    CompleteTask,
    DelegateTask,
    DeployResources,
    Engine,
    ReturnTask,
    StartInstance,
    TerminateInstance,
    TransferTask,
    bootstrap,
)
from tongban.engine.domain.calendar import ZONE
from tongban.engine.samples import PlayClock
from tongban.engine.settings import Settings
from tongban.migrations import migrate

DIAGRAM = Path(__file__).with_name("crowd.bpmn")
LONGEST_MS = 300
DAYS_BACK = timedelta(days=10)
#: An act that came too late is told so; anything else would be a fault.
TOO_LATE = (404, 409)


@dataclass
class Scene:
    """`play` prepares a case and answers what everybody does at once and what must be true afterwards."""

    name: str
    play: Callable[[Stage, int], tuple[list[tuple[str, Any]], Callable[[list[Answer]], str]]]


@dataclass
class Stage:
    """The office the crowd works in, looked at from inside."""

    engine: Engine
    names: list[str]
    town: JointTown

    def start(self, process: str, people: int) -> str:
        act = StartInstance(process, variables={"members": self.names[:people]})
        return str(self.engine.execute(act, SYSTEM)["id"])

    def tasks(self, instance: str) -> list[dict[str, Any]]:
        return list(self.engine.queries.tasks(SYSTEM, instance=instance, page_size=200)["items"])

    def steps(self, instance: str) -> list[str]:
        return sorted({task["element"] for task in self.tasks(instance)})

    def state(self, instance: str) -> str:
        return str(self.engine.queries.instance(SYSTEM, instance)["state"])

    def events(self, instance: str, kind: str) -> list[Any]:
        found = self.engine.queries.events(SYSTEM, types=[kind], page_size=200)["items"]
        return [one for one in found if one["instance_id"] == instance]


def one_task(stage: Stage, people: int) -> Any:
    """Everybody finishes the same task."""
    instance = stage.start("crowd_task", people)
    task = stage.tasks(instance)[0]["id"]

    def check(answers: list[Answer]) -> str:
        won = sum(one.status == 200 for one in answers)
        if won != 1 or stage.steps(instance) != ["decide"]:
            return f"{won} winners, open: {stage.steps(instance)}"
        return ""

    return [(name, CompleteTask(task)) for name in stage.names[:people]], check


def one_claim(stage: Stage, people: int) -> Any:
    """Everybody takes the same task."""
    instance = stage.start("crowd_task", people)
    task = stage.tasks(instance)[0]["id"]

    def check(answers: list[Answer]) -> str:
        winners = [one.who for one in answers if one.status == 200]
        holder = stage.tasks(instance)[0]["assignee"]
        return "" if winners == [holder] else f"winners {winners}, with {holder}"

    return [(name, ClaimTask(task)) for name in stage.names[:people]], check


def one_case(stage: Stage, people: int) -> Any:
    """Everybody finishes a task of their own on the same case; the last one joins them all."""
    instance = stage.start("crowd_case", people)
    mine = {task["candidates"]["users"][0]: task["id"] for task in stage.tasks(instance)}

    def check(answers: list[Answer]) -> str:
        won = sum(one.status == 200 for one in answers)
        open_now = [task["element"] for task in stage.tasks(instance)]
        return "" if won == people and open_now == ["gather"] else f"{won} done, open: {open_now}"

    return [(name, CompleteTask(task)) for name, task in mine.items()], check


def one_decision(stage: Stage, people: int) -> Any:
    """Everybody signs the same step; together they make one decision."""
    instance = stage.start("crowd_board", people)
    mine = {task["candidates"]["users"][0]: task["id"] for task in stage.tasks(instance)}

    def check(answers: list[Answer]) -> str:
        won = sum(one.status == 200 for one in answers)
        made = len(stage.events(instance, "sign.decided"))
        variables = stage.engine.queries.instance(SYSTEM, instance)["variables"]
        agreed = variables.get("board", {}).get("votes", {}).get("approved")
        right = (won, made, agreed, stage.steps(instance)) == (people, 1, people, ["issue"])
        return "" if right else f"{won} signed, {made} decisions, {agreed} counted, {stage.steps(instance)}"

    return [(name, CompleteTask(task, "approve", "同意")) for name, task in mine.items()], check


def one_race(stage: Stage, people: int) -> Any:
    """Everybody does something else to the same task: one moves it, all others come too late."""
    instance = stage.start("crowd_task", people)
    first = stage.engine.actor_of_username(stage.names[0])
    stage.engine.execute(CompleteTask(stage.tasks(instance)[0]["id"]), first)
    task, to = stage.tasks(instance)[0]["id"], stage.names[-1]
    kinds: list[Any] = [
        CompleteTask(task),
        ReturnTask(task, "请补充"),
        TransferTask(task, to, "外出"),
        DelegateTask(task, to, "请先看"),
    ]
    acts = [(name, kinds[number % len(kinds)]) for number, name in enumerate(stage.names[: people - 1])]
    acts.append((CHIEF, TerminateInstance(instance, "办错了")))

    def check(answers: list[Answer]) -> str:
        # A transfer or a delegation leaves the task to somebody; the case may still be ended after it.
        state, open_now = stage.state(instance), stage.steps(instance)
        ended = state in ("completed", "terminated")
        if ended == bool(open_now) or not any(one.status == 200 for one in answers):
            return f"{state} with open work {open_now}"
        return ""

    return acts, check


SCENES = (
    Scene("one task", one_task),
    Scene("one claim", one_claim),
    Scene("one case, a task each", one_case),
    Scene("one decision, all sign", one_decision),
    Scene("five different acts", one_race),
    Scene("one joint case, two departments", lambda stage, people: stage.town.play(people)),
)


@dataclass
class Row:
    """What a scene showed over all its rounds."""

    answers: list[Answer] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def told(self, scene: str, people: int, rounds: int) -> str:
        waits = sorted(one.ms for one in self.answers)
        p50, p95 = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
        count = Counter(one.status for one in self.answers)
        said = ", ".join(f"{number} × {status}" for status, number in sorted(count.items()))
        fault = f"**{self.faults[0]}**" if self.faults else "right"
        return f"| {scene} | {people} | {said} | {fault} | {p50:.0f} | {p95:.0f} | {waits[-1]:.0f} |"


def run(stage: Stage, way: Way, rounds: int, crowds: list[int]) -> bool:
    """Every scene with every crowd; whether all was right and nobody waited too long."""
    good = True
    print(
        "| what they do | people | answers | outcome | p50 ms | p95 ms | longest ms |\n|---|---|---|---|---|---|---|"
    )
    for scene in SCENES:
        for people in crowds:
            row = Row()
            for number in range(-1, rounds):
                acts, check = scene.play(stage, people)
                answers = at_once(way, acts)
                fault = check(answers)
                strange = [one for one in answers if one.status != 200 and one.status not in TOO_LATE]
                if number < 0 and not fault and not strange:
                    continue  # The first round warms up.
                row.answers += answers
                row.faults += [fault] if fault else []
                row.faults += [f"{one.status}: {one.said}" for one in strange]
            print(row.told(scene.name, people, rounds), flush=True)
            good = good and not row.faults and max(one.ms for one in row.answers) <= LONGEST_MS
    return good


@contextmanager
def office(url: str, folder: Path) -> Iterator[Stage]:
    """People and diagrams on a migrated database."""
    migrate(url)
    # The sample of the joint case takes hours; a server beside it, with the true time, must not come before it.
    clock = PlayClock(datetime.now(ZONE) - DAYS_BACK)
    engine = bootstrap(Settings(url, folder / "data", embedded_worker=False), clock=clock)
    try:
        names = load_crowd(engine)
        engine.execute(DeployResources((("crowd.bpmn", DIAGRAM.read_bytes()),)), SYSTEM)
        yield Stage(engine, names, JointTown.of(engine, clock))
        broken = engine.verify_audit()["broken"]
        if broken:
            raise RuntimeError(f"broken audit chains: {broken}")
    finally:
        engine.sql_engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--way", choices=("door", "http", "both"), default="both")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processes", type=int, default=1, help="web processes, over HTTP")
    parser.add_argument("--people", type=int, nargs="+", default=[2, 50])
    given = parser.parse_args()
    good = True
    for kind in ("sqlite", "postgres") if given.database == "both" else (given.database,):
        for way in ("door", "http") if given.way == "both" else (given.way,):
            with tempfile.TemporaryDirectory(prefix="tb-crowd-") as name:
                folder = Path(name)
                with database(kind, folder) as (url, _, _postmaster), office(url, folder) as stage:
                    load, loop = os.getloadavg()[0], loop_seconds() * 1000
                    print(f"\n{kind}, {way}: {given.rounds} rounds")
                    print(f"machine: load {load:.1f}, the fixed loop takes {loop:.0f} ms of CPU\n")
                    if way == "door":
                        good &= run(stage, Door(stage.engine), given.rounds, given.people)
                        continue
                    with server(url, folder, worker=False, processes=given.processes) as (_pid, client):
                        good &= run(stage, Http(stage.engine, client.port), given.rounds, given.people)
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
