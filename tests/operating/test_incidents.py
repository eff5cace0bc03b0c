"""Incidents over HTTP: what stands still is seen, tried again, settled by hand, and closed when it is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from operating.calling import Caller, client_of, diagram, service

from tongban.engine.worker import Worker

BEGIN, END = '<bpmn:startEvent id="begin"/>', '<bpmn:endEvent id="end"/>'
FAULT = '<bpmn:error id="e" errorCode="BROKE"/>'
FAULT_END = '<bpmn:endEvent id="broke"><bpmn:errorEventDefinition errorRef="e"/></bpmn:endEvent>'


def forked(key: str) -> bytes:
    """One branch ends with an error nobody catches, the other waits for somebody."""
    body = BEGIN + FAULT_END + END + '<bpmn:parallelGateway id="fork"/><bpmn:userTask id="other"/>'
    return diagram(key, body, "begin > fork > broke", "fork > other > end", before=FAULT)


def timed(key: str, expression: str, duration: str = "PT1H") -> bytes:
    """A timer, and then a condition that may have no way out."""
    timer = (
        f'<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDuration>{duration}'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )
    choice = (
        '<bpmn:exclusiveGateway id="choice"/><bpmn:sequenceFlow id="way" sourceRef="choice" targetRef="end">'
        f"<bpmn:conditionExpression>{expression}</bpmn:conditionExpression></bpmn:sequenceFlow>"
    )
    return diagram(key, BEGIN + timer + choice + END, "begin > wait > choice")


def test_an_uncaught_error_stops_its_branch_only_and_is_never_a_silent_end(caller: Caller) -> None:
    caller.deploy(forked("p"))
    started = caller.start("p", business_key="k")
    assert started["state"] == "incident"
    (incident,) = caller.incidents()
    assert (incident["reason"], incident["element"]) == ("uncaught_error", "broke")
    assert (incident["process"], incident["business_key"], incident["state"]) == ("p", "k", "open")
    assert (incident["retries"], incident["job_id"], incident["resolved_at"]) == (None, None, None)
    (task,) = caller.tasks(started["id"])
    caller.post(f"/tasks/{task['id']}/complete", {})
    assert caller.instance(started["id"])["state"] == "incident"
    assert caller.incidents(f"?instance={started['id']}") == [incident]


def test_what_is_resolved_goes_on_behind_its_element(caller: Caller) -> None:
    caller.deploy(forked("p"))
    started = caller.start("p")
    (task,) = caller.tasks(started["id"])
    caller.post(f"/tasks/{task['id']}/complete", {})
    (incident,) = caller.incidents()
    body = {"note": "paid by hand", "variables": {"paid": True}}
    closed = caller.post(f"/incidents/{incident['id']}/resolve", body)
    assert (closed["resolution"], closed["resolved_by"], closed["note"]) == (
        "resolved",
        "admin",
        "paid by hand",
    )
    ended = caller.instance(started["id"])
    assert (ended["state"], ended["variables"]) == ("completed", {"paid": True})
    assert caller.post(f"/incidents/{incident['id']}/resolve", body, status=409)["code"] == "conflict"
    assert [one["id"] for one in caller.incidents("?state=closed")] == [incident["id"]]


def test_trying_again_what_still_fails_is_a_new_incident(caller: Caller) -> None:
    caller.deploy(forked("p"))
    caller.start("p")
    (first,) = caller.incidents()
    caller.post(f"/incidents/{first['id']}/retry", {"note": "once more"})
    (second,) = caller.incidents()
    assert second["id"] != first["id"]
    assert len(caller.incidents("?state=all")) == 2


def test_a_job_without_attempts_is_settled_with_its_result(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    started = caller.start("p")
    (job,) = caller.fetch("pay")
    caller.post(f"/external-tasks/{job['id']}/fail", {"worker": "w", "message": "down", "retries": 0})
    (incident,) = caller.incidents("?reason=job_failed&process=p&element=call")
    body = {"note": "paid at the counter", "variables": {"receipt": 17}}
    caller.post(f"/incidents/{incident['id']}/resolve", body)
    ended = caller.instance(started["id"])
    assert (ended["state"], ended["variables"]) == ("completed", {"receipt": 17})
    assert caller.get("/external-tasks")["items"] == []


def test_a_timer_that_keeps_failing_is_an_incident_and_fires_once_the_cause_is_mended(
    caller: Caller,
) -> None:
    """Three attempts, one and five minutes apart; the third failure is told, and it goes on daily."""
    caller.deploy(timed("p", "= ok"))
    started = caller.start("p", variables={"ok": False})
    worker = Worker(caller.office.engine)
    for wait in (timedelta(hours=1), timedelta(minutes=1), timedelta(minutes=5)):
        assert caller.incidents() == []
        caller.office.clock.advance(wait)
        worker.sweep()
    (incident,) = caller.incidents()
    assert (incident["reason"], incident["element"]) == ("timer_failed", "wait")
    assert "no outgoing condition" in incident["message"]
    (timer,) = caller.get(f"/timers?instance={started['id']}")["items"]
    assert (timer["id"], timer["attempts"]) == (incident["timer_id"], 3)
    refused = caller.post(f"/incidents/{incident['id']}/resolve", {"note": "x"}, status=409)
    assert refused["element"] == "wait"
    client = caller.client.patch(
        f"/api/v1/process-instances/{started['id']}/variables", json={"variables": {"ok": True}}
    )
    assert client.status_code == 200
    caller.post(f"/incidents/{incident['id']}/retry")
    worker.sweep()
    assert caller.instance(started["id"])["state"] == "completed"


def test_a_timer_beside_an_incident_still_fires(caller: Caller) -> None:
    """An incident stops its own element, not the instance's other branches."""
    timer = (
        '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        '<bpmn:userTask id="then"/>'
    )
    body = BEGIN + FAULT_END + END + '<bpmn:parallelGateway id="fork"/>' + timer
    caller.deploy(diagram("p", body, "begin > fork > broke", "fork > wait > then > end", before=FAULT))
    started = caller.start("p")
    caller.office.wait(timedelta(hours=1))
    assert [task["element"] for task in caller.tasks(started["id"])] == ["then"]
    assert caller.instance(started["id"])["state"] == "incident"


