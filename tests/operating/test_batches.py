"""Batch jobs: gathered and done in small transactions, told row by row, paused, undone, carried on by another worker."""

from __future__ import annotations

from typing import Any

import pytest
from operating.calling import Caller, client_of, diagram, service

from tongban.engine import SYSTEM, CompleteTask, StartInstance, TerminateInstance, chores
from tongban.engine.chores import Chores
from tongban.engine.use_cases.batches import DoRow, TakeBatch
from tongban.engine.use_cases.batches.work import LEASE

NODES = '<bpmn:startEvent id="begin"/><bpmn:userTask id="{work}"/><bpmn:userTask id="last"/><bpmn:endEvent id="end"/>'


def version(work: str = "work", name: str = "") -> bytes:
    body = NODES.format(work=work).replace('id="last"', f'id="last" name="{name}"')
    return diagram("many", body, f"begin > {work} > last > end")


def start(caller: Caller, count: int) -> list[str]:
    engine = caller.office.engine
    return [engine.execute(StartInstance("many", business_key=f"k{n}"), SYSTEM)["id"] for n in range(count)]


def work(caller: Caller, name: str = "w") -> int:
    return Chores(caller.office.engine, name).sweep()


def make(caller: Caller, kind: str, which: dict[str, Any], status: int = 201, **more: Any) -> dict[str, Any]:
    body = {"kind": kind, "which": which, "reason": "test", **more}
    return dict(caller.post("/batches", body, status=status))


