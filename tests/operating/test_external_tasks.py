"""External tasks over HTTP: locks and their end, owners, age and fairness, long polls."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from operating.calling import Caller, client_of, diagram, service
from sqlalchemy.engine import make_url


def test_a_worker_takes_a_job_and_completes_it(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    started = caller.start("p", business_key="k", variables={"amount": 3.5})
    (job,) = caller.fetch("pay")
    assert (job["topic"], job["element"], job["process"], job["version"]) == ("pay", "call", "p", 1)
    assert (job["business_key"], job["variables"], job["retries"]) == ("k", {"amount": 3.5}, 3)
    assert caller.fetch("pay", worker="other") == []
    body = {"worker": "w", "variables": {"paid": True}}
    done = caller.post(f"/external-tasks/{job['id']}/complete", body)
    assert (done["id"], done["state"], done["variables"]) == (
        started["id"],
        "completed",
        {"amount": 3.5, "paid": True},
    )
    assert caller.post(f"/external-tasks/{job['id']}/complete", body, status=404)["code"] == "not_found"


@pytest.mark.parametrize("content", ['<tb:connector name="pay"/>', ""])
def test_both_dialects_lead_to_the_same_jobs(caller: Caller, content: str) -> None:
    """`tb:connector` and Camunda's external topic."""
    own = f"<bpmn:extensionElements>{content}</bpmn:extensionElements>"
    task = '<bpmn:serviceTask id="call"' + (
        f">{own}</bpmn:serviceTask>" if content else ' camunda:type="external" camunda:topic="pay"/>'
    )
    body = f'<bpmn:startEvent id="begin"/>{task}<bpmn:endEvent id="end"/>'
    caller.deploy(diagram("p", body, "begin > call > end"))
    caller.start("p")
    assert [job["topic"] for job in caller.fetch("pay")] == ["pay"]


def test_a_crashed_workers_job_comes_back_and_the_crashed_one_may_not_report_then(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    caller.start("p")
    (job,) = caller.fetch("pay", worker="crashes", lock="PT1M")
    caller.office.clock.advance(timedelta(seconds=59))
    assert caller.fetch("pay", worker="next") == []
    caller.office.clock.advance(timedelta(seconds=1))
    assert [one["id"] for one in caller.fetch("pay", worker="next")] == [job["id"]]
    late = caller.post(f"/external-tasks/{job['id']}/complete", {"worker": "crashes"}, status=409)
    assert (late["code"], late["current"]["worker"]) == ("not_lock_owner", "next")


def test_a_slow_worker_may_still_report_while_nobody_else_has_its_job(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    caller.start("p")
    (job,) = caller.fetch("pay", lock="PT1M")
    caller.office.clock.advance(timedelta(minutes=5))
    assert caller.post(f"/external-tasks/{job['id']}/complete", {"worker": "w"})["state"] == "completed"


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("complete", {}),
        ("fail", {"message": "x"}),
        ("bpmn-error", {"code": "BROKE"}),
        ("extend-lock", {"lock": "PT1M"}),
    ],
)
def test_only_the_lock_owner_may_report(caller: Caller, colleague: Caller, act: str, body: Any) -> None:
    """The worker's name is not enough: it is the caller who took it."""
    caller.deploy(service("p", "pay"))
    started = caller.start("p")
    waiting = caller.get("/external-tasks?topic=pay")["items"][0]
    path = f"/external-tasks/{waiting['id']}/{act}"
    assert caller.post(path, {"worker": "w", **body}, status=409)["code"] == "not_lock_owner"
    (job,) = caller.fetch("pay")
    caller.post(path, {"worker": "x", **body}, status=409)
    colleague.post(path, {"worker": "w", **body}, status=409)
    kept = caller.get(f"/external-tasks/{job['id']}")
    assert (kept["state"], kept["worker"], kept["retries"]) == ("locked", "w", 3)
    assert datetime.fromisoformat(kept["locked_until"]) == datetime.fromisoformat(job["locked_until"])
    assert caller.instance(started["id"])["state"] == "running"


