"""What is kept how long: rules, floors, legal holds, and the worker that deletes what is older in small steps."""

from __future__ import annotations

from datetime import timedelta

from operating.calling import Caller, client_of, diagram

from tongban.engine import SYSTEM, TerminateInstance
from tongban.engine.chores import Chores

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