def rows(caller: Caller, batch: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    return list(caller.get(f"/batches/{batch['id']}/rows{query}")["items"])


def test_many_migrate_and_what_cannot_is_told(caller: Caller) -> None:
    (first,) = caller.deploy(version())
    ids = start(caller, 7)
    engine = caller.office.engine
    engine.execute(CompleteTask(caller.tasks(ids[2])[0]["id"]), SYSTEM)
    (second,) = caller.deploy(version("review"))
    plan = make(caller, "migrate", {"definition": first["id"]}, to_definition=second["id"], dry_run=True)
    work(caller)
    plan = caller.get(f"/batches/{plan['id']}")
    assert (plan["state"], plan["total"], plan["succeeded"], plan["failed"]) == ("done", 7, 1, 6)
    failed = rows(caller, plan, "?state=failed")
    assert {one["problems"][0]["rule"] for one in failed} == {"no-counterpart"}
    assert [one["object_id"] for one in rows(caller, plan, "?state=done")] == [ids[2]]
    assert caller.get(f"/process-instances?definition={second['id']}")["items"] == []
    batch = make(
        caller,
        "migrate",
        {"definition": first["id"]},
        to_definition=second["id"],
        mapping={"work": "review"},
    )
    work(caller)
    batch = caller.get(f"/batches/{batch['id']}")
    assert (batch["state"], batch["succeeded"], batch["can_undo"]) == ("done", 7, True)
    assert [one["element"] for one in caller.tasks(ids[0])] == ["review"]
    events = caller.get(f"/process-instances/{ids[0]}/events")["items"]
    assert batch["id"] in events[0]["data"]["reason"]
    back = caller.post(f"/batches/{batch['id']}/undo", {"reason": "too early"}, status=201)
    work(caller)
    assert caller.get(f"/batches/{back['id']}")["succeeded"] == 7
    assert [one["element"] for one in caller.tasks(ids[0])] == ["work"]
    assert len(caller.get(f"/process-instances?definition={first['id']}")["items"]) == 7


def test_one_that_fails_takes_nobody_with_it(caller: Caller) -> None:
    caller.deploy(version())
    ids = start(caller, 3)
    caller.office.engine.execute(TerminateInstance(ids[1]), SYSTEM)
    batch = make(caller, "suspend", {"ids": [*ids, "none"]})
    assert (batch["state"], batch["total"]) == ("running", 4)
    work(caller)
    told = {one["object_id"]: (one["state"], one["message"]) for one in rows(caller, batch)}
    assert [told[one][0] for one in (*ids, "none")] == ["done", "failed", "done", "failed"]
    assert told[ids[1]][1] == "The instance is terminated."
    assert [caller.instance(one)["state"] for one in ids] == ["suspended", "terminated", "suspended"]
    caller.post(f"/batches/{batch['id']}/undo", {"reason": "r"}, status=201)
    work(caller)
    assert [caller.instance(one)["state"] for one in ids] == ["running", "terminated", "running"]


def test_it_is_paused_carried_on_by_another_worker_and_cancelled(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller.deploy(version())
    ids = start(caller, 5)
    engine = caller.office.engine
    monkeypatch.setattr(chores, "GATHER", 2)
    batch = make(caller, "terminate", {"process": "many"})
    path = f"/batches/{batch['id']}"
    assert engine.execute(TakeBatch(batch["id"], "dead worker"), SYSTEM)["taken"]
    assert work(caller, "other") == 0, "the lease of the first holds"
    caller.office.clock.advance(LEASE)
    caller.post(f"{path}/pause")
    assert work(caller, "other") == 0
    caller.post(f"{path}/pause", status=409)
    caller.post(f"{path}/resume")
    work(caller, "other")
    assert caller.get(path)["succeeded"] == 5
    assert engine.execute(DoRow(batch["id"], 1), SYSTEM) == {"done": False}
    assert {caller.instance(one)["state"] for one in ids} == {"terminated"}
    caller.post(f"{path}/undo", {"reason": "r"}, status=409)
    start(caller, 2)
    other = make(caller, "suspend", {"process": "many"})
    caller.post(f"/batches/{other['id']}/cancel")
    assert work(caller) == 0
    caller.post(f"/batches/{other['id']}/resume", status=409)


def test_incidents_are_retried_together(caller: Caller) -> None:
    caller.deploy(service("pays", "pay"))
    for _ in range(3):
        caller.start("pays")
    for job in caller.fetch("pay"):
        caller.post(f"/external-tasks/{job['id']}/fail", {"worker": "w", "message": "no", "retries": 0})
    batch = make(caller, "retry", {"process": "pays"}, retries=2)
    work(caller)
    assert caller.get(f"/batches/{batch['id']}")["succeeded"] == 3
    assert caller.incidents() == []
    assert len(caller.fetch("pay")) == 3


def test_ended_history_is_deleted_and_the_record_still_holds(caller: Caller) -> None:
    caller.deploy(version())
    ids = start(caller, 3)
    engine = caller.office.engine
    for one in ids[:2]:
        engine.execute(TerminateInstance(one), SYSTEM)
    caller.post(
        "/legal-holds", {"kind": "business_key", "object_id": "k1", "reason": "a court asks"}, status=201
    )
    batch = make(caller, "delete", {"process": "many"})
    work(caller)
    told = {one["object_id"]: one for one in rows(caller, batch)}
    assert set(told) == set(ids[:2])
    assert told[ids[0]]["state"] == "done"
    assert "legal hold" in told[ids[1]]["message"]
    caller.get(f"/process-instances/{ids[0]}", status=404)
    assert engine.verify_audit()["broken"] == []
    (gone,) = engine.queries.events(SYSTEM, types=("history.deleted",))["items"]
    assert gone["data"]["instance"] == ids[0]


def test_what_cannot_be_asked_for_is_refused(caller: Caller, colleague: Caller) -> None:
    (definition,) = caller.deploy(version())
    assert make(caller, "suspend", {}, status=422)["errors"][0]["field"] == "which"
    assert make(caller, "suspend", {"ids": ["a"], "process": "many"}, status=422)["errors"]
    assert make(caller, "suspend", {"process": "many"}, status=422, retries=3)["errors"]
    assert make(caller, "migrate", {"process": "many"}, status=422)["errors"][0]["field"] == "to_definition"
    assert make(caller, "nonsense", {"process": "many"}, status=422)["errors"]
    assert make(caller, "suspend", {"definition": "none"}, status=422)["errors"]
    caller.get("/batches/none", status=404)
    make(colleague, "suspend", {"definition": definition["id"]})
    # Whoever designs may steer instances, and only who runs the system deletes.
    colleague.post("/batches", {"kind": "delete", "which": {"process": "many"}, "reason": "r"}, status=403)
    clerk = client_of(caller.office, "wang.window")
    assert clerk.get("/api/v1/batches").status_code == 403
    asked = {"kind": "suspend", "which": {"process": "many"}, "reason": "r"}
    assert clerk.post("/api/v1/batches", json=asked).status_code == 403
