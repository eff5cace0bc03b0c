"""Taking back the vote that decided a signing, while nothing after it was touched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from operations.flows import Desk, approval, line, process, user

from tongban.engine import AddSigners, RetrieveTask, errors

A, B, C, D, E = "wang.window", "liu.window", "zhao.zaj", "qian.jzy", "sun.sqb"


def started(desk: Desk, xml: bytes) -> str:
    desk.start(xml)
    return str(desk.tasks()[0]["id"])


def test_the_deciding_vote_is_taken_back_while_nothing_after_it_was_touched(both: Desk) -> None:
    desk = both
    rule = approval("ratio", threshold="0.6")
    started(desk, process(user("s", f"{A},{B},{C}", rule), user("next", D), line("s", "next")))
    first = desk.complete("s", A, "approve", size=1)
    vote = desk.complete("s", B, "approve", size=2)
    assert desk.open() == ["next"]
    with pytest.raises(errors.Conflict) as refused:
        desk.do(RetrieveTask(first["id"]), A)
    assert refused.value.facts["acted_by"] == B
    assert "retrieve" in desk.operations(vote["id"], B)
    again = desk.do(RetrieveTask(vote["id"]), B)
    assert (again["element"], again["assignee"]) == ("s", B)
    # Whoever had not signed when it was decided may sign now; the first vote stands.
    assert [one["assignee"] for one in sorted(desk.tasks(), key=lambda one: one["assignee"])] == [B, C]
    void = [one for one in desk.tasks(state="cancelled") if one["opinion"]]
    assert [one["completed_by"] for one in void] == [B]
    desk.office.wait(timedelta(minutes=1))
    assert any("无需再办" in one for one in desk.office.messages(D))
    desk.sound()
    desk.complete("s", B, "reject")
    assert desk.open() == ["s"]
    desk.complete("s", C, "reject")
    assert desk.open() == ["next"]
    votes = desk.variables["s"]["votes"]
    assert (desk.variables["outcome"], votes["approved"], votes["rejected"]) == ("reject", 1, 2)
    assert len(desk.events("sign.decided")) == 2
    desk.complete("next", D)
    assert desk.state == "completed"
    desk.sound()


def test_a_vote_that_stands_after_a_decision_was_taken_back_can_itself_be_taken_back(desk: Desk) -> None:
    started(desk, process(user("s", f"{A},{B}", approval("all")), user("next", D), line("s", "next")))
    first = desk.complete("s", A, "approve")
    second = desk.complete("s", B, "approve")
    desk.do(RetrieveTask(second["id"]), B)
    desk.do(RetrieveTask(first["id"]), A)
    assert {one["assignee"] for one in desk.tasks()} == {A, B}
    desk.complete("s", B, "approve")
    assert desk.open() == ["s"]
    desk.complete("s", A, "approve")
    assert desk.open() == ["next"]


def test_the_last_of_a_sequential_round_is_taken_back_by_its_signer_alone(desk: Desk) -> None:
    started(desk, process(user("s", f"{A},{B}", approval("sequential")), user("next", D), line("s", "next")))
    desk.complete("s", A, "approve")
    last = desk.complete("s", B, "approve")
    desk.do(RetrieveTask(last["id"]), B)
    assert [(one["element"], one["assignee"]) for one in desk.tasks()] == [("s", B)]
    desk.complete("s", B, "reject")
    assert (desk.open(), desk.variables["outcome"]) == (["next"], "reject")


def test_seats_that_were_added_are_there_again_when_the_decision_is_taken_back(desk: Desk) -> None:
    task = started(desk, process(user("s", f"{A},{B}", approval("all")), user("next", D), line("s", "next")))
    holder = desk.task("s", A)["id"]
    assert task
    desk.do(AddSigners(holder, (C,), "parallel"), A)
    desk.complete("s", A, "approve")
    desk.complete("s", C, "approve")
    last = desk.complete("s", B, "approve")
    desk.do(RetrieveTask(last["id"]), B)
    assert [one["assignee"] for one in desk.tasks()] == [B]
    desk.complete("s", B, "approve")
    assert desk.variables["s"]["votes"]["approved"] == 3


def test_a_decision_that_has_been_acted_on_stays(desk: Desk) -> None:
    started(
        desk, process(user("s", f"{A},{B}", approval("all")), user("x", D), user("y", E), line("s", "x", "y"))
    )
    desk.complete("s", A, "approve")
    vote = desk.complete("s", B, "approve")
    desk.complete("x", D)
    with pytest.raises(errors.Conflict) as refused:
        desk.do(RetrieveTask(vote["id"]), B)
    assert refused.value.facts["acted_by"] == D
    assert desk.open() == ["y"]
