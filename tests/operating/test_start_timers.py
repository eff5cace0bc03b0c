"""Timer starts over HTTP: seen among the timers, fired by hand, only the newest version's, none lost while disabled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from operating.calling import Caller, diagram

from tongban.engine.bpmn import moment

NOW = "2026-03-02T09:30:00+08:00"


def timed(key: str, kind: str, text: str) -> bytes:
    event = f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
    body = f'<bpmn:startEvent id="begin">{event}</bpmn:startEvent><bpmn:userTask id="look"/><bpmn:endEvent id="end"/>'
    return diagram(key, body, "begin > look > end")


@pytest.mark.parametrize(
    ("kind", "text", "dues"),
    [
        ("timeDate", "2026-03-03T08:00:00+08:00", ["2026-03-03T08:00:00+08:00"]),
        ("timeCycle", "R2/PT2H", ["2026-03-02T11:30:00+08:00", "2026-03-02T13:30:00+08:00"]),
        ("timeCycle", "0 8 * * *", ["2026-03-03T08:00:00+08:00", "2026-03-04T08:00:00+08:00"]),
    ],
)
def test_dates_cycles_and_cron_lines_start_when_they_say(
    caller: Caller, kind: str, text: str, dues: list[str]
) -> None:
    clock = caller.office.clock
    assert clock() == moment(NOW)
    caller.deploy(timed("p", kind, text))
    for number, due in enumerate(dues):
        (timer,) = caller.get("/timers?element=begin")["items"]
        assert (timer["kind"], timer["instance_id"]) == ("start", None)
        assert moment(timer["due"]) == moment(due)
        caller.office.wait(moment(due) - clock() - timedelta(seconds=1))
        assert len(caller.instances("p")) == number
        caller.office.wait(timedelta(seconds=1))
        assert len(caller.instances("p")) == number + 1
    left = caller.get("/timers?element=begin")["items"]
    assert bool(left) is (text == "0 8 * * *")


def test_a_start_timer_is_fired_by_hand_and_its_later_times_stay(caller: Caller) -> None:
    caller.deploy(timed("p", "timeCycle", "R2/PT2H"))
    (timer,) = caller.get("/timers")["items"]
    started = caller.post(f"/timers/{timer['id']}/fire")
    assert (started["process"], started["state"]) == ("p", "running")
    (following,) = caller.get("/timers")["items"]
    assert moment(following["due"]) == moment("2026-03-02T13:30:00+08:00")
    assert caller.post(f"/timers/{timer['id']}/fire", status=404)["code"] == "not_found"


def test_only_the_newest_version_waits(caller: Caller) -> None:
    caller.deploy(timed("p", "timeDate", "2026-03-03T08:00:00+08:00"))
    caller.deploy(timed("p", "timeDate", "2026-03-04T08:00:00+08:00"))
    assert len(caller.get("/timers")["items"]) == 1
    caller.office.wait(timedelta(days=1))
    assert caller.instances("p") == []
    caller.office.wait(timedelta(days=1))
    assert [one["version"] for one in caller.instances("p")] == [2]


def test_a_date_that_comes_while_the_process_is_disabled_is_not_lost(caller: Caller) -> None:
    (definition,) = caller.deploy(timed("p", "timeDate", "2026-03-03T08:00:00+08:00"))
    caller.post(f"/process-definitions/{definition['id']}/disable")
    (timer,) = caller.get("/timers")["items"]
    assert caller.post(f"/timers/{timer['id']}/fire", status=409)["current"] == {"enabled": False}
    caller.office.wait(timedelta(days=3))
    assert caller.instances("p") == []
    caller.post(f"/process-definitions/{definition['id']}/enable")
    caller.office.wait(timedelta(hours=1))
    assert len(caller.instances("p")) == 1
    assert caller.get("/timers")["items"] == []


def test_a_cycle_goes_on_with_its_next_time_when_the_process_is_enabled_again(caller: Caller) -> None:
    (definition,) = caller.deploy(timed("p", "timeCycle", "R/PT2H"))
    caller.post(f"/process-definitions/{definition['id']}/disable")
    caller.office.wait(timedelta(hours=5))
    caller.post(f"/process-definitions/{definition['id']}/enable")
    assert caller.instances("p") == []
    caller.office.wait(timedelta(hours=1))
    assert len(caller.instances("p")) == 1
