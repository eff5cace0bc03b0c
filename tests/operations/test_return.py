"""Returning work: from a line, a parallel block, a multi-instance, a subprocess; redone or straight back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from operations.flows import Desk, approval, each, flows, line, node, process, sub, timer, user

from tongban.engine import SYSTEM, ReturnTask, errors

A, B, C, D, E = "wang.window", "liu.window", "zhao.zaj", "qian.jzy", "sun.sqb"
LINE = process(user("a", A), user("b", B), user("c", C), line("a", "b", "c"))
BLOCK = process(
    user("a", A), user("x", B), user("y", C), user("z", D), user("last", E),
    node("parallelGateway", "fork", "join"),
    line("a", "fork", "x", "join", "last"), flows("fork>y>z>join"),
)  # fmt: skip


def back(desk: Desk, element: str, who: str, to: str = "previous", mode: str = "redo") -> None:
    mine = [
        one for one in desk.tasks(element=element) if who in (one["assignee"], *one["candidates"]["users"])
    ]
    desk.do(ReturnTask(mine[0]["id"], "请补充", to, mode), who)


def test_the_previous_handler_has_it_again_and_the_way_is_walked_again(both: Desk) -> None:
    desk = both
    desk.start(LINE)
    desk.complete("a", A)
    desk.complete("b", B)
    back(desk, "c", C)
    assert desk.open() == ["b"]
    assert desk.task("b")["assignee"] == B
    desk.complete("b", B)
    desk.complete("c", C)
    assert desk.state == "completed"
    returned = desk.events("task.returned")[0]["data"]
    assert (returned["before"]["state"], returned["after"]["state"]) == ("claimed", "completed")
    desk.sound()


def test_returning_twice_in_a_row_goes_level_by_level(desk: Desk) -> None:
    desk.start(LINE)
    desk.complete("a", A)
    desk.complete("b", B)
    back(desk, "c", C)
    back(desk, "b", B)
    assert desk.open() == ["a"]
    for element, who in (("a", A), ("b", B), ("c", C)):
        desk.complete(element, who)
    assert desk.state == "completed"


def test_an_earlier_step_can_be_named_and_a_later_one_is_refused(desk: Desk) -> None:
    desk.start(LINE)
    desk.complete("a", A)
    with pytest.raises(errors.Conflict) as refused:
        back(desk, "b", B, "c")
    assert refused.value.facts["targets"] == ["a"]
    desk.complete("b", B)
    targets = desk.office.engine.queries.return_targets(desk.office.actor(C), desk.task("c")["id"])["items"]
    assert [one["element"] for one in targets] == ["b", "a", "applicant"]
    back(desk, "c", C, "a")
    assert desk.open() == ["a"]


def test_straight_back_to_who_returned_it(desk: Desk) -> None:
    desk.start(LINE)
    desk.complete("a", A)
    desk.complete("b", B)
    back(desk, "c", C, "a", "jump_back")
    assert desk.open() == ["a"]
    desk.complete("a", A, part="redo", size=3)
    assert [(one["element"], one["assignee"]) for one in desk.tasks()] == [("c", C)]
    assert desk.variables["size"] == 3
    desk.complete("c", C)
    assert desk.state == "completed"


def test_an_opinion_is_needed(desk: Desk) -> None:
    desk.start(LINE)
    desk.complete("a", A)
    with pytest.raises(errors.Invalid):
        desk.do(ReturnTask(desk.task("b")["id"], "  "), B)


def test_out_of_a_parallel_block_cancels_and_tells_the_branches(both: Desk) -> None:
    desk = both
    desk.start(BLOCK)
    desk.complete("a", A)
    desk.complete("y", C)
    back(desk, "x", B)
    assert desk.open() == ["a"]
    desk.office.wait(timedelta(minutes=1))
    assert any("无需再办" in one for one in desk.office.messages(D))
    void = [one for one in desk.tasks(state="cancelled") if one["opinion"]]
    assert "y" in [one["element"] for one in void]
    for element, who in (("a", A), ("x", B), ("y", C), ("z", D)):
        desk.complete(element, who)
    assert desk.open() == ["last"]
    desk.complete("last", E)
    assert desk.state == "completed"
    desk.sound()


def test_within_a_branch_leaves_the_others_and_the_join_sound(desk: Desk) -> None:
    desk.start(BLOCK)
    desk.complete("a", A)
    desk.complete("x", B)
    desk.complete("y", C)
    back(desk, "z", D)
    assert desk.open() == ["y"]
    desk.complete("y", C)
    desk.complete("z", D)
    assert desk.open() == ["last"]
    desk.complete("last", E)
    assert desk.state == "completed"


def test_another_branch_is_no_target(desk: Desk) -> None:
    desk.start(BLOCK)
    desk.complete("a", A)
    desk.complete("x", B)
    with pytest.raises(errors.Conflict):
        back(desk, "y", C, "x")


def test_into_one_branch_of_a_finished_block_the_join_does_not_wait_for_the_others(desk: Desk) -> None:
    desk.start(BLOCK)
    for element, who in (("a", A), ("x", B), ("y", C), ("z", D)):
        desk.complete(element, who)
    back(desk, "last", E, "x")
    assert desk.open() == ["x"]
    desk.complete("x", B)
    assert desk.open() == ["last"]
    desk.complete("last", E)
    assert desk.state == "completed"


def test_a_nested_inclusive_join_fires_after_a_return(desk: Desk) -> None:
    xml = process(
        user("a", A), user("x", B), user("y", C), user("z", D), user("last", E),
        node("parallelGateway", "fork", "join"), node("inclusiveGateway", "some", "any"),
        line("a", "fork", "x", "join", "last"),
        flows("fork>some", "any>join", "some>y?n>0", "some>z?n>1", "y>any", "z>any"),
    )  # fmt: skip
    desk.start(xml, {"n": 2})
    desk.complete("a", A)
    desk.complete("y", C)
    back(desk, "z", D)
    assert desk.open() == ["a"]
    desk.complete("a", A)
    assert desk.open() == ["x", "y", "z"]
    for element, who in (("x", B), ("z", D), ("y", C)):
        desk.complete(element, who)
    assert desk.open() == ["last"]
    back(desk, "last", E, "y")
    assert desk.open() == ["y"]
    desk.complete("y", C)
    assert desk.open() == ["last"]


def test_from_inside_a_multi_instance_all_its_instances_are_cancelled(both: Desk) -> None:
    desk = both
    desk.start(process(user("a", A), user("m", f"{B},{C}", inside=each(3)), line("a", "m")))
    desk.complete("a", A)
    desk.claim("m", B)
    desk.complete("m", B)
    back(desk, "m", C)
    assert desk.open() == ["a"]
    void = [one for one in desk.tasks(state="cancelled") if one["element"] == "m" and one["opinion"]]
    assert [(one["completed_by"], one["opinion"]) for one in void] == [(B, "意见")]
    desk.office.wait(timedelta(minutes=1))
    assert any("无需再办" in one for one in desk.office.messages(B))
    desk.complete("a", A)
    assert desk.open() == ["m", "m", "m"]
    for _ in range(3):
        desk.complete("m", C)
    assert desk.state == "completed"


def test_out_of_a_signing_the_votes_are_void_and_everybody_signs_again(desk: Desk) -> None:
    xml = process(user("a", A), user("s", f"{B},{C},{D}", approval("all")), line("a", "s"))
    desk.start(xml)
    desk.complete("a", A)
    desk.complete("s", B, "approve")
    back(desk, "s", C)
    void = [one for one in desk.tasks(state="cancelled") if one["element"] == "s" and one["opinion"]]
    assert [one["completed_by"] for one in void] == [B]
    desk.complete("a", A)
    assert desk.open() == ["s", "s", "s"]


def test_in_the_middle_of_a_sequential_round_it_goes_to_the_signer_before(desk: Desk) -> None:
    xml = process(user("a", A), user("s", f"{B},{C},{D}", approval("sequential")), line("a", "s"))
    desk.start(xml)
    desk.complete("a", A)
    desk.complete("s", B, "approve")
    back(desk, "s", C)
    assert [(one["element"], one["assignee"]) for one in desk.tasks()] == [("s", B)]
    for who in (B, C, D):
        desk.complete("s", who, "approve")
    assert desk.state == "completed"
    assert desk.variables["outcome"] == "approve"
    desk.sound()


def test_out_of_nested_subprocesses(desk: Desk) -> None:
    inner = sub("inner", node("startEvent", "si"), node("endEvent", "ei"), user("i", C), flows("si>i>ei"))
    outer = sub(
        "outer", node("startEvent", "so"), node("endEvent", "eo"), user("o", B), user("p", D), inner,
        node("parallelGateway", "f2", "j2"), flows("so>o>f2>inner>j2>eo", "f2>p>j2"),
    )  # fmt: skip
    desk.start(process(user("a", A), outer, user("last", E), line("a", "outer", "last")))
    desk.complete("a", A)
    desk.complete("o", B)
    assert desk.open() == ["i", "p"]
    back(desk, "i", C)
    assert desk.open() == ["o"]
    desk.complete("o", B)
    back(desk, "i", C, "a")
    assert desk.open() == ["a"]
    for element, who in (("a", A), ("o", B), ("p", D), ("i", C)):
        desk.complete(element, who)
    assert desk.open() == ["last"]


def test_inside_one_instance_of_a_subprocess_the_other_instances_stay(desk: Desk) -> None:
    body = sub(
        "s", node("startEvent", "s1"), node("endEvent", "e1"), user("x", A), user("y", B),
        flows("s1>x>y>e1"), more=each(2),
    )  # fmt: skip
    desk.start(process(body, line("s")))
    first, second = desk.tasks(element="x")
    desk.complete("x", A)
    scope = desk.task("y")["scope_id"]
    back(desk, "y", B)
    assert desk.open() == ["x", "x"]
    assert sorted(one["scope_id"] for one in desk.tasks()) == sorted({first["scope_id"], second["scope_id"]})
    assert scope in {one["scope_id"] for one in desk.tasks(element="x")}
    for element, who in (("x", A), ("x", A), ("y", B), ("y", B)):
        desk.complete(element, who)
    assert desk.state == "completed"


def test_timers_are_armed_again_on_every_visit(desk: Desk) -> None:
    xml = process(
        user("a", A), user("b", B), user("late", C), timer("t", "b"), node("endEvent", "over"),
        line("a", "b"), flows("t>late>over"),
    )  # fmt: skip
    desk.start(xml)
    desk.complete("a", A)
    first = desk.office.engine.queries.timers(SYSTEM, instance=desk.instance)["items"]
    back(desk, "b", B)
    assert desk.office.engine.queries.timers(SYSTEM, instance=desk.instance)["items"] == []
    desk.office.clock.advance(timedelta(hours=5))
    desk.complete("a", A)
    second = desk.office.engine.queries.timers(SYSTEM, instance=desk.instance)["items"]
    assert second[0]["due"] - first[0]["due"] == timedelta(hours=5)
    desk.office.wait(timedelta(days=1, minutes=1))
    assert desk.open() == ["b", "late"]


def test_to_the_applicant_who_changes_what_it_rests_on(desk: Desk) -> None:
    desk.start(LINE, by="xu.items")
    desk.complete("a", A)
    back(desk, "b", B, "applicant")
    task = desk.tasks()[0]
    assert (task["assignee"], task["part"]) == ("xu.items", "amend")
    desk.complete(task["element"], "xu.items", part="amend", size=2)
    assert desk.open() == ["a"]
    desk.complete("a", A)
    back(desk, "b", B, "applicant", "jump_back")
    desk.complete(desk.tasks()[0]["element"], "xu.items", part="redo", size=4)
    assert desk.open() == ["b"]
    assert desk.variables["size"] == 4


@pytest.mark.parametrize("mode", ["redo", "jump_back"])
def test_what_went_back_is_not_itself_returned(desk: Desk, mode: str) -> None:
    desk.start(LINE, by="xu.items")
    desk.complete("a", A)
    back(desk, "b", B, "applicant", mode)
    task = desk.tasks()[0]
    with pytest.raises(errors.NotAllowed):
        desk.do(ReturnTask(task["id"], "不改", "previous", "jump_back"), "xu.items")
    desk.complete(task["element"], "xu.items", part=task["part"])
    assert desk.open() == (["a"] if mode == "redo" else ["b"])
    desk.sound()
