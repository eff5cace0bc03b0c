"""The operations over HTTP: names and shapes of the contract, and refusals that say why."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from office import open_office
from operations.flows import approval, line, process, user

from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken
from tongban.engine.settings import Settings

A, B, C = "wang.window", "liu.window", "zhao.zaj"
XML = process(user("a", A), user("b", B), user("c", C, approval("all")), line("a", "b", "c"))


class People:
    """A client for everybody."""

    def __init__(self, app: Any, engine: Any) -> None:
        self._app, self._engine = app, engine
        self._clients: dict[str, FlaskClient] = {}

    def __getitem__(self, name: str) -> FlaskClient:
        if name not in self._clients:
            token = self._engine.execute(CreateToken(name, "test"), SYSTEM)["token"]
            client = self._clients[name] = self._app.test_client()
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return self._clients[name]

    def post(self, who: str, path: str, **body: Any) -> Any:
        return self[who].post(f"/api/v1/{path}", json=body)

    def tasks(self, instance: str) -> list[dict[str, Any]]:
        return list(self["admin"].get(f"/api/v1/tasks?instance={instance}").json["items"])


@pytest.fixture
def people(sqlite_url: str, tmp_path: Path) -> Iterator[People]:
    settings = Settings(database_url=sqlite_url, data_dir=tmp_path, embedded_worker=False)
    office = open_office(settings)
    yield People(create_app(settings, engine=office.engine, pages=False), office.engine)
    office.engine.sql_engine.dispose()


@pytest.fixture
def instance(people: People) -> str:
    files = {"files": [(io.BytesIO(XML), "p.bpmn")]}
    assert people["admin"].post("/api/v1/deployments", data=files).status_code == 201
    return str(people.post("admin", "process-instances", process="p").json["id"])


def test_the_operations_of_the_contract(people: People, instance: str) -> None:
    task = people.tasks(instance)[0]["id"]
    assert people.post(A, f"tasks/{task}/complete", opinion="好").status_code == 200
    task = people.tasks(instance)[0]["id"]
    shown = people[B].get(f"/api/v1/tasks/{task}").json
    assert {"complete", "return", "transfer", "delegate", "add_signers", "cc", "comment"} <= set(
        shown["operations"]
    )
    targets = people[B].get(f"/api/v1/tasks/{task}/return-targets").json
    assert [one["element"] for one in targets["items"]] == ["a", "applicant"]
    calls = {
        "comment": {"text": "请 @zhao.zaj 看"},
        "cc": {"users": [C]},
        "save-draft": {"variables": {"size": 1.50}},
        "consult": {"to": ["zrzy"], "question": "可否？"},
        "delegate": {"to": C, "reason": "请核"},
    }
    for name, body in calls.items():
        answer = people.post(B, f"tasks/{task}/{name}", **body)
        assert answer.status_code == 200, (name, answer.text)
    assert people.post(C, f"tasks/{task}/read").status_code == 200
    assert people.post("admin", f"tasks/{task}/urge", text="快").json["urged"] is True
    again = people.post("admin", f"tasks/{task}/urge", text="快")
    assert again.status_code == 409 and again.json["next_at"]
    assert people.post(C, f"tasks/{task}/complete", opinion="已核").json["assignee"] == B
    record = people[B].get(f"/api/v1/tasks/{task}/record").json
    assert {one["kind"] for one in record["remarks"]} == {"comment", "urge", "delegate", "consult"}
    assert record["copies"][0]["read_at"]
    returned = people.post(B, f"tasks/{task}/return", to="previous", mode="redo", opinion="请补充")
    assert (returned.status_code, returned.json["outcome"]) == (200, "returned")
    assert [one["element"] for one in people.tasks(instance)] == ["a"]


def test_a_refusal_says_why(people: People, instance: str) -> None:
    task = people.tasks(instance)[0]["id"]
    cases: list[tuple[str, str, dict[str, Any], int]] = [
        (A, "return", {"opinion": "x"}, 409),
        (A, "return", {}, 422),
        (A, "transfer", {"to": "nobody", "reason": "x"}, 422),
        (A, "transfer", {"to": B}, 422),
        (A, "add-signers", {"users": [A], "position": "before"}, 409),
        (A, "add-signers", {"users": [B], "position": "somewhere"}, 422),
        (A, "remove-signers", {"users": [B]}, 409),
        (C, "transfer", {"to": B, "reason": "x"}, 404),
        (A, "jump", {"to": "c", "reason": "x"}, 403),
        (A, "read", {}, 404),
    ]
    for who, name, body, status in cases:
        answer = people.post(who, f"tasks/{task}/{name}", **body)
        assert answer.status_code == status, (name, answer.text)
        assert answer.json["code"] and answer.json["detail"]


def test_a_batch_is_repeated_with_its_key(people: People, instance: str) -> None:
    task = people.tasks(instance)[0]["id"]
    body = {"operation": "complete", "task_ids": [task, "x"], "opinion": "好"}
    headers = {"Idempotency-Key": "batch-1"}
    first = people[A].post("/api/v1/tasks/batch", json=body, headers=headers)
    again = people[A].post("/api/v1/tasks/batch", json=body, headers=headers)
    assert first.status_code == 200 and [row["ok"] for row in first.json["items"]] == [True, False]
    assert again.json["items"][0]["ok"] is True
    many = {"operation": "claim", "task_ids": [str(number) for number in range(101)]}
    assert people[A].post("/api/v1/tasks/batch", json=many).status_code == 422


def test_proxies_handover_and_phrases(people: People, instance: str) -> None:
    body = {"agent": C, "starts_at": "2026-03-01T00:00:00+08:00", "ends_at": "2026-04-01T00:00:00+08:00"}
    made = people.post(A, "proxies", **body)
    assert made.status_code == 201, made.text
    task = people.tasks(instance)[0]["id"]
    done = people.post(C, f"tasks/{task}/complete", opinion="代办")
    assert (done.json["completed_by"], done.json["on_behalf_of"]) == (C, A)
    assert [one["id"] for one in people[C].get("/api/v1/proxies").json["items"]] == [made.json["id"]]
    assert people.post(A, f"proxies/{made.json['id']}/revoke").json["revoked_at"]
    moved = people.post("admin", "handovers", **{"from": B, "to": A, "reason": "调离"})
    assert (moved.status_code, moved.json["tasks"]) == (201, 1)
    phrase = people.post("gao.admin", "phrases", unit="zwzx", text="同意。")
    assert phrase.status_code == 201
    assert people[A].get("/api/v1/phrases").json["items"] == [phrase.json]
    assert people["gao.admin"].delete(f"/api/v1/phrases/{phrase.json['id']}").status_code == 200
