"""How a crowd reaches the engine: through its door in threads, or over HTTP on connections of their own."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any, Protocol

from tongban.api.problems import status_of
from tongban.engine import (
    SYSTEM,
    ClaimTask,
    CompleteTask,
    CreateToken,
    DelegateTask,
    Engine,
    LoadPeople,
    ReturnTask,
    TerminateInstance,
    TransferTask,
    errors,
)

MOST = 50
CHIEF = "chief"


@dataclass(frozen=True)
class Answer:
    """Who was told what, and how long after everybody was let go; `ms` in milliseconds."""

    who: str
    status: int
    ms: float
    said: str = ""


class Way(Protocol):
    """How an act reaches the engine."""

    def prepare(self, place: int, who: str, command: Any) -> Callable[[], tuple[int, str]]:
        """The act, ready to be let go; each place has a connection of its own."""


class Door:
    """The engine in this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def prepare(self, place: int, who: str, command: Any) -> Callable[[], tuple[int, str]]:
        actor = self._engine.actor_of_username(who)
        if actor is None:
            raise LookupError(who)

        def act() -> tuple[int, str]:
            try:
                self._engine.execute(command, actor)
            except errors.EngineError as refused:
                return status_of(refused), refused.message
            except Exception as broken:  # What HTTP would answer with 500.
                return 500, repr(broken)[:300]
            return 200, ""

        return act


class Http:
    """A server in a process of its own."""

    def __init__(self, engine: Engine, port: int) -> None:
        self._engine, self._port = engine, port
        self._tokens: dict[str, str] = {}
        self._lines: dict[int, http.client.HTTPConnection] = {}

    def prepare(self, place: int, who: str, command: Any) -> Callable[[], tuple[int, str]]:
        path, body = call_of(command)
        if who not in self._tokens:
            self._tokens[who] = str(self._engine.execute(CreateToken(who, "crowd"), SYSTEM)["token"])
        line = self._lines.get(place)
        if line is None:
            line = self._lines[place] = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Authorization": f"Bearer {self._tokens[who]}", "Content-Type": "application/json"}
        try:
            _greet(line)
        except (OSError, http.client.HTTPException):
            # The server closes what has been idle for long.
            line.close()
            _greet(line)

        def act() -> tuple[int, str]:
            line.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()[:300]

        return act


def _greet(line: http.client.HTTPConnection) -> None:
    line.request("GET", "/healthz")
    line.getresponse().read()


def call_of(command: Any) -> tuple[str, dict[str, Any]]:
    """Path and body of an act."""
    task = f"/tasks/{command.task_id}" if hasattr(command, "task_id") else ""
    match command:
        case CompleteTask():
            said = {"outcome": command.outcome, "opinion": command.opinion}
            return f"{task}/complete", {**said, "variables": dict(command.variables or {})}
        case ClaimTask():
            return f"{task}/claim", {}
        case ReturnTask():
            return f"{task}/return", {"opinion": command.opinion}
        case TransferTask():
            return f"{task}/transfer", {"to": command.to, "reason": command.reason}
        case DelegateTask():
            return f"{task}/delegate", {"to": command.to, "reason": command.reason}
        case TerminateInstance():
            return f"/process-instances/{command.instance_id}/terminate", {"reason": command.reason}
    raise TypeError(command)


def at_once(way: Way, acts: list[tuple[str, Any]]) -> list[Answer]:
    """Every act in a thread of its own, all let go at the same moment."""
    ready = [(who, way.prepare(place, who, command)) for place, (who, command) in enumerate(acts)]
    barrier = Barrier(len(ready), timeout=60)

    def run(who: str, act: Callable[[], tuple[int, str]]) -> Answer:
        barrier.wait()
        began = time.perf_counter()
        status, said = act()
        return Answer(who, status, (time.perf_counter() - began) * 1000, said)

    with ThreadPoolExecutor(len(ready)) as pool:
        return [one.result(120) for one in [pool.submit(run, who, act) for who, act in ready]]


def names_of_crowd() -> list[str]:
    return [f"p{number:02d}" for number in range(1, MOST + 1)]


def load_crowd(engine: Engine) -> list[str]:
    """Fifty clerks of one unit and an administrator; their names."""
    posts = [
        {"code": "crowd-clerk", "role": "handler", "unit": "crowd", "name": {"zh": "承办人"}},
        {"code": "crowd-chief", "role": "sys_admin", "unit": "crowd", "name": {"zh": "管理员"}},
    ]
    people = [
        {"username": name, "name": {"zh": name}, "unit": "crowd", "posts": ["crowd-clerk"]}
        for name in names_of_crowd()
    ]
    people.append({"username": CHIEF, "name": {"zh": "管理员"}, "unit": "crowd", "posts": ["crowd-chief"]})
    content = {"units": [{"code": "crowd", "name": {"zh": "众人局"}}], "posts": posts, "people": people}
    engine.execute(LoadPeople(content, lambda _: "!"), SYSTEM)
    return names_of_crowd()
