"""What is kept how long: rules, floors, legal holds, and the worker that deletes what is older in small steps."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime, timedelta

import pytest
from office import CONTENT
from operating.calling import Caller, client_of, diagram

from tongban.engine import SYSTEM, TerminateInstance, WithdrawCase, items
from tongban.engine.chores import Chores
from tongban.engine.domain.calendar import ZONE

FLOW = '<bpmn:startEvent id="begin"/><bpmn:userTask id="work"/><bpmn:endEvent id="end"/>'
CALL = '<bpmn:startEvent id="begin"/><bpmn:callActivity id="call" calledElement="kept"/><bpmn:endEvent id="end"/>'


def ended(caller: Caller, process: str, key: str) -> str:
    started = caller.start(process, business_key=key)
    caller.office.engine.execute(TerminateInstance(started["id"]), SYSTEM)
    return str(started["id"])


def clean(caller: Caller) -> int:
    return Chores(caller.office.engine, "w").clean()


def test_ended_instances_go_after_their_days_with_what_they_called(caller: Caller) -> None:
    engine = caller.office.engine
    caller.deploy(
        diagram("kept", FLOW, "begin > work > end"),
        diagram("gone", CALL, "begin > call > end"),
    )
    old, stays = ended(caller, "gone", "a"), ended(caller, "gone", "court")
    other = ended(caller, "kept", "b")
    running = caller.start("gone", business_key="c")["id"]
    hold = caller.post(
        "/legal-holds", {"kind": "instance", "object_id": stays, "reason": "court"}, status=201
    )
    assert caller.client.put("/api/v1/retention", json={"kind": "instance", "days": 30}).status_code == 422
    rule = {"kind": "instance", "scope": "gone", "days": 200}
    assert caller.client.put("/api/v1/retention", json=rule).status_code == 200
    caller.office.clock.advance(timedelta(days=199))
    assert clean(caller) == 0
    caller.office.clock.advance(timedelta(days=2))
    assert clean(caller) == 2, "the instance and what it called"
    caller.get(f"/process-instances/{old}", status=404)
    assert {caller.instance(one)["state"] for one in (stays, other)} == {"terminated"}
    assert caller.instance(running)["state"] == "running"
    assert engine.verify_audit()["broken"] == []
    caller.post(f"/legal-holds/{hold['id']}/lift", {"reason": "the court is done"})
    caller.post(f"/legal-holds/{hold['id']}/lift", {"reason": "again"}, status=409)
    assert clean(caller) == 2
    assert clean(caller) == 0


def test_kept_answers_go_by_themselves(caller: Caller) -> None:
    caller.deploy(diagram("kept", FLOW, "begin > work > end"))
    headers = {"Idempotency-Key": "k"}
    first = caller.post("/process-instances", {"process": "kept"}, headers=headers)
    assert caller.post("/process-instances", {"process": "kept"}, headers=headers) == first
    assert clean(caller) == 0
    caller.office.clock.advance(timedelta(days=31))
    assert clean(caller) == 1
    assert caller.post("/process-instances", {"process": "kept"}, headers=headers) != first


def test_rules_are_read_and_only_who_runs_the_system_changes_them(caller: Caller, colleague: Caller) -> None:
    rules = {(one["kind"], one["scope"]): one["days"] for one in caller.get("/retention")["items"]}
    assert rules[("instance", "")] is None
    assert rules[("answer", "")] == 30
    for body in (
        {"kind": "answer", "scope": "kept", "days": 30},
        {"kind": "instance", "scope": "no such process", "days": 400},
        {"kind": "answer", "days": 0},
    ):
        assert caller.client.put("/api/v1/retention", json=body).status_code == 422
    assert caller.client.put("/api/v1/retention", json={"kind": "answer", "days": 2}).get_json()["days"] == 2
    assert (
        caller.client.put("/api/v1/retention", json={"kind": "answer", "days": None}).get_json()["days"] == 30
    )
    assert colleague.client.put("/api/v1/retention", json={"kind": "answer", "days": 2}).status_code == 403
    held = {"kind": "process", "object_id": "kept", "reason": "r"}
    assert client_of(caller.office, "wang.window").post("/api/v1/legal-holds", json=held).status_code == 403
    caller.post("/legal-holds", {**held, "kind": "nonsense"}, status=422)


def test_an_item_says_how_long_the_files_of_its_cases_are_kept(caller: Caller) -> None:
    office = caller.office
    item = office.publish(CONTENT / "signboard-filing")
    (told,) = caller.get("/retention")["of_items"]
    assert (told["item"], told["period"], told["years"]) == (item.code, "10", 10)
    case_no, held = (office.register(item)["case_no"] for _ in range(2))
    for one in (case_no, held):
        office.engine.execute(WithdrawCase(one, "不办了"), SYSTEM)
    closed = office.clock.now
    caller.post("/legal-holds", {"kind": "business_key", "object_id": held, "reason": "court"}, status=201)
    package, _ = office.engine.archivist.package(SYSTEM, case_no)
    with zipfile.ZipFile(io.BytesIO(package)) as zipped:
        kept = json.loads(zipped.read("index.json"))["retention"]
    ends = date(closed.year + 11, 1, 1)
    assert (kept["period"], kept["years"], kept["kept_until"]) == ("10", 10, ends.isoformat())
    assert "国家档案局" in kept["basis"]
    office.clock.advance(datetime(ends.year, 1, 1, tzinfo=ZONE) - closed - timedelta(seconds=1))
    assert caller.get("/retention/over")["items"] == []
    office.clock.advance(timedelta(seconds=2))
    first = caller.get("/retention/over?page_size=1")
    rest = caller.get(f"/retention/over?page_size=1&cursor={first['next_cursor']}")
    over = [
        (one["case_no"], one["kept_until"], one["held"], one["archived"])
        for one in first["items"] + rest["items"]
    ]
    assert sorted(over) == sorted(
        [(case_no, ends.isoformat(), False, True), (held, ends.isoformat(), True, False)]
    )
    assert rest["next_cursor"] is None
    clean(caller)
    assert {office.case(one)["state"] for one in (case_no, held)} == {"withdrawn"}, (
        "nothing of a case is deleted"
    )


def test_the_period_of_an_item_comes_before_the_rule_for_all_and_after_its_own(caller: Caller) -> None:
    """For instances of its flow that belong to no case."""
    caller.office.publish(CONTENT / "signboard-filing")
    kept, gone = ended(caller, "signboard-filing", "a"), ended(caller, "signboard-filing", "b")
    hold = {"kind": "instance", "object_id": kept, "reason": "court"}
    caller.post("/legal-holds", hold, status=201)
    assert caller.client.put("/api/v1/retention", json={"kind": "instance", "days": 200}).status_code == 200
    caller.office.clock.advance(timedelta(days=3650))
    assert clean(caller) == 0, "ten years are longer"
    caller.office.clock.advance(timedelta(days=370))
    assert clean(caller) == 1
    caller.get(f"/process-instances/{gone}", status=404)
    assert caller.instance(kept)["state"] == "terminated"
    third = ended(caller, "signboard-filing", "c")
    own = {"kind": "instance", "scope": "signboard-filing", "days": 200}
    assert caller.client.put("/api/v1/retention", json=own).status_code == 200
    caller.office.clock.advance(timedelta(days=201))
    assert clean(caller) == 1
    caller.get(f"/process-instances/{third}", status=404)


@pytest.mark.parametrize(
    "retention",
    [
        "retention: {period: '20'}",
        "retention: {period: 10}",
        "retention: {years: '10'}",
        "retention: for ever",
    ],
)
def test_another_period_is_refused(retention: str) -> None:
    files = dict(items.read_folder(CONTENT / "signboard-filing"))
    sheet = files["item.yaml"].decode()
    begin, end = sheet.index("\nretention:"), sheet.index("\nguide:")
    files["item.yaml"] = f"{sheet[:begin]}\n{retention}\n{sheet[end:]}".encode()
    wrong = [one for one in items.check_item(files) if one["severity"] == "error"]
    assert wrong and all("retention" in one["element"] for one in wrong)
