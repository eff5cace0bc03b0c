"""What an act costs the database over HTTP: few statements, one commit, and no more when there is more of everything."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
import statements
from flask.testing import FlaskClient

from tongban.api import demonstration
from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken, Engine, ImportItem, LoadPeople, PublishItem, items
from tongban.engine.calendar_files import read_calendar
from tongban.engine.settings import Settings

#: Measured, with room for two more. A change that needs more than that is a change to think about.
START, CLAIM, COMPLETE, JOIN = 10, 7, 12, 12
REGISTER, ATTACH = 22, 11
#: A decision on the spot passes two milestones and issues two documents.
MILESTONE = 32

BPMN = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="https://tongban.org/schema/bpmn/1.0"'
)
FOR_CLERKS = '<bpmn:extensionElements><tb:candidates roles="window_clerk" unit="*"/></bpmn:extensionElements>'
PARALLEL = f"""<bpmn:definitions {BPMN} targetNamespace="t"><bpmn:process id="counted" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:parallelGateway id="fork"/><bpmn:parallelGateway id="join"/><bpmn:endEvent id="end"/>
  <bpmn:userTask id="first">{FOR_CLERKS}</bpmn:userTask>
  <bpmn:userTask id="left">{FOR_CLERKS}</bpmn:userTask><bpmn:userTask id="right">{FOR_CLERKS}</bpmn:userTask>
  <bpmn:userTask id="last">{FOR_CLERKS}</bpmn:userTask>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="first"/>
  <bpmn:sequenceFlow id="f2" sourceRef="first" targetRef="fork"/>
  <bpmn:sequenceFlow id="f3" sourceRef="fork" targetRef="left"/>
  <bpmn:sequenceFlow id="f4" sourceRef="fork" targetRef="right"/>
  <bpmn:sequenceFlow id="f5" sourceRef="left" targetRef="join"/>
  <bpmn:sequenceFlow id="f6" sourceRef="right" targetRef="join"/>
  <bpmn:sequenceFlow id="f7" sourceRef="join" targetRef="last"/>
  <bpmn:sequenceFlow id="f8" sourceRef="last" targetRef="end"/>
</bpmn:process></bpmn:definitions>"""
ROUNDS = f"""<bpmn:definitions {BPMN} targetNamespace="t"><bpmn:process id="rounds" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:userTask id="round">{FOR_CLERKS}</bpmn:userTask>
  <bpmn:exclusiveGateway id="done" default="again"/><bpmn:endEvent id="end"/>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="round"/>
  <bpmn:sequenceFlow id="f2" sourceRef="round" targetRef="done"/>
  <bpmn:sequenceFlow id="again" sourceRef="done" targetRef="round"/>
  <bpmn:sequenceFlow id="out" sourceRef="done" targetRef="end">
    <bpmn:conditionExpression>= enough = true</bpmn:conditionExpression></bpmn:sequenceFlow>
