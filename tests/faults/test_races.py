"""Two at once: one wins, the other is told by whom and when, and nothing happens twice."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from faults.diagrams import JOINT, POOL
from tongban.api import demonstration
from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken, Engine, LoadPeople
from tongban.engine.persistence.tables import case, process
from tongban.engine.settings import Settings

SOAK = int(os.environ.get("TONGBAN_SOAK") or 1)
PAIRS = 60 * SOAK
JOINS = 15 * SOAK
#: Calls under one key at once.
SAME_KEY = min(20 * SOAK, 100)


class Office:
    """An application whose people each have a client."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.engine: Engine = app.extensions["tongban"]
        self._tokens = {
            name: self.engine.execute(CreateToken(name, "test"), SYSTEM)["token"]
            for name in ("admin", "wang.window", "liu.window")
        }

    def client(self, username: str = "admin") -> FlaskClient:
        """A client of its own: the test client is not made for two threads."""
        client = self._app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self._tokens[username]}"
        return client

    def start(self, key: str) -> str:
        answer = self.client().post("/api/v1/process-instances", json={"process": key})
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])

    def tasks(self, instance: str) -> list[dict[str, Any]]:
        return list(self.client().get(f"/api/v1/tasks?instance={instance}").json["items"])

    def events(self, **where: Any) -> int:
        """How many events are on record."""
        conditions = [case.event.c[name] == value for name, value in where.items()]
        with self.engine.sql_engine.connect() as connection:
            return int(connection.execute(select(func.count()).where(*conditions)).scalar_one())


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    app = create_app(settings, pages=False)
    engine: Engine = app.extensions["tongban"]
    engine.execute(LoadPeople(demonstration.people(), lambda _: "!"), SYSTEM)
    office = Office(app)
    files = [(io.BytesIO(text.encode()), name) for text, name in ((POOL, "pool.bpmn"), (JOINT, "joint.bpmn"))]
    assert office.client().post("/api/v1/deployments", data={"files": files}).status_code == 201
    yield office
    assert engine.verify_audit()["broken"] == []
    engine.sql_engine.dispose()


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Every act in a thread of its own, all let go at the same moment."""
    barrier = Barrier(len(acts), timeout=30)

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(60) for done in [pool.submit(run, act) for act in acts]]


def completing(client: FlaskClient, task: str) -> Callable[[], Any]:
    return lambda: client.post(f"/api/v1/tasks/{task}/complete", json={"variables": {"seen": True}})


def test_of_two_clerks_one_wins_and_the_other_learns_who_and_when(office: Office) -> None:
    winners = set()
    for _ in range(PAIRS):
        task = office.tasks(office.start("pool"))[0]["id"]
        pair = ("wang.window", "liu.window")
        answers = dict(
            zip(pair, at_once([completing(office.client(name), task) for name in pair]), strict=True)
        )
        statuses = {name: answer.status_code for name, answer in answers.items()}
        assert sorted(statuses.values()) == [200, 409], {n: a.text for n, a in answers.items()}
        winner, loser = sorted(pair, key=statuses.__getitem__)
        told = answers[loser].json
        assert (told["code"], told["completed_by"]) == ("task_not_open", winner)
        assert datetime.fromisoformat(told["completed_at"]).tzinfo is not None
        assert office.events(type="task.completed", task_id=task) == 1
        winners.add(winner)
    assert winners == {"wang.window", "liu.window"}


def test_of_two_who_claim_one_has_it(office: Office) -> None:
    for _ in range(10):
        task = office.tasks(office.start("pool"))[0]["id"]
        pair = ("wang.window", "liu.window")
        clients = [office.client(name) for name in pair]
        answers = at_once([lambda c=client, t=task: c.post(f"/api/v1/tasks/{t}/claim") for client in clients])
        assert sorted(answer.status_code for answer in answers) == [200, 409], [a.text for a in answers]
        assert office.events(type="task.claimed", task_id=task) == 1


def test_many_at_once_may_all_be_the_first_to_need_a_definition(office: Office) -> None:
    clients = [office.client() for _ in range(SAME_KEY)]
    answers = at_once(
        [lambda c=client: c.post("/api/v1/process-instances", json={"process": "pool"}) for client in clients]
    )
    assert {answer.status_code for answer in answers} == {201}, [a.text for a in answers]


def test_the_same_key_at_once_has_one_effect_and_one_answer(office: Office) -> None:
    office.start("pool")
    body = {"process": "pool", "business_key": "同一件"}
    headers = {"Idempotency-Key": "twenty"}
    clients = [office.client() for _ in range(SAME_KEY)]
    answers = at_once(
        [
            lambda c=client: c.post("/api/v1/process-instances", json=body, headers=headers)
            for client in clients
        ]
    )
    assert {answer.status_code for answer in answers} == {201}, [a.text for a in answers]
    assert len({answer.text for answer in answers}) == 1
    with office.engine.sql_engine.connect() as connection:
        found = select(func.count()).where(process.instance.c.business_key == "同一件")
        assert connection.execute(found).scalar_one() == 1
    other = office.client().post("/api/v1/process-instances", json={"process": "pool"}, headers=headers)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_the_same_completion_at_once_is_one_completion(office: Office) -> None:
    task = office.tasks(office.start("pool"))[0]["id"]
    headers = {"Idempotency-Key": "complete-once"}
    clients = [office.client("wang.window") for _ in range(SAME_KEY)]
    path = f"/api/v1/tasks/{task}/complete"
    answers = at_once([lambda c=client: c.post(path, json={}, headers=headers) for client in clients])
    assert {answer.status_code for answer in answers} == {200}, [a.text for a in answers]
    assert len({answer.text for answer in answers}) == 1
    assert office.events(type="task.completed", task_id=task) == 1


def test_branches_finished_at_the_same_moment_join_once(office: Office) -> None:
    for _ in range(JOINS):
        instance = office.start("joint")
        assert completing(office.client(), office.tasks(instance)[0]["id"])().status_code == 200
        branches = [task["id"] for task in office.tasks(instance)]
        assert len(branches) == 3
        answers = at_once([completing(office.client(), task) for task in branches])
        assert [answer.status_code for answer in answers] == [200, 200, 200], [a.text for a in answers]
        assert [task["element"] for task in office.tasks(instance)] == ["last"]
        assert completing(office.client(), office.tasks(instance)[0]["id"])().status_code == 200
        ended = office.client().get(f"/api/v1/process-instances/{instance}").json
        assert ended["state"] == "completed"
        assert office.events(type="task.completed", chain=instance) == 5


def test_completion_and_termination_do_not_mix(office: Office) -> None:
    for _ in range(10):
        instance = office.start("pool")
        task = office.tasks(instance)[0]["id"]
        ending = office.client()
        path = f"/api/v1/process-instances/{instance}/terminate"
        completed, terminated = at_once(
            [
                completing(office.client("wang.window"), task),
                lambda c=ending, p=path: c.post(p, json={"reason": "并发"}),
            ]
        )
        # One came first and the other found the instance ended.
        assert sorted((completed.status_code, terminated.status_code)) == [200, 409], (
            completed.text,
            terminated.text,
        )
        state = office.client().get(f"/api/v1/process-instances/{instance}").json["state"]
        assert state == ("completed" if completed.status_code == 200 else "terminated")