def test_a_lock_is_extended_from_now(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    caller.start("p")
    (job,) = caller.fetch("pay", lock="PT1M")
    caller.office.clock.advance(timedelta(seconds=50))
    caller.post(f"/external-tasks/{job['id']}/extend-lock", {"worker": "w", "lock": "PT2M"})
    caller.office.clock.advance(timedelta(seconds=119))
    assert caller.fetch("pay", worker="x") == []
    caller.office.clock.advance(timedelta(seconds=1))
    assert len(caller.fetch("pay", worker="x")) == 1


def test_what_a_suspended_instance_wants_done_waits(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    started = caller.start("p")
    caller.post(f"/process-instances/{started['id']}/suspend", {"reason": "x"})
    assert caller.fetch("pay") == []
    caller.post(f"/process-instances/{started['id']}/resume", {"reason": "x"})
    (job,) = caller.fetch("pay")
    caller.post(f"/process-instances/{started['id']}/suspend", {"reason": "x"})
    refused = caller.post(f"/external-tasks/{job['id']}/complete", {"worker": "w"}, status=409)
    assert refused["current"] == {"state": "suspended"}


def test_jobs_come_by_age_and_at_most_as_many_as_asked(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    started = []
    for _ in range(5):
        started.append(caller.start("p")["id"])
        caller.office.clock.advance(timedelta(seconds=1))
    first = caller.fetch("pay", most=3)
    assert [job["instance_id"] for job in first] == started[:3]
    assert [job["instance_id"] for job in caller.fetch("pay", most=3)] == started[3:]


def test_no_topic_starves_behind_anothers_backlog(caller: Caller) -> None:
    caller.deploy(service("many", "many"), service("few", "few"))
    for _ in range(8):
        caller.start("many")
    caller.office.clock.advance(timedelta(seconds=1))
    caller.start("few")
    topics = [job["topic"] for job in caller.fetch("many", "few", most=4)]
    assert sorted(topics) == ["few", "many", "many", "many"]
    # With room for one only, the one that has waited longest is next, whatever its topic.
    caller.office.clock.advance(timedelta(seconds=1))
    caller.start("few")
    for _ in range(5):
        assert [job["topic"] for job in caller.fetch("few", "many", most=1)] == ["many"]
    assert [job["topic"] for job in caller.fetch("many", "few", most=1)] == ["few"]


def test_a_long_poll_ends_with_the_job_that_comes(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    body = {"worker": "w", "topics": [{"topic": "pay"}], "wait": "PT20S"}
    starter = client_of(caller.office, "admin")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(caller.post, "/external-tasks/fetch-and-lock", body)
        started = starter.post("/api/v1/process-instances", json={"process": "p"})
        assert started.status_code == 201
        jobs = waiting.result(timeout=30)["jobs"]
    assert [job["instance_id"] for job in jobs] == [started.json["id"]]
    again = caller.post("/external-tasks/fetch-and-lock", {**body, "wait": "PT0.3S"})
    assert again["jobs"] == []


def test_two_workers_never_get_the_same_job_and_none_is_lost(caller: Caller) -> None:
    caller.deploy(service("p", "pay"))
    wanted = {caller.start("p")["id"] for _ in range(40)}
    clients = [client_of(caller.office, "admin") for _ in range(4)]

    def work(number: int) -> list[str]:
        taken: list[str] = []
        body = {"worker": f"w{number}", "topics": [{"topic": "pay"}], "max": 3}
        while jobs := clients[number].post("/api/v1/external-tasks/fetch-and-lock", json=body).json["jobs"]:
            taken += [job["instance_id"] for job in jobs]
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [instance for found in pool.map(work, range(4)) for instance in found]
    if make_url(caller.office.engine.settings.database_url).get_backend_name() == "postgresql":
        # A worker passes over what another is just taking, so the last ones may be left for the next call.
        taken += [job["instance_id"] for job in caller.fetch("pay", most=40)]
    assert len(taken) == len(set(taken))
    assert set(taken) == wanted


@pytest.mark.parametrize(
    "body",
    [
        {"topics": [{"topic": "a"}]},
        {"worker": "w", "topics": []},
        {"worker": "w", "topics": [{"topic": "a"}, {"topic": "a"}]},
        {"worker": "w", "topics": [{"topic": "a", "lock": 5}]},
        {"worker": "w", "topics": [{"topic": "a", "lock": "PT0S"}]},
        {"worker": "w", "topics": [{"topic": "a", "lock": "P2D"}]},
        {"worker": "w", "topics": [{"topic": "a"}], "max": 0},
        {"worker": "w", "topics": [{"topic": "a"}], "max": 101},
    ],
)
def test_bad_input_is_named(caller: Caller, body: dict[str, Any]) -> None:
    assert caller.post("/external-tasks/fetch-and-lock", body, status=422)["errors"]