</bpmn:process></bpmn:definitions>"""


@dataclass
class Cost:
    """Statements sent (one with many rows is one; BEGIN and COMMIT are none) and commits."""

    statements: int = 0
    commits: int = 0


class Office:
    """An application on SQLite, clients of its people, and a counter on its database."""

    def __init__(self, engine: Engine, clients: dict[str, FlaskClient]) -> None:
        self.engine = engine
        self.admin, self.clerk = clients["admin"], clients["wang.window"]
        self.registrar = clients["shi.register"]
        self._commits = 0
        sqlalchemy.event.listen(engine.sql_engine, "commit", self._committed)

    def post(
        self, client: FlaskClient, path: str, body: Any = None, **more: Any
    ) -> tuple[dict[str, Any], Cost]:
        """The answer and what it cost."""
        with self.counting() as cost:
            method = more.pop("method", "POST")
            answer = client.open(f"/api/v1{path}", method=method, json=body if not more else None, **more)
        assert answer.status_code in (200, 201), answer.text
        return answer.json, cost

    def start(self, process: str) -> tuple[str, Cost]:
        started, cost = self.post(self.admin, "/process-instances", {"process": process})
        return started["id"], cost

    def tasks(self, instance: str, client: FlaskClient | None = None) -> list[dict[str, Any]]:
        listed = (client or self.clerk).get(f"/api/v1/tasks?instance={instance}")
        return list(listed.json["items"])

    def complete(self, task: dict[str, Any], **variables: Any) -> Cost:
        return self.post(self.clerk, f"/tasks/{task['id']}/complete", {"variables": variables})[1]

    @contextmanager
    def counting(self) -> Iterator[Cost]:
        cost, before = Cost(), self._commits
        with statements.counting(self.engine) as sent:
            yield cost
        cost.statements, cost.commits = len(sent), self._commits - before

    def _committed(self, _connection: Any) -> None:
        self._commits += 1


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    app = create_app(Settings(sqlite_url, tmp_path, embedded_worker=False), pages=False)
    engine: Engine = app.extensions["tongban"]
    for calendar in sorted((demonstration.content_folder() / "calendars").glob("*.yaml")):
        engine.execute(read_calendar(calendar.read_text(encoding="utf-8")), SYSTEM)
    engine.execute(LoadPeople(demonstration.people(), lambda _: "!"), SYSTEM)
    clients = {}
    for username in ("admin", "wang.window", "shi.register"):
        token = engine.execute(CreateToken(username, "test"), SYSTEM)["token"]
        clients[username] = app.test_client()
        clients[username].environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    office = Office(engine, clients)
    files = [(io.BytesIO(text.encode()), name) for text, name in ((PARALLEL, "p.bpmn"), (ROUNDS, "r.bpmn"))]
    office.post(office.admin, "/deployments", data={"files": files})
    # The first visit reads and compiles the definition, which is kept from then on.
    for process in ("counted", "rounds"):
        instance, _ = office.start(process)
        office.complete(office.tasks(instance)[0])
    yield office
    engine.sql_engine.dispose()


def within(cost: Cost, budget: int) -> bool:
    assert cost.commits == 1
    assert 1 < cost.statements <= budget, f"{cost.statements} statements, {budget} are allowed"
    return True


def test_every_act_on_a_process_keeps_to_its_budget(office: Office) -> None:
    instance, started = office.start("counted")
    assert within(started, START)
    task = office.tasks(instance)[0]
    _, claimed = office.post(office.clerk, f"/tasks/{task['id']}/claim")
    assert within(claimed, CLAIM)
    assert within(office.complete(task, checked=True), COMPLETE)
    left, right = office.tasks(instance)
    assert within(office.complete(left), COMPLETE)
    assert within(office.complete(right), JOIN)
    assert within(office.complete(office.tasks(instance)[0]), COMPLETE)
    ended = office.admin.get(f"/api/v1/process-instances/{instance}").json
    assert ended["state"] == "completed"


def test_an_idempotency_key_costs_two_statements(office: Office) -> None:
    _, plain = office.start("counted")
    _, kept = office.post(
        office.admin,
        "/process-instances",
        None,
        data='{"process": "counted"}',
        headers={"Idempotency-Key": "once", "Content-Type": "application/json"},
    )
    assert (kept.statements - plain.statements, kept.commits) == (2, 1)


def test_more_open_cases_cost_nothing(office: Office) -> None:
    instance, few_start = office.start("counted")
    few = office.complete(office.tasks(instance)[0])
    for _ in range(40):
        office.start("counted")
    instance, many_start = office.start("counted")
    assert (many_start, office.complete(office.tasks(instance)[0])) == (few_start, few)


def test_more_finished_steps_cost_nothing(office: Office) -> None:
    instance, _ = office.start("rounds")
    costs = [office.complete(office.tasks(instance)[0], number=number) for number in range(40)]
    assert costs[-1] == costs[1]
    assert max(cost.statements for cost in costs) <= costs[1].statements


def test_a_larger_group_costs_nothing(office: Office) -> None:
    small, small_start = office.start("counted")
    few = office.complete(office.tasks(small)[0])
    people = [
        {
            "username": f"clerk.{number}",
            "name": {"zh": f"甲{number}", "en": f"Clerk {number}"},
            "unit": "zwzx",
            "password": "",
            "posts": ["zwzx-window"],
        }
        for number in range(200)
    ]
    content = dict(demonstration.people())
    office.engine.execute(
        LoadPeople({**content, "people": [*content["people"], *people]}, lambda _: "!"), SYSTEM
    )
    large, large_start = office.start("counted")
    assert (large_start, office.complete(office.tasks(large)[0])) == (small_start, few)


def test_a_case_keeps_to_its_budget(office: Office) -> None:
    folder = demonstration.content_folder() / "sole-trader-registration"
    version = office.engine.execute(ImportItem(items.read_folder(folder)), SYSTEM)
    office.engine.execute(PublishItem(version["code"]), SYSTEM)
    item = items.read_item(items.read_folder(folder))
    sample = next(one for one in item.samples.values() if one.key == "granted")
    registered = []
    for _ in range(3):
        application = {
            "item": item.code,
            "applicant": dict(sample.applicant),
            "form": dict(sample.form),
            "channel": "window",
        }
        case, cost = office.post(office.registrar, "/cases", application)
        registered.append(cost)
    assert within(registered[1], REGISTER)
    assert registered[1] == registered[2]
    for code, recipe in sample.materials.items():
        upload = (io.BytesIO(items.make_file(recipe, code)), items.file_name(recipe, code))
        _, cost = office.post(
            office.registrar,
            f"/cases/{case['case_no']}/materials/{code}",
            method="PUT",
            data={"file": upload},
        )
        assert within(cost, ATTACH)
    step = sample.steps[0]
    task = office.tasks(case["instance_id"], office.registrar)[0]
    body = {"outcome": step.outcome, "opinion": step.opinion, "variables": dict(step.variables or {})}
    _, accepted = office.post(office.registrar, f"/tasks/{task['id']}/complete", body)
    assert within(accepted, MILESTONE)
