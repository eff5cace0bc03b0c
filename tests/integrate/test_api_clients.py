"""API clients: scopes that narrow, tokens that overlap while they are changed, and a rate that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from office import Office
from operating.calling import Caller, client_of, diagram, service

from tongban.api.app import create_app
from tongban.api.rate_limit import RateLimit
from tongban.api.scopes import needed_by
from tongban.engine.settings import Settings

PROCESS = diagram("p", '<bpmn:startEvent id="a"/><bpmn:userTask id="t"/><bpmn:endEvent id="z"/>', "a > t > z")
#: One call of each scope, with a body that is well formed; all but the scope's own are refused.
CALLS = {
    "read": ("GET", "/process-instances", None),
    "start": ("POST", "/process-instances", {"process": "p"}),
    "tasks": ("POST", "/tasks/none/claim", {}),
    "jobs": ("POST", "/external-tasks/fetch-and-lock", {"worker": "w", "topics": [{"topic": "x"}], "max": 1}),
    "operate": ("POST", "/incidents/none/retry", {}),
    "design": ("POST", "/process-definitions/none/disable", {}),
    "admin": ("GET", "/webhooks", None),
}  # fmt: skip


def made(caller: Caller, *scopes: str, **more: Any) -> dict[str, Any]:
    return dict(caller.post("/api-clients", {"name": "bank", "scopes": list(scopes), **more}, status=201))


def status(caller: Caller, token: str, call: str) -> int:
    method, path, body = CALLS[call]
    client = caller.client.application.test_client()
    headers = {"Authorization": f"Bearer {token}"}
    return client.open(f"/api/v1{path}", method=method, json=body, headers=headers).status_code


@pytest.mark.parametrize("scope", CALLS)
def test_a_scope_lets_its_own_calls_through_and_no_other(caller: Caller, scope: str) -> None:
    caller.deploy(PROCESS)
    token = made(caller, scope)["token"]
    passed = {call for call in CALLS if status(caller, token, call) != 403}
    assert passed == (set(CALLS) if scope == "admin" else {scope})


def test_a_client_of_a_person_may_no_more_than_the_person(office: Office, caller: Caller) -> None:
    caller.deploy(PROCESS, service("s", "pay"))
    token = made(caller, "start", "read", "admin", user="wang.window")["token"]
    assert [status(caller, token, call) for call in ("start", "admin", "jobs")] == [403, 403, 403]
    designer = made(caller, "start", user="xu.items")["token"]
    assert [status(caller, designer, call) for call in ("start", "jobs")] == [201, 403]
    caller.post("/api-clients", {"name": "x", "scopes": ["read"], "user": "nobody"}, status=422)
    caller.post("/api-clients", {"name": "x", "scopes": ["everything"]}, status=422)
    caller.post("/api-clients", {"name": "x", "scopes": []}, status=422)


def test_two_tokens_work_while_they_are_changed_and_none_after_it_was_revoked(caller: Caller) -> None:
    client = made(caller, "read")
    second = caller.post(f"/api-clients/{client['id']}/rotate", {"overlap": "PT1H"})["token"]
    first = client["token"]
    assert [status(caller, token, "read") for token in (first, second)] == [200, 200]
    third = caller.post(f"/api-clients/{client['id']}/rotate", {"overlap": "PT1H"})["token"]
    assert [status(caller, token, "read") for token in (first, second, third)] == [401, 200, 200]
    caller.office.clock.advance(timedelta(hours=1))
    assert [status(caller, token, "read") for token in (second, third)] == [401, 200]
    gone = caller.send("DELETE", f"/api-clients/{client['id']}", status=200).json
    assert gone["revoked_at"]
    assert status(caller, third, "read") == 401
    caller.post(f"/api-clients/{client['id']}/rotate", {}, status=409)
    assert "token" not in caller.get("/api-clients")["items"][0]


def test_too_many_calls_are_told_when_to_come_again(caller: Caller) -> None:
    client = made(caller, "read", rate=3)
    app = caller.client.application.test_client()
    headers = {"Authorization": f"Bearer {client['token']}"}
    answers = [app.get("/api/v1/tasks", headers=headers) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 20
    assert answers[3].json["code"] == "too_many_requests"
    assert caller.get("/tasks")["items"] == []


def test_a_bucket_fills_up_steadily() -> None:
    now = [0.0]
    limit = RateLimit(lambda: now[0])
    assert [limit.wait("a", 60) for _ in range(61)] == [0] * 60 + [1]
    assert limit.wait("b", 60) == 0
    now[0] = 0.5
    assert limit.wait("a", 60) == 1
    now[0] = 1.0
    assert [limit.wait("a", 60), limit.wait("a", 60)] == [0, 1]
    now[0] = 1000.0
    assert [limit.wait("a", 60) for _ in range(61)] == [0] * 60 + [1]


@pytest.fixture
def app(sqlite_url: str, tmp_path: Any) -> Iterator[Flask]:
    yield create_app(Settings(sqlite_url, tmp_path, embedded_worker=False), pages=False)


def test_every_route_that_changes_something_needs_more_than_reading(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            request: Any = type("Request", (), {"endpoint": rule.endpoint, "method": method})
            assert needed_by(request) != "read", rule


def test_only_the_administrator(caller: Caller) -> None:
    for who in ("xu.items", "wang.window"):
        other = Caller(client_of(caller.office, who), caller.office)
        other.get("/api-clients", status=403)
        other.post("/api-clients", {"name": "x", "scopes": ["read"]}, status=403)
