"""Standing in, taking over, jumping, reopening, and the phrases of a unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from operations.flows import Desk, approval, each, flows, line, node, process, sub, timer, user

from tongban.engine import (
    SYSTEM,
    AddPhrase,
    AskJump,
    ClaimTask,
    CompleteTask,
    CreateProxy,
    DecideJump,
    HandOver,
    LoadPeople,
    RemovePhrase,
    ReopenInstance,
    RevokeProxy,
    errors,
)

A, B, C, D, E = "wang.window", "liu.window", "zhao.zaj", "qian.jzy", "sun.sqb"
LEADER = "zhou.branch"
ONE = process(user("a", LEADER), line("a"))
ROLE = process(user("a", "", '<tb:candidates groups="branch_leader@zjj"/>'), line("a"))


def proxy(desk: Desk, **changes: Any) -> dict[str, Any]:
    now = desk.office.clock.now
    given = {"agent": C, "starts_at": now, "ends_at": now + timedelta(days=3), **changes}
    return desk.do(CreateProxy(**given), LEADER)


@pytest.mark.parametrize("xml", [ONE, ROLE])
def test_a_proxy_acts_on_tasks_already_there_and_says_for_whom(both: Desk, xml: bytes) -> None:
    desk = both
    desk.start(xml)
    task = desk.task("a")["id"]
    with pytest.raises(errors.NotFound):
        desk.do(CompleteTask(task), C)
    proxy(desk)
    inbox = desk.office.engine.queries.inbox(desk.office.actor(C), box="pool")["items"]
    assert [one["id"] for one in inbox] == [task]
    done = desk.do(CompleteTask(task), C)
    assert (done["completed_by"], done["on_behalf_of"]) == (C, LEADER)
    event = desk.events("task.completed")[0]
    assert (event["actor"], event["on_behalf_of"]) == (C, LEADER)
    assert desk.office.engine.queries.task(desk.office.actor(LEADER), task)["id"] == task


def test_a_proxy_may_leave_out_what_was_there_before(desk: Desk) -> None:
    desk.start(ONE)
    before = desk.task("a")["id"]
    desk.office.clock.advance(timedelta(minutes=1))
    proxy(desk, existing=False)
    with pytest.raises(errors.NotFound):
        desk.do(CompleteTask(before), C)
    desk.start(ONE)
    assert desk.complete("a", C)["on_behalf_of"] == LEADER


def test_a_proxy_begins_ends_and_is_revoked(desk: Desk) -> None:
    now = desk.office.clock.now
    desk.start(ROLE)
    task = desk.task("a")["id"]
    given = proxy(desk, starts_at=now + timedelta(days=1))
    with pytest.raises(errors.NotFound):
        desk.do(ClaimTask(task), C)
    desk.office.clock.advance(timedelta(days=1, minutes=1))
    assert desk.do(ClaimTask(task), C)["on_behalf_of"] == LEADER
    desk.office.clock.advance(timedelta(days=3))
    assert desk.do(CompleteTask(task), C)["on_behalf_of"] == LEADER
    desk.start(ROLE)
    with pytest.raises(errors.NotFound):
        desk.do(ClaimTask(desk.task("a")["id"]), C)
    assert desk.do(RevokeProxy(given["id"]), LEADER)["revoked_at"] is not None


def test_a_proxy_for_an_item_covers_nothing_else(desk: Desk) -> None:
    with pytest.raises(errors.Invalid):
        proxy(desk, items=("no-such-item",))


def test_proxies_are_ones_own_and_never_mutual(desk: Desk) -> None:
    now = desk.office.clock.now
    with pytest.raises(errors.Invalid):
        proxy(desk, agent=LEADER)
    with pytest.raises(errors.Invalid):
        proxy(desk, ends_at=now - timedelta(days=1))
    with pytest.raises(errors.NotAllowed):
        desk.do(CreateProxy(C, now, now + timedelta(days=1), principal=LEADER), A)
    proxy(desk)
    with pytest.raises(errors.Conflict):
        desk.do(CreateProxy(LEADER, now, now + timedelta(days=1)), C)


def test_everything_of_a_leaver_goes_to_the_successor(both: Desk) -> None:
    desk = both
    desk.start(process(user("a", LEADER), user("b", f"{LEADER},{A}"), line("a", "b")))
    first = desk.task("a")["id"]
    with pytest.raises(errors.NotAllowed):
        desk.do(HandOver(LEADER, C, "调离"), A)
    moved = desk.do(HandOver(LEADER, C, "调离"), "admin")
    assert moved["tasks"] == 1
    assert desk.do(CompleteTask(first), C)["completed_by"] == C
    assert desk.complete("b", C)["on_behalf_of"] == LEADER


def test_a_jump_needs_a_second_administrator(both: Desk) -> None:
    desk = both
    xml = process(
        user("a", A), user("x", B), user("y", C), user("z", D), user("last", E),
        node("parallelGateway", "fork", "join"), timer("t", "x"), user("late", A), node("endEvent", "over"),
        line("a", "fork", "x", "join", "last"), flows("fork>y>z>join", "t>late>over"),
    )  # fmt: skip
    desk.start(xml)
    desk.complete("a", A)
    task = desk.task("x")["id"]
    with pytest.raises(errors.NotAllowed):
        desk.do(AskJump(task, "last", "紧急"), B)
    asked = desk.do(AskJump(task, "last", "紧急"), "admin")
    with pytest.raises(errors.NotAllowed) as refused:
        desk.do(DecideJump(asked["id"], True), "admin")
    assert refused.value.facts["rule"] == "second_person"
    _second_administrator(desk)
    assert desk.do(DecideJump(asked["id"], True), "second")["state"] == "done"
    assert desk.open() == ["last"]
    assert desk.office.engine.queries.timers(SYSTEM, instance=desk.instance)["items"] == []
    desk.complete("last", E)
    assert desk.state == "completed"
    desk.sound()


def test_a_jump_may_be_refused(desk: Desk) -> None:
    desk.start(process(user("a", A), user("b", B), line("a", "b")))
    asked = desk.do(AskJump(desk.task("a")["id"], "b", "紧急"), "admin")
    _second_administrator(desk)
    assert desk.do(DecideJump(asked["id"], False, "不必"), "second")["state"] == "refused"
    assert desk.open() == ["a"]
    with pytest.raises(errors.Conflict):
        desk.do(DecideJump(asked["id"], True), "second")


def test_a_jump_whose_work_has_gone_on_is_put_away_without_a_trace(desk: Desk) -> None:
    desk.start(process(user("a", A), line("a")))
    asked = desk.do(AskJump(desk.task("a")["id"], "a", "紧急"), "admin")
    _second_administrator(desk)
    desk.complete("a", A)
    events = len(desk.office.engine.queries.events(SYSTEM, page_size=200)["items"])
    with pytest.raises(errors.Conflict):
        desk.do(DecideJump(asked["id"], True), "second")
    assert desk.do(DecideJump(asked["id"], False, "已办结"), "second")["state"] == "refused"
    assert len(desk.office.engine.queries.events(SYSTEM, page_size=200)["items"]) == events


def jumped(desk: Desk, element: str, to: str) -> None:
    asked = desk.do(AskJump(desk.task(element)["id"], to, "紧急"), "admin")
    _second_administrator(desk)
    desk.do(DecideJump(asked["id"], True), "second")


def test_a_jump_into_nested_subprocesses_opens_them_with_what_listens_around_them(both: Desk) -> None:
    desk = both
    inner = sub("inner", node("startEvent", "si"), node("endEvent", "ei"), user("i", B), user("k", C),
                flows("si>i>k>ei"))  # fmt: skip
    outer = sub("outer", node("startEvent", "so"), node("endEvent", "eo"), user("o", D), inner,
                flows("so>o>inner>eo"))  # fmt: skip
    xml = process(
        user("a", A), outer, user("last", E), user("late", A), timer("t", "outer"), node("endEvent", "over"),
        line("a", "outer", "last"), flows("t>late>over"),
    )  # fmt: skip
    desk.start(xml)
    jumped(desk, "a", "k")
    assert desk.open() == ["k"]
    assert len(desk.office.engine.queries.timers(SYSTEM, instance=desk.instance)["items"]) == 1
    desk.sound()
    desk.complete("k", C)
    assert desk.open() == ["last"]
    assert desk.office.engine.queries.timers(SYSTEM, instance=desk.instance)["items"] == []
    desk.complete("last", E)
    assert desk.state == "completed"
    desk.sound()


def test_a_jump_into_a_subprocess_in_another_branch_leaves_one_of_it_and_a_sound_join(desk: Desk) -> None:
    inner = sub("s", node("startEvent", "s1"), node("endEvent", "e1"), user("i", B), user("k", C),
                flows("s1>i>k>e1"))  # fmt: skip
    desk.start(process(
        user("x", A), inner, user("last", E), node("parallelGateway", "fork", "join"),
        line("fork", "x", "join", "last"), flows("fork>s>join"),
    ))  # fmt: skip
    jumped(desk, "x", "k")
    assert desk.open() == ["k"]
    desk.complete("k", C)
    assert desk.open() == ["last"]
    desk.complete("last", E)
    assert desk.state == "completed"


def test_a_jump_to_a_step_that_is_open_in_another_branch_does_not_open_it_twice(desk: Desk) -> None:
    desk.start(process(
        user("x", A), user("y", B), user("last", E), node("parallelGateway", "fork", "join"),
        line("fork", "x", "join", "last"), flows("fork>y>join"),
    ))  # fmt: skip
    jumped(desk, "x", "y")
    assert desk.open() == ["y"]
    desk.complete("y", B)
    desk.complete("last", E)
    assert desk.state == "completed"


def test_no_jump_into_a_loop_an_event_subprocess_or_a_boundary_event(desk: Desk) -> None:
    loop = sub("s", node("startEvent", "s1"), node("endEvent", "e1"), user("i", B), flows("s1>i>e1"),
               more=each(2))  # fmt: skip
    desk.start(process(user("a", A), loop, timer("t", "a"), user("late", C), node("endEvent", "over"),
                       line("a", "s"), flows("t>late>over")))  # fmt: skip
    task = desk.task("a")["id"]
    for to, refusal in (("i", errors.Conflict), ("t", errors.Invalid), ("nowhere", errors.Invalid)):
        with pytest.raises(refusal):
            desk.do(AskJump(task, to, "紧急"), "admin")
    jumped(desk, "a", "s")
    assert desk.open() == ["i", "i"]


def test_a_jump_over_a_timer_takes_the_timer_with_it_and_arms_the_next(desk: Desk) -> None:
    wait = (
        '<bpmn:intermediateCatchEvent id="pause"><bpmn:timerEventDefinition><bpmn:timeDuration>P3D'
        "</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )
    desk.start(process(
        user("a", A), wait, user("b", B), user("late", C), timer("t", "b"), node("endEvent", "over"),
        line("a", "pause", "b"), flows("t>late>over"),
    ))  # fmt: skip
    jumped(desk, "a", "b")
    left = desk.office.engine.queries.timers(SYSTEM, instance=desk.instance)["items"]
    assert [one["element"] for one in left] == ["t"]
    desk.office.wait(timedelta(days=1, minutes=1))
    assert desk.open() == ["b", "late"]
    desk.office.wait(timedelta(days=3))
    assert desk.open() == ["b", "late"]
    desk.sound()


def test_what_has_ended_can_be_reopened_at_its_last_step(desk: Desk) -> None:
    desk.start(process(user("a", A), user("b", B), line("a", "b")), {"size": 3})
    desk.complete("a", A)
    desk.complete("b", B)
    with pytest.raises(errors.NotAllowed):
        desk.do(ReopenInstance(desk.instance, "有误"), A)
    assert desk.do(ReopenInstance(desk.instance, "有误"), "admin")["state"] == "running"
    assert (desk.open(), desk.variables["size"]) == (["b"], 3)
    desk.complete("b", B)
    assert desk.state == "completed"
    desk.sound()


def test_phrases_belong_to_a_unit(desk: Desk) -> None:
    with pytest.raises(errors.NotAllowed):
        desk.do(AddPhrase("zwzx", "材料齐全，予以受理。", "approve"), A)
    added = desk.do(AddPhrase("zwzx", "材料齐全，予以受理。", "approve"), "gao.admin")
    queries = desk.office.engine.queries
    assert queries.phrases(desk.office.actor(A))["items"] == [added]
    assert queries.phrases(desk.office.actor(C))["items"] == []
    assert queries.phrases(desk.office.actor(A), kind="reject")["items"] == []
    desk.do(RemovePhrase(added["id"]), "gao.admin")
    assert queries.phrases(desk.office.actor(A))["items"] == []


def test_a_proxy_does_not_sign_twice_under_two_names(desk: Desk) -> None:
    desk.start(process(user("s", f"{LEADER},{C}", approval("all")), line("s")))
    proxy(desk)
    desk.complete("s", C, "approve")
    with pytest.raises(errors.NotAllowed):
        desk.do(CompleteTask(desk.tasks()[0]["id"], "approve", "意见"), C)


def _second_administrator(desk: Desk) -> None:
    people = {"people": [{"username": "second", "name": {"zh": "第二"}, "posts": ["zwzx-system"]}]}
    desk.office.engine.execute(LoadPeople(people, lambda _: "!"), SYSTEM)
