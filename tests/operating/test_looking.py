"""Looking at instances: search, family, chart, record, overview, queues; restart, dry runs, switches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from operating.calling import Caller, client_of, diagram, service

LANE = '<bpmn:startEvent id="begin"/><bpmn:userTask id="first"/><bpmn:userTask id="second"/><bpmn:endEvent id="end"/>'
PLAIN = diagram("plain", LANE, "begin > first > second > end")
CALLER = diagram(
    "outer",
    '<bpmn:startEvent id="begin"/><bpmn:callActivity id="call" calledElement="plain"/><bpmn:endEvent id="end"/>',
    "begin > call > end",
)


def found(caller: Caller, query: str) -> list[str]:
    """Every business key over all pages."""
    keys, cursor = [], ""
    while True:
        page = caller.get(f"/process-instances?{query}{cursor}")
        keys += [one["business_key"] for one in page["items"]]
        if page["next_cursor"] is None:
            return keys
        cursor = f"&cursor={page['next_cursor']}"


def test_instances_are_found_by_variable_element_version_and_date(caller: Caller) -> None:
    (first,) = caller.deploy(PLAIN)
    for number in range(5):
        caller.start(
            "plain", business_key=f"k{number}", variables={"n": number, "who": f"w{number}", "ok": True}
        )
        caller.office.clock.advance(timedelta(hours=1))
    third = caller.get("/process-instances?business_key=k3")["items"][0]
    caller.post(f"/tasks/{caller.tasks(third['id'])[0]['id']}/complete", {})
    assert found(caller, "process=plain&variable=n=2") == ["k2"]
    assert found(caller, "process=plain&variable=who=w4&page_size=1") == ["k4"]
    assert found(caller, "variable=ok=true&page_size=2") == ["k4", "k3", "k2", "k1", "k0"]
    assert found(caller, "variable=n=%222%22") == []
    assert found(caller, "element=second") == ["k3"]
    assert found(caller, "element=first&variable=n=3") == []
    assert found(caller, f"definition={first['id']}&element=second&state=running") == ["k3"]
    began = caller.get("/process-instances?business_key=k1")["items"][0]["started_at"].replace("+", "%2B")
    assert found(caller, f"process=plain&started_before={began}") == ["k0"]
    assert found(caller, f"started_after={began}&element=first") == ["k4", "k2", "k1"]
    assert caller.get("/process-instances?variable=n", status=422)["errors"][0]["field"] == "variable"


def test_an_overview_counts_what_is_open_in_each_version(caller: Caller) -> None:
    caller.deploy(PLAIN)
    old = caller.start("plain")
    caller.deploy(diagram("plain", LANE, "begin > second > first > end"))
    caller.start("plain")
    gone = caller.start("plain")
    caller.post(f"/process-instances/{gone['id']}/terminate", {"reason": "x"})
    caller.post(f"/process-instances/{old['id']}/suspend", {"reason": "x"})
    (row,) = caller.get("/process-overview?key=plain")["items"]
    assert [
        (one["version"], one["running"], one["suspended"], one["incident"]) for one in row["versions"]
    ] == [
        (2, 1, 0, 0),
        (1, 0, 1, 0),
    ]
    assert all(one["counted_all"] for one in row["versions"])


def test_a_called_instance_shows_its_family_chart_and_record(caller: Caller) -> None:
    caller.deploy(PLAIN, CALLER)
    outer = caller.start("outer", business_key="o")
    tree = caller.get(f"/process-instances/{outer['id']}/tree")["items"]
    assert [(one["process"], one["depth"], one["called_from"]) for one in tree] == [
        ("outer", 0, None),
        ("plain", 1, "call"),
    ]
    inner = tree[1]["id"]
    assert caller.get(f"/process-instances/{inner}/tree")["items"] == tree
    chart = caller.get(f"/process-instances/{inner}/diagram")
    steps = {one["element"]: (one["state"], one["tokens"]) for one in chart["steps"]}
    assert steps["first"] == ("active", 1)
    assert steps["begin"] == ("completed", 0)
    assert steps["second"] == ("waiting", 0)
    assert "userTask" in chart["xml"]
    caller.client.patch(f"/api/v1/process-instances/{inner}/variables", json={"variables": {"x": 1}})
    events = caller.get(f"/process-instances/{inner}/events?page_size=2")
    assert events["items"][0]["type"] == "variables.changed"
    assert events["items"][0]["data"]["after"] == {"x": 1}
    more = caller.get(f"/process-instances/{inner}/events?cursor={events['next_cursor']}")["items"]
    assert [one["no"] for one in (*events["items"], *more)] == list(range(events["items"][0]["no"], 0, -1))


def test_an_incident_is_counted_at_its_element(caller: Caller) -> None:
    caller.deploy(service("pays", "pay"))
    started = caller.start("pays")
    (job,) = caller.fetch("pay")
    caller.post(f"/external-tasks/{job['id']}/fail", {"worker": "w", "message": "no", "retries": 0})
    chart = caller.get(f"/process-instances/{started['id']}/diagram")
    assert {one["element"]: one["incidents"] for one in chart["steps"]}["call"] == 1
    (row,) = [one for one in caller.get("/queues")["items"] if one["topic"] == "pay"]
    assert (row["waiting"], row["due"], row["failed"]) == (1, 0, 1)


def test_a_dry_run_of_a_change_says_what_it_would_do(caller: Caller) -> None:
    caller.deploy(PLAIN)
    started = caller.start("plain")
    body = {"cancel": ["first"], "start_before": ["second"], "dry_run": True}
    plan = caller.post(f"/process-instances/{started['id']}/modify", body)["plan"]
    assert plan["entered"] == ["second"]
    assert plan["left"] == [{"element": "first", "state": "cancelled"}]
    assert not plan["ends"]
    assert [one["element"] for one in caller.tasks(started["id"])] == ["first"]
    changed = caller.post(f"/process-instances/{started['id']}/modify", {**body, "dry_run": False})
    assert "plan" not in changed
    assert [one["element"] for one in caller.tasks(started["id"])] == ["second"]
    ends = caller.post(f"/process-instances/{started['id']}/modify", {"cancel": ["second"], "dry_run": True})
    assert ends["plan"]["ends"]
    assert caller.instance(started["id"])["state"] == "running"


def test_what_has_ended_begins_again_with_what_it_knew(caller: Caller) -> None:
    caller.deploy(PLAIN)
    old = caller.start("plain", business_key="b", variables={"n": 1, "m": 2})
    path = f"/process-instances/{old['id']}/restart"
    assert caller.post(path, {}, status=409)["current"] == {"state": "running"}
    caller.post(f"/process-instances/{old['id']}/terminate", {"reason": "by mistake"})
    caller.deploy(diagram("plain", LANE, "begin > second > first > end"))
    again = caller.post(path, {"variables": {"m": 3}, "reason": "r"}, status=201)
    assert (again["version"], again["business_key"], again["variables"]) == (1, "b", {"n": 1, "m": 3})
    assert caller.post(path, {"newest": True}, status=201)["version"] == 2
    clerk = client_of(caller.office, "wang.window")
    assert clerk.post(f"/api/v1{path}", json={}).status_code == 403


def test_a_version_is_switched_off_and_on_at_its_time(caller: Caller) -> None:
    (made,) = caller.deploy(PLAIN)
    now = caller.office.engine.now

    def at(hours: int) -> str:
        return (now + timedelta(hours=hours)).isoformat()

    path = f"/process-definitions/{made['id']}/switches"
    caller.post(path, {"at": at(1), "enabled": False}, status=201)
    on = caller.post(path, {"at": at(2), "enabled": True}, status=201)
    last: dict[str, Any] = caller.post(path, {"at": at(3), "enabled": False}, status=201)
    caller.send("DELETE", f"{path}/{last['id']}", status=200)
    caller.post(path, {"at": at(-1), "enabled": True}, status=422)
    caller.post(f"/timers/{on['id']}/fire", {}, status=404)
    assert caller.get("/timers")["items"] == []
    caller.office.wait(timedelta(hours=1, minutes=1))
    caller.post("/process-instances", {"process": "plain"}, status=409)
    caller.office.wait(timedelta(hours=1))
    caller.start("plain")
    caller.office.wait(timedelta(hours=2))
    caller.start("plain")
