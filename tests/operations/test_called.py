"""Operations across a call activity: out of a called process into its caller, and what was said in called ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from operations.flows import Desk, flows, line, node, process, timer, user

from tongban.engine import SYSTEM, CompleteTask, DeployResources, ReturnTask, errors

A, B, C, D, E = "wang.window", "liu.window", "zhao.zaj", "qian.jzy", "sun.sqb"
CALL = '<bpmn:callActivity id="call" calledElement="child"/>'
CHILD = process(user("inner", C), user("second", D), line("inner", "second"), key="child")
CALLER = process(
    user("a", A), CALL, user("beside", B), user("last", E), timer("t", "call"), user("late", A),
    node("parallelGateway", "fork", "join"), node("endEvent", "over"),
    line("a", "fork", "call", "join", "last"), flows("fork>beside>join", "t>late>over"),
)  # fmt: skip


def begun(desk: Desk, caller: bytes = CALLER, child: bytes = CHILD) -> None:
    desk.office.engine.execute(DeployResources((("child.bpmn", child),)), SYSTEM)
    desk.start(caller)
    desk.complete("a", A)


def inside(desk: Desk, who: str) -> str:
    found = desk.office.engine.queries.tasks(desk.office.actor(who), process="child")["items"]
    assert found, f"{who} has nothing in the called process"
    return str(found[0]["id"])


def finish(desk: Desk, who: str) -> None:
    desk.do(CompleteTask(inside(desk, who), None, "意见"), who)


def test_back_into_the_caller_the_call_ends_and_its_siblings_are_told(both: Desk) -> None:
    desk = both
    begun(desk)
    finish(desk, C)
    second = inside(desk, D)
    shown = desk.office.engine.queries.return_targets(desk.office.actor(D), second)["items"]
    assert [one["element"] for one in shown] == ["inner", "a", "applicant"]
    child = desk.office.engine.queries.task(desk.office.actor(D), second)["instance_id"]
    done = desk.do(ReturnTask(second, "请重新核对", "a"), D)
    assert (done["state"], done["outcome"]) == ("completed", "returned")
    assert desk.open() == ["a"]
    assert desk.task("a")["assignee"] == A
    assert desk.office.engine.queries.instance(SYSTEM, child)["state"] == "terminated"
    assert desk.office.engine.queries.timers(SYSTEM, instance=desk.instance)["items"] == []
    said = desk.office.engine.queries.tasks(SYSTEM, instance=child, state="cancelled")["items"]
    assert [(one["element"], one["opinion"]) for one in said] == [("inner", "意见")]
    desk.office.wait(timedelta(minutes=1))
    assert any("无需再办" in one for one in desk.office.messages(B))
    desk.sound()
    desk.complete("a", A)
    finish(desk, C)
    finish(desk, D)
    desk.complete("beside", B)
    desk.complete("last", E)
    assert desk.state == "completed"
    desk.sound()


def test_the_previous_step_of_the_first_step_called_lies_in_the_caller(desk: Desk) -> None:
    begun(desk)
    desk.do(ReturnTask(inside(desk, C), "请补充"), C)
    assert desk.open() == ["a"]
    before = desk.office.engine.queries.tasks(SYSTEM, process="child")["items"]
    desk.complete("a", A)
    again = desk.office.engine.queries.tasks(SYSTEM, process="child")["items"]
    assert (len(before), len(again)) == (0, 1)


def test_two_calls_deep(desk: Desk) -> None:
    middle = process(
        user("m", B),
        '<bpmn:callActivity id="deeper" calledElement="deep"/>',
        line("m", "deeper"),
        key="child",
    )
    deep = process(user("bottom", C), line("bottom"), key="deep")
    desk.office.engine.execute(DeployResources((("deep.bpmn", deep),)), SYSTEM)
    begun(desk, process(user("a", A), CALL, line("a", "call")), middle)
    finish(desk, B)
    bottom = desk.office.engine.queries.tasks(desk.office.actor(C), process="deep")["items"][0]["id"]
    desk.do(ReturnTask(bottom, "全部重来", "a"), C)
    assert desk.open() == ["a"]
    left = [desk.office.engine.queries.tasks(SYSTEM, process=key)["items"] for key in ("child", "deep")]
    assert left == [[], []]
    desk.sound()


def test_what_cannot_be_reached_in_the_caller_is_refused_and_nothing_changes(desk: Desk) -> None:
    begun(desk)
    task = inside(desk, C)
    for to, mode in (("beside", "redo"), ("last", "redo"), ("a", "jump_back")):
        with pytest.raises(errors.Conflict):
            desk.do(ReturnTask(task, "x", to, mode), C)
    assert inside(desk, C) == task
    assert desk.open() == ["beside"]


def test_a_return_over_a_finished_call_makes_what_was_said_in_it_void(desk: Desk) -> None:
    begun(desk)
    child = desk.office.engine.queries.task(SYSTEM, inside(desk, C))["instance_id"]
    finish(desk, C)
    finish(desk, D)
    desk.complete("beside", B)
    desk.do(ReturnTask(desk.task("last")["id"], "请重新办理", "a"), E)
    said = desk.office.engine.queries.tasks(SYSTEM, instance=child, state="cancelled")["items"]
    assert sorted(one["element"] for one in said) == ["inner", "second"]
    assert {one["opinion"] for one in said} == {"意见"}
