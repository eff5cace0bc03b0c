"""External tasks that fail: attempts and waits, incidents, BPMN errors."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from operating.calling import Caller, service

BOUNDARY = (
    '<bpmn:boundaryEvent id="caught" attachedToRef="call"><bpmn:errorEventDefinition errorRef="e"/>'
    '</bpmn:boundaryEvent><bpmn:userTask id="mend"/><bpmn:sequenceFlow id="m" sourceRef="caught" targetRef="mend"/>'
)


def catching(key: str) -> bytes:
    content = service(key, "pay", after=BOUNDARY).decode()
    return content.replace("<bpmn:process", '<bpmn:error id="e" errorCode="BROKE"/><bpmn:process', 1).encode()


def failed(caller: Caller, job: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"worker": "w", "message": "no answer", **more}
    return dict(caller.post(f"/external-tasks/{job['id']}/fail", body))


def test_three_attempts_by_default_then_an_incident_that_a_retry_opens_again(caller: Caller) -> None:
    """The timetable without a word in the diagram: after one minute, after five, then people."""
    caller.deploy(service("p", "pay"))
    started = caller.start("p")
    for left, wait in ((2, timedelta(minutes=1)), (1, timedelta(minutes=5))):
        (job,) = caller.fetch("pay")
        assert failed(caller, job)["retries"] == left
        caller.office.clock.advance(wait - timedelta(seconds=1))
        assert caller.fetch("pay") == []
        caller.office.clock.advance(timedelta(seconds=1))
    (job,) = caller.fetch("pay")
    failed(caller, job, details="Traceback …")
    caller.office.clock.advance(timedelta(days=400))
    assert caller.fetch("pay") == []
    (incident,) = caller.incidents()
    assert (incident["reason"], incident["message"], incident["details"], incident["retries"]) == (
        "job_failed",
        "no answer",
        "Traceback …",
        0,
    )
    assert (incident["job_id"], incident["element"], incident["process"]) == (job["id"], "call", "p")
    assert caller.instance(started["id"])["state"] == "incident"
    closed = caller.post(f"/incidents/{incident['id']}/retry", {"retries": 7})
    assert (closed["state"], closed["resolution"], closed["resolved_by"]) == ("closed", "retried", "admin")
    assert caller.instance(started["id"])["state"] == "running"
    assert caller.incidents() == []
    (again,) = caller.fetch("pay")
    assert (again["id"], again["retries"]) == (job["id"], 7)
    assert caller.post(f"/external-tasks/{job['id']}/complete", {"worker": "w"})["state"] == "completed"
    second = caller.post(f"/incidents/{incident['id']}/retry", status=409)
    assert second["current"]["resolution"] == "retried"


@pytest.mark.parametrize(
    ("extra", "waits"),
    [
        ('<tb:retry waits="PT10S"/>', [10]),
        ("<camunda:failedJobRetryTimeCycle>R4/PT2M</camunda:failedJobRetryTimeCycle>", [120, 120, 120]),
        (
            "<camunda:failedJobRetryTimeCycle>PT1M,PT2M,PT3M</camunda:failedJobRetryTimeCycle>",
            [60, 120, 180],
        ),
    ],
)
def test_the_diagram_may_say_how_often_and_when(caller: Caller, extra: str, waits: list[int]) -> None:
    caller.deploy(service("p", "pay", extra=f"<bpmn:extensionElements>{extra}</bpmn:extensionElements>"))
    caller.start("p")
    for wait in waits:
        (job,) = caller.fetch("pay")
        failed(caller, job)
        caller.office.clock.advance(timedelta(seconds=wait - 1))
        assert caller.fetch("pay") == []
        caller.office.clock.advance(timedelta(seconds=1))
    (job,) = caller.fetch("pay")
    assert failed(caller, job)["retries"] == 0
    assert len(caller.incidents()) == 1


def test_a_retry_timetable_that_is_none_is_refused_with_its_element(caller: Caller) -> None:
    extra = '<bpmn:extensionElements><tb:retry waits="soon"/></bpmn:extensionElements>'
    from_camunda = (
        "<bpmn:extensionElements><camunda:failedJobRetryTimeCycle>R0/PT1M"
        "</camunda:failedJobRetryTimeCycle></bpmn:extensionElements>"
    )
    for content, rule in ((extra, "tb-retry-waits"), (from_camunda, "retry")):
        draft = caller.send(
            "POST",
            "/diagram-drafts",
            data={"file": (io.BytesIO(service("p", "pay", extra=content)), "p.bpmn")},
        ).json
        assert [(one["element"], one["rule"]) for one in draft["problems"]] == [("call", rule)]


def test_a_worker_may_say_itself_how_often_and_when(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    caller.start("p")
    (job,) = caller.fetch("pay")
    assert failed(caller, job, retries=9, back_off="PT30S")["retries"] == 9
    caller.office.clock.advance(timedelta(seconds=29))
    assert caller.fetch("pay") == []
    caller.office.clock.advance(timedelta(seconds=1))
    (job,) = caller.fetch("pay")
    assert failed(caller, job, retries=0)["available_at"] is None
    assert caller.incidents()[0]["job_id"] == job["id"]


def test_a_bpmn_error_goes_where_it_is_caught(caller: Caller) -> None:
    caller.deploy(catching("p"))
    started = caller.start("p")
    (job,) = caller.fetch("pay")
    body = {"worker": "w", "code": "BROKE", "message": "card", "variables": {"why": "card"}}
    caught = caller.post(f"/external-tasks/{job['id']}/bpmn-error", body)
    assert (caught["state"], caught["variables"]["why"]) == ("running", "card")
    assert [task["element"] for task in caller.tasks(started["id"])] == ["mend"]
    assert caller.get("/external-tasks")["items"] == []


def test_an_error_nobody_catches_is_an_incident_and_its_retry_a_new_job(caller: Caller) -> None:
    """Never a silent end, as Camunda has it."""
    caller.deploy(catching("p"))
    started = caller.start("p")
    (job,) = caller.fetch("pay")
    after = caller.post(f"/external-tasks/{job['id']}/bpmn-error", {"worker": "w", "code": "OTHER"})
    assert after["state"] == "incident"
    (incident,) = caller.incidents(f"?instance={started['id']}")
    assert (incident["reason"], incident["element"], incident["retries"]) == ("uncaught_error", "call", None)
    caller.post(f"/incidents/{incident['id']}/retry")
    (again,) = caller.fetch("pay")
    assert again["id"] != job["id"]
    done = caller.post(f"/external-tasks/{again['id']}/complete", {"worker": "w"})
    assert done["state"] == "completed"


def test_a_job_nobody_needs_any_more_is_gone_with_its_incident(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    started = caller.start("p")
    (job,) = caller.fetch("pay")
    failed(caller, job, retries=0)
    (incident,) = caller.incidents()
    caller.post(f"/process-instances/{started['id']}/terminate", {"reason": "x"})
    assert caller.get("/external-tasks")["items"] == []
    closed = caller.get(f"/incidents/{incident['id']}")
    assert (closed["state"], closed["resolution"]) == ("closed", "gone")
    assert caller.instance(started["id"])["state"] == "terminated"
