"""Migrating an instance over HTTP: its tasks, timers, waits, jobs and history go with it, in one transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from office import CONTENT
from operating.calling import Caller, client_of, diagram

from tongban.engine import SYSTEM, ImportItem, PublishItem, items

TIMER = (
    '<bpmn:boundaryEvent id="{id}" attachedToRef="{host}"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H'
    "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
)


def version(work: str = "work", job: str = "call", timer: str = "late", more: str = "") -> bytes:
    """A task with a timer beside a job, under names that differ from version to version."""
    body = (
        '<bpmn:startEvent id="begin"/><bpmn:parallelGateway id="fork"/><bpmn:endEvent id="end"/>'
        f'<bpmn:userTask id="{work}"/>{TIMER.format(id=timer, host=work)}<bpmn:userTask id="rush"/>'
        f'<bpmn:serviceTask id="{job}" camunda:type="external" camunda:topic="pay"/>'
    )
    if more:
        body += f'<bpmn:userTask id="{more}"/>'
    last = f"{work} > {more} > end" if more else f"{work} > end"
    return diagram(
        "p",
        body,
        "begin > fork",
        f"fork > {work}",
        f"fork > {job}",
        last,
        f"{job} > end",
        f"{timer} > rush > end",
    )


def migrate(caller: Caller, instance: str, to: str, *, status: int = 200, **more: Any) -> dict[str, Any]:
    return dict(
        caller.post(f"/process-instances/{instance}/migrate", {"to_definition": to, **more}, status=status)
    )


def test_everything_open_goes_on_in_the_new_version(caller: Caller) -> None:
    caller.deploy(version())
    started = caller.start("p", variables={"n": 1})
    (task,) = caller.tasks(started["id"])
    (target,) = caller.deploy(version(more="check"))
    plan = migrate(caller, started["id"], target["id"], reason="a check was added")
    assert (plan["possible"], plan["dry_run"], plan["problems"]) == (True, False, [])
    assert (plan["source"]["version"], plan["target"]["version"]) == (1, 2)
    assert [(one["from"], one["to"], one["count"]) for one in plan["moves"]] == [
        ("call", "call", 1),
        ("work", "work", 1),
    ]
    assert caller.instance(started["id"])["version"] == 2
    assert [one["id"] for one in caller.tasks(started["id"])] == [task["id"]]
    caller.post(f"/tasks/{task['id']}/complete", {})
    assert [one["element"] for one in caller.tasks(started["id"])] == ["check"]


def test_names_that_changed_are_mapped_in_every_table(caller: Caller) -> None:
    caller.deploy(version())
    started = caller.start("p")
    (target,) = caller.deploy(version("review", "charge", "overdue"))
    mapping = {"work": "review", "call": "charge", "late": "overdue"}
    before = caller.get(f"/timers?instance={started['id']}")["items"]
    migrate(caller, started["id"], target["id"], mapping=mapping)
    assert [one["element"] for one in caller.tasks(started["id"])] == ["review"]
    (timer,) = caller.get(f"/timers?instance={started['id']}")["items"]
    assert timer == {**before[0], "element": "overdue"}
    open_ = [
        one["element"]
        for one in caller.get(f"/process-instances/{started['id']}/activities")["items"]
        if one["state"] == "active"
    ]
    assert sorted(open_) == ["charge", "review"]
    (job,) = caller.fetch("pay")
    assert (job["element"], job["version"]) == ("charge", 2)
    caller.post(f"/external-tasks/{job['id']}/complete", {"worker": "w"})
    caller.office.wait(timedelta(hours=1))
    assert [one["element"] for one in caller.tasks(started["id"])] == ["rush"]
    caller.post(f"/tasks/{caller.tasks(started['id'])[0]['id']}/complete", {})
    assert caller.instance(started["id"])["state"] == "completed"


def test_a_dry_run_says_what_would_happen_and_changes_nothing(caller: Caller) -> None:
    caller.deploy(version())
    started = caller.start("p")
    (renamed,) = caller.deploy(version(work="review"))
    asked = migrate(caller, started["id"], renamed["id"], dry_run=True)
    assert (asked["possible"], asked["dry_run"]) == (False, True)
    assert [(one["element"], one["rule"]) for one in asked["problems"]] == [("work", "no-counterpart")]
    refused = migrate(caller, started["id"], renamed["id"], status=422)
    assert (refused["code"], refused["errors"]) == ("cannot_migrate", asked["problems"])
    mapped = migrate(caller, started["id"], renamed["id"], dry_run=True, mapping={"work": "review"})
    assert (mapped["possible"], mapped["added"], mapped["dropped"]) == (True, [], [])
    assert caller.instance(started["id"])["version"] == 1
    assert [one["element"] for one in caller.tasks(started["id"])] == ["work"]


def test_a_timer_that_is_dropped_never_fires_and_a_new_one_does(caller: Caller) -> None:
    caller.deploy(version())
    started = caller.start("p")
    (target,) = caller.deploy(version(timer="reminder"))
    plan = migrate(caller, started["id"], target["id"])
    assert (plan["dropped"], plan["added"]) == (["late"], ["reminder"])
    (timer,) = caller.get(f"/timers?instance={started['id']}")["items"]
    assert timer["element"] == "reminder"
    caller.office.wait(timedelta(hours=1))
    assert [one["element"] for one in caller.tasks(started["id"])] == ["rush"]


def test_it_may_go_back_and_the_audit_chain_holds(caller: Caller) -> None:
    (source,) = caller.deploy(version())
    started = caller.start("p")
    (target,) = caller.deploy(version(more="check"))
    migrate(caller, started["id"], target["id"])
    migrate(caller, started["id"], source["id"])
    assert caller.instance(started["id"])["version"] == 1
    assert caller.office.engine.verify_audit()["broken"] == []


def test_a_case_goes_to_the_new_version_of_its_item_and_to_no_other(caller: Caller) -> None:
    office = caller.office
    item = office.publish(CONTENT / "sole-trader-registration")
    case = office.register(item)
    instance = office.case(case["case_no"])["instance_id"]
    files = dict(items.read_folder(CONTENT / "sole-trader-registration"))
    files["flow.bpmn"] = files["flow.bpmn"].replace(b"</bpmn:definitions>", b"<!-- 2 --></bpmn:definitions>")
    again = office.engine.execute(ImportItem(files), SYSTEM)
    office.engine.execute(PublishItem(again["code"]), SYSTEM)
    newest = caller.get(f"/process-definitions?key={item.slug}&latest=true")["items"][0]
    (foreign,) = caller.deploy(version())
    refused = migrate(caller, instance, foreign["id"], status=422)
    assert "other-item" in {one["rule"] for one in refused["errors"]}
    plan = migrate(caller, instance, newest["id"])
    assert plan["target"]["version"] == 2
    first = office.engine.queries.tasks(SYSTEM, case=case["case_no"])["items"][0]
    assert office.engine.queries.task(SYSTEM, first["id"])["element"] == first["element"]


def test_what_cannot_be_asked_for_is_refused(caller: Caller) -> None:
    (definition,) = caller.deploy(version())
    started = caller.start("p")
    path = f"/process-instances/{started['id']}/migrate"
    assert caller.post(path, {"to_definition": "none"}, status=404)
    assert caller.post(path, {"to_definition": definition["id"]}, status=422)["errors"]
    assert caller.post(path, {}, status=422)["errors"][0]["field"] == "to_definition"
    assert caller.post(path, {"to_definition": "x", "mapping": {"a": 1}}, status=422)["errors"]
    assert caller.post("/process-instances/none/migrate", {"to_definition": "x"}, status=404)
    clerk = client_of(caller.office, "wang.window")
    assert clerk.post(f"/api/v1{path}", json={"to_definition": "x"}).status_code == 403
    caller.post(f"/process-instances/{started['id']}/terminate", {"reason": "x"})
    assert caller.post(path, {"to_definition": "x"}, status=409)["current"] == {"state": "terminated"}
