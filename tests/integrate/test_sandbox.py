"""Test keys: what they do is real in every way but reaches nobody, counts nowhere and can be thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from integrate.receiver import Receiver
from office import CONTENT, Office
from operating.calling import Caller
from sqlalchemy import func, select

from tongban.api.authentication import SANDBOX
from tongban.engine.outbound import Outbound
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import metadata
from tongban.engine.sandbox import Sandbox
from tongban.engine.worker import Worker
from tongban.migrations import migrate


@pytest.fixture
def set_up(set_up: dict[str, Any]) -> dict[str, Any]:
    """Mail and SMS are set up, and would be used."""
    return {**set_up, "smtp_host": "mail.invalid", "sms_url": "https://sms.invalid/"}


@pytest.fixture
def caller(office: Office, caller: Caller) -> Iterator[Caller]:
    app = caller.client.application
    box = app.extensions[SANDBOX] = Sandbox(office.engine, migrate, worker=False)
    yield caller
    box.close()
    del app.extensions[SANDBOX]


def keyed(caller: Caller, **more: Any) -> Caller:
    made = caller.post(
        "/api-clients", {"name": "t", "scopes": ["admin"], "sandbox": True, **more}, status=201
    )
    assert made["token"].startswith("tbs_") and made["sandbox"]
    client = caller.client.application.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {made['token']}"
    return Caller(client, caller.office)


def rows(engine: Any) -> dict[str, int]:
    with engine.sql_engine.connect() as connection:
        return {
            name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in metadata.tables.items()
        }


def a_case(item: Any) -> dict[str, Any]:
    sample = next(iter(item.samples.values()))
    applicant = {**sample.applicant, "contact": {**sample.applicant["contact"], "email": "x@example.com"}}
    return {"item": item.code, "applicant": applicant, "form": sample.form, "channel": "window"}


def test_nothing_real_is_touched_and_everything_works(
    office: Office, caller: Caller, receiver: Receiver
) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    real = office.register(item)
    caller.post("/webhooks", {"name": "real", "url": receiver.url}, status=201)
    mine = keyed(caller)
    before = rows(office.engine)
    case = mine.post("/cases", a_case(item), status=201)
    assert case["case_no"] == "TEST-" + real["case_no"]
    assert case["receipt"]["number"].startswith("测试")
    answer = mine.send("GET", "/cases", status=200)
    assert answer.headers["Tongban-Sandbox"] == "true"
    assert [one["case_no"] for one in answer.json["items"]] == [case["case_no"]]
    task = mine.get("/tasks")["items"][0]["id"]
    mine.post(f"/tasks/{task}/complete", {"outcome": "refuse", "opinion": "不予登记", "variables": {
        "identity_checked": True, "decision_note": "第十九条"}})  # fmt: skip
    box = caller.client.application.extensions[SANDBOX].engine()
    Worker(box).sweep()
    for one in (box, office.engine):
        Outbound(one, "test").sweep()
    Worker(office.engine).sweep()
    after = rows(office.engine)
    changed = {name for name in after if after[name] != before[name]}
    # The real office's own worker has lined up what its own webhook asked for.
    assert changed <= {
        "webhook_delivery",
        "bookmark",
        "heartbeat",
        "case_watch",
        "figure",
        "outgoing",
        "message",
    }
    assert "x@example.com" not in str(real)
    with box.sql_engine.connect() as connection:
        channels = set(connection.execute(select(tables.outgoing.c.channel)).scalars())
    assert channels <= {"message_box"}
    assert all(one.json["data"].get("case_no") != case["case_no"] for one in receiver.got)
    assert caller.send("GET", f"/cases/{case['case_no']}").status_code == 404
    assert mine.send("GET", f"/cases/{real['case_no']}").status_code == 404
    assert "Tongban-Sandbox" not in caller.send("GET", "/cases").headers
    assert caller.get("/sandbox") | {"filled_at": ""} == {
        "opened": True, "filled_at": "", "cases": 1, "instances": 1,
    }  # fmt: skip


def test_its_own_webhooks_are_called(office: Office, caller: Caller, receiver: Receiver) -> None:
    item = office.publish(CONTENT / "sole-trader-registration")
    mine = keyed(caller)
    mine.post("/webhooks", {"name": "mine", "url": receiver.url, "types": ["case.*"]}, status=201)
    case = mine.post("/cases", a_case(item), status=201)
    Outbound(caller.client.application.extensions[SANDBOX].engine(), "test").sweep()
    assert {one.json["data"]["case_no"] for one in receiver.got} == {case["case_no"]}
    assert caller.get("/webhooks")["items"] == []


def test_it_is_emptied_and_takes_over_what_is_new(office: Office, caller: Caller) -> None:
    mine = keyed(caller, user="shi.register")
    assert mine.get("/cases")["items"] == []
    item = office.publish(CONTENT / "sole-trader-registration")
    mine.post("/cases", a_case(item), status=404)
    mine.send("POST", "/sandbox/reset", status=403)
    assert caller.post("/sandbox/reset")["cases"] == 0
    mine.post("/cases", a_case(item), status=201)
    assert caller.get("/sandbox")["cases"] == 1
    assert caller.post("/sandbox/reset")["instances"] == 0
    assert mine.get("/cases")["items"] == []
    assert [one["type"] for one in caller.feed("?types=sandbox.reset")] == ["sandbox.reset"] * 2
    # What people are known by outside stays outside.
    people = metadata.tables["person"]
    with caller.client.application.extensions[SANDBOX].engine().sql_engine.connect() as connection:
        kept = connection.execute(
            select(people.c.password_hash, people.c.phone, people.c.id_no).distinct()
        ).all()
    assert [tuple(row) for row in kept] == [("!", None, None)]


def test_a_test_key_works_nowhere_else_and_dies_with_its_client(caller: Caller) -> None:
    mine = keyed(caller)
    mine.get("/sandbox")
    client = caller.get("/api-clients")["items"][0]
    caller.send("DELETE", f"/api-clients/{client['id']}", status=200)
    mine.get("/sandbox", status=401)
