"""The whole way through HTTP, engine and database: deploy, start, claim, complete, read back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tongban.api import demonstration
from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken, LoadPeople
from tongban.engine.passwords import hash_password
from tongban.engine.settings import Settings

FLOW = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
  <bpmn:process id="leave" name="请假" isExecutable="true">
    <bpmn:startEvent id="begin"/>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="check"/>
    <bpmn:userTask id="check" name="审核"/>
    <bpmn:sequenceFlow id="f2" sourceRef="check" targetRef="end"/>
    <bpmn:endEvent id="end"/>
  </bpmn:process>
</bpmn:definitions>
"""


@pytest.fixture(scope="module", params=["sqlite_files", "postgres_server"], ids=["sqlite", "postgres"])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    databases = request.getfixturevalue(request.param)
    settings = Settings(database_url=databases.create(), data_dir=tmp_path_factory.mktemp("data"))
    app = create_app(settings, pages=False)
    content = demonstration.people()
    for person in content["people"]:
        person["password"] = ""
    app.extensions["tongban"].execute(LoadPeople(content, hash_password), SYSTEM)
    yield app
    app.extensions["tongban"].sql_engine.dispose()
    databases.drop(settings.database_url)


@pytest.fixture
def admin(real: Flask) -> FlaskClient:
    return _client(real, "admin")


def _client(app: Flask, username: str) -> FlaskClient:
    token = app.extensions["tongban"].execute(CreateToken(username, "test"), SYSTEM)["token"]
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture
def deployed(admin: FlaskClient) -> dict[str, Any]:
    files = {"files": [(io.BytesIO(FLOW.encode()), "leave.bpmn")]}
    answer = admin.post("/api/v1/deployments", data=files)
    assert answer.status_code == 201, answer.text
    return answer.json


def test_a_task_is_worked_on_and_has_one_winner(admin: FlaskClient, deployed) -> None:
    body = {"process": "leave", "business_key": "k1", "variables": {"days": 2.5}}
    started = admin.post("/api/v1/process-instances", json=body)
    assert started.status_code == 201, started.text
    instance = started.json
    assert (instance["state"], instance["variables"]) == ("running", {"days": 2.5})
    page = admin.get(f"/api/v1/tasks?instance={instance['id']}").json
    task = page["items"][0]
    assert (task["element"], task["name"], task["state"]) == ("check", "审核", "open")
    assert admin.post(f"/api/v1/tasks/{task['id']}/claim").json["state"] == "claimed"
    done = admin.post(f"/api/v1/tasks/{task['id']}/complete", json={"variables": {"ok": True}})
    assert (done.status_code, done.json["state"]) == (200, "completed"), done.text
    again = admin.post(f"/api/v1/tasks/{task['id']}/complete", json={})
    assert (again.status_code, again.json["completed_by"]) == (409, "admin")
    assert again.json["completed_at"]
    ended = admin.get(f"/api/v1/process-instances/{instance['id']}").json
    assert (ended["state"], ended["variables"]["ok"]) == ("completed", True)
    visited = admin.get(f"/api/v1/process-instances/{instance['id']}/activities").json["items"]
    assert [one["element"] for one in visited] == ["begin", "check", "end"]


def test_a_repeated_start_is_the_same_instance(admin: FlaskClient, deployed) -> None:
    headers = {"Idempotency-Key": "start-1"}
    first = admin.post("/api/v1/process-instances", json={"process": "leave"}, headers=headers)
    again = admin.post("/api/v1/process-instances", json={"process": "leave"}, headers=headers)
    other = admin.post("/api/v1/process-instances", json={"process": "other"}, headers=headers)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_key_reused")


def test_versions_count_up_and_can_be_disabled(admin: FlaskClient, deployed) -> None:
    newest = admin.get("/api/v1/process-definitions?key=leave&latest=true").json["items"]
    assert [one["id"] for one in newest] == [deployed["definitions"][0]["id"]]
    path = f"/api/v1/process-definitions/{newest[0]['id']}"
    assert admin.get(f"{path}/xml").data == FLOW.encode()
    assert admin.post(f"{path}/disable").json["enabled"] is False
    assert admin.post(f"{path}/enable").json["enabled"] is True


def test_hostile_xml_is_refused_with_its_place(admin: FlaskClient) -> None:
    for content in (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"<x>" * 20_000, b"no xml", b""):
        answer = admin.post("/api/v1/deployments", data={"files": [(io.BytesIO(content), "bad.bpmn")]})
        assert answer.status_code == 422, answer.text
        assert answer.json["errors"][0]["file"] == "bad.bpmn"


def test_others_learn_nothing(real: Flask, admin: FlaskClient, deployed) -> None:
    instance = admin.post("/api/v1/process-instances", json={"process": "leave"}).json
    task = admin.get(f"/api/v1/tasks?instance={instance['id']}").json["items"][0]
    stranger = _client(real, "chen.cert")
    for path in (f"tasks/{task['id']}", f"process-instances/{instance['id']}", "cases/nothing"):
        assert stranger.get(f"/api/v1/{path}").status_code == 404
    assert stranger.post(f"/api/v1/tasks/{task['id']}/complete", json={}).status_code == 404
    assert stranger.post("/api/v1/process-instances", json={"process": "leave"}).status_code == 403
    assert stranger.get(f"/api/v1/tasks?instance={instance['id']}").json["items"] == []


def test_reading_pages_by_cursor(admin: FlaskClient, deployed) -> None:
    for _ in range(3):
        admin.post("/api/v1/process-instances", json={"process": "leave", "business_key": "paged"})
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        query = f"business_key=paged&page_size=2{f'&cursor={cursor}' if cursor else ''}"
        page = admin.get(f"/api/v1/process-instances?{query}").json
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 3
    assert admin.get("/api/v1/process-instances?cursor=a").status_code == 422


def test_events_are_replayable(real: Flask, deployed) -> None:
    auditor = _client(real, "ji.audit")
    everything = auditor.get("/api/v1/events?page_size=200").json["items"]
    half = everything[len(everything) // 2]
    rest = auditor.get(f"/api/v1/events?page_size=200&after={half['id']}").json["items"]
    assert [one["id"] for one in rest] == [one["id"] for one in everything if one["id"] > half["id"]]


def test_readiness_waits_for_a_worker(real: Flask) -> None:
    answer = real.test_client().get("/readyz")
    assert (answer.status_code, answer.json["migrations"]) == (503, True)
