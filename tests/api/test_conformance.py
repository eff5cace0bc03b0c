"""The 49 cases of the outside yardstick over HTTP, their files unchanged, each scenario on a database of its own."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from databases import SqliteFiles
from flask import Flask
from flask.testing import FlaskClient

from tongban.api.app import create_app
from tongban.engine import bootstrap
from tongban.engine.bpmn import timer
from tongban.engine.samples import PlayClock
from tongban.engine.settings import Settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from bpmn.yardstick import CONFORMANCE

CASES = (
    json.loads((CONFORMANCE / "cases.json").read_text())["cases"]
    if (CONFORMANCE / "cases.json").exists()
    else []
)
SCENARIOS = [(case, scenario) for case in CASES for scenario in case["scenarios"]]
# What waits in these is told by tasks, timers and subscriptions, not as a wait of its own.
SCOPES = ("subProcess", "transaction", "adHocSubProcess", "callActivity", "userTask")
TOKEN = "conformance"


@pytest.fixture(scope="session")
def served(sqlite_files: SqliteFiles, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings(
        sqlite_files.create(),
        tmp_path_factory.mktemp("conformance"),
        bootstrap_token=TOKEN,
        embedded_worker=False,
    )
    return create_app(settings, pages=False)


@pytest.fixture
def clock() -> PlayClock:
    return PlayClock()


@pytest.fixture
def client(
    served: Flask, sqlite_url: str, tmp_path: Path, clock: PlayClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FlaskClient]:
    engine = bootstrap(Settings(sqlite_url, tmp_path, bootstrap_token=TOKEN), clock=clock)
    monkeypatch.setitem(served.extensions, "tongban", engine)
    client = served.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {TOKEN}"
    yield client
    engine.sql_engine.dispose()


@pytest.mark.skipif(not SCENARIOS, reason="the conformance data is not on this machine")
@pytest.mark.parametrize(
    ("case", "scenario"), SCENARIOS, ids=[f"{case['id']}: {scenario['name']}" for case, scenario in SCENARIOS]
)
def test_case_holds_over_http(
    case: dict[str, Any], scenario: dict[str, Any], client: FlaskClient, clock: PlayClock
) -> None:
    play = Play(client, clock, case["process_id"])
    files = [
        (io.BytesIO((CONFORMANCE / name).read_bytes()), name.replace(".bpmn20.xml", ".bpmn"))
        for name in case["files"]
    ]
    deployed = client.post("/api/v1/deployments", data={"files": files}, content_type="multipart/form-data")
    assert deployed.status_code == 201, deployed.json
    for step in scenario["steps"]:
        failed = not getattr(play, step["op"])(step)
        assert failed == bool(step["expect"].get("error")), (step, play.last)
        play.compare(step)


class Play:
    """One scenario under way."""

    def __init__(self, client: FlaskClient, clock: PlayClock, process: str) -> None:
        self.client, self.clock, self.process = client, clock, process
        self.aliases: dict[str, str] = {}
        self.last: Any = None

    def post(self, path: str, body: Any) -> bool:
        response = self.client.post(f"/api/v1{path}", json=body)
        self.last = response.json
        assert response.status_code < 500, self.last
        return response.status_code < 400

    def all(self, path: str) -> list[dict[str, Any]]:
        response = self.client.get(f"/api/v1{path}", query_string={"page_size": 200})
        assert response.status_code == 200, response.json
        items: list[dict[str, Any]] = response.json["items"]
        return items

    def start(self, step: dict[str, Any]) -> bool:
        body = {"process": step.get("process_id", self.process), "variables": step.get("vars") or {}}
        if step.get("business_key"):
            body["business_key"] = step["business_key"]
        done = self.post("/process-instances", body)
        if done:
            self.aliases[step.get("instance", "A")] = self.last["id"]
        return done

    def complete(self, step: dict[str, Any]) -> bool:
        for _ in range(step.get("times", 1)):
            found = [task for task in self.all("/tasks") if task["element"] == step["task"]]
            found.sort(key=lambda task: task["name"])
            if not self.post(f"/tasks/{found[0]['id']}/complete", {"variables": step.get("vars") or {}}):
                return False
        return True

    def fire_timer(self, step: dict[str, Any]) -> bool:
        found = [one for one in self.all("/timers") if one["element"] == step["id"]]
        return self.post(f"/timers/{found[0]['id']}/fire", {})

    def advance_clock(self, step: dict[str, Any]) -> bool:
        until = timer.after(self.clock.now, step["duration"])
        while due := sorted(
            (one for one in self.all("/timers") if moment(one["due"]) <= until), key=lambda one: one["due"]
        ):
            self.clock.now = max(self.clock.now, moment(due[0]["due"]))
            if not self.post(f"/timers/{due[0]['id']}/fire", {}):
                return False
        self.clock.now = max(until, self.clock.now)
        return True

    def signal(self, step: dict[str, Any]) -> bool:
        return self.post("/signals", {"name": step["name"], "variables": step.get("vars") or {}})

    def message(self, step: dict[str, Any]) -> bool:
        body = {"name": step["name"], "variables": step.get("vars") or {}}
        if step.get("business_key"):
            body["business_key"] = step["business_key"]
        return self.post("/messages", body)

    def set_variables(self, step: dict[str, Any]) -> bool:
        on = step.get("on", "process")
        instance = self.aliases["A"]
        if on != "process":
            element = on.partition(":")[2]
            instance = next(task["instance_id"] for task in self.all("/tasks") if task["element"] == element)
        response = self.client.patch(
            f"/api/v1/process-instances/{instance}/variables", json={"variables": step["vars"]}
        )
        self.last = response.json
        return response.status_code < 400

    def trigger_receive(self, step: dict[str, Any]) -> bool:
        for one in self.all("/process-instances"):
            waiting = self.all(f"/process-instances/{one['id']}/activities")
            if any(visit["element"] == step["id"] and visit["state"] == "active" for visit in waiting):
                return self.post(
                    f"/receive-tasks/{one['id']}/{step['id']}/trigger", {"variables": step.get("vars") or {}}
                )
        return False

    def compare(self, step: dict[str, Any]) -> None:
        expect = step["expect"]
        if "tasks" in expect:
            assert Counter(task["element"] for task in self.all("/tasks")) == Counter(expect["tasks"]), step
        if "timers" in expect:
            assert len(self.all("/timers")) == expect["timers"], step
        if "subscriptions" in expect:
            assert len(self.all("/subscriptions")) == expect["subscriptions"], step
        if "active" in expect:
            assert Counter(self.active()) == Counter(expect["active"]), step
        for alias, ended in self.ends(expect).items():
            state = self.client.get(f"/api/v1/process-instances/{self.aliases[alias]}").json["state"]
            assert (state in ("completed", "terminated")) == ended, step

    def active(self) -> list[str]:
        found = []
        for one in self.all("/process-instances"):
            for visit in self.all(f"/process-instances/{one['id']}/activities"):
                if visit["state"] == "active" and visit["type"] not in SCOPES:
                    found.append(visit["element"])
        return found

    def ends(self, expect: dict[str, Any]) -> dict[str, bool]:
        ended = expect.get("ended")
        if ended is None:
            return {}
        return ended if isinstance(ended, dict) else {"A": ended}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