def test_an_incident_whose_element_is_cancelled_is_gone(caller: Caller) -> None:
    caller.deploy(forked("p"))
    started = caller.start("p")
    (incident,) = caller.incidents()
    body = {"cancel": ["broke"], "reason": "not needed"}
    caller.post(f"/process-instances/{started['id']}/modify", body)
    assert caller.incidents() == []
    assert caller.get(f"/incidents/{incident['id']}")["resolution"] == "gone"
    assert caller.instance(started["id"])["state"] == "running"


def test_suspending_and_resuming_does_not_hide_an_incident(caller: Caller) -> None:
    caller.deploy(forked("p"))
    started = caller.start("p")
    (incident,) = caller.incidents()
    caller.post(f"/process-instances/{started['id']}/suspend", {"reason": "x"})
    assert caller.post(f"/incidents/{incident['id']}/retry", status=409)["current"] == {"state": "suspended"}
    caller.post(f"/process-instances/{started['id']}/resume", {"reason": "x"})
    assert caller.instance(started["id"])["state"] == "incident"
    assert len(caller.incidents()) == 1


def test_a_retry_that_cannot_be_leaves_everything_as_it_is(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    started = caller.start("p")
    (job,) = caller.fetch("pay")
    caller.post(f"/external-tasks/{job['id']}/fail", {"worker": "w", "message": "down", "retries": 0})
    (incident,) = caller.incidents()
    for body in ({"retries": 0}, {"retries": 101}, {"retries": "3"}, {"unknown": 1}):
        assert caller.post(f"/incidents/{incident['id']}/retry", body, status=422)["errors"]
    for body in ({}, {"note": " "}, {"note": "x", "variables": {"1": 2}}):
        assert caller.post(f"/incidents/{incident['id']}/resolve", body, status=422)["errors"]
    assert caller.incidents() == [incident]
    assert caller.instance(started["id"])["state"] == "incident"
    assert caller.post("/incidents/none/retry", status=404)["code"] == "not_found"


@pytest.mark.parametrize("who", ["wang.window", "he.supervisor"])
def test_overseers_see_but_only_those_who_design_repair(caller: Caller, who: str) -> None:
    caller.deploy(forked("p"))
    caller.start("p")
    (incident,) = caller.incidents()
    client = client_of(caller.office, who)
    assert client.get("/api/v1/incidents").status_code == (200 if who == "he.supervisor" else 403)
    assert client.post(f"/api/v1/incidents/{incident['id']}/retry", json={}).status_code == 403
    body = {"note": "x"}
    assert client.post(f"/api/v1/incidents/{incident['id']}/resolve", json=body).status_code == 403
    assert caller.incidents() == [incident]
