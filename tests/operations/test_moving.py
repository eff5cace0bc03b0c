"""Handing work on: transfer, delegate, retrieve, refuse, consult, copy, urge, comment, draft, batch."""

from __future__ import annotations

from datetime import timedelta

import pytest
from operations.flows import Desk, approval, flows, line, node, process, user

from tongban.engine import (
    BatchTasks,
    ClaimTask,
    CommentTask,
    CompleteTask,
    ConsultTask,
    CopyTask,
    DelegateTask,
    DeployResources,
    MarkCopyRead,
    RejectTask,
    ResumeInstance,
    RetrieveTask,
    SaveDraft,
    SuspendInstance,
    TransferTask,
    UrgeTask,
    errors,
)

A, B, C, D, E = "wang.window", "liu.window", "zhao.zaj", "qian.jzy", "sun.sqb"
TWO = process(user("a", A), user("b", f"{B},{C}"), line("a", "b"))


def started(desk: Desk, xml: bytes = TWO) -> str:
    desk.start(xml)
    return str(desk.tasks()[0]["id"])


def test_a_transferred_task_is_the_new_holders_alone(desk: Desk) -> None:
    task = started(desk)
    desk.do(TransferTask(task, B, "外出"), A)
    with pytest.raises((errors.NotFound, errors.NotAllowed, errors.Conflict)):
        desk.do(CompleteTask(task), A)
    assert desk.do(CompleteTask(task), B)["completed_by"] == B
    event = desk.events("task.transferred")[0]["data"]
    assert (event["before"]["assignee"], event["after"]["assignee"], event["reason"]) == (A, B, "外出")


def test_a_transfer_needs_a_reason_and_somebody_of_the_office(desk: Desk) -> None:
    task = started(desk)
    for to, reason in ((B, " "), ("nobody", "x"), ("lin.applicant", "x")):
        with pytest.raises(errors.Invalid):
            desk.do(TransferTask(task, to, reason), A)
    with pytest.raises(errors.Conflict):
        desk.do(TransferTask(task, A, "x"), A)


def test_delegated_twice_it_comes_back_to_the_first_owner(both: Desk) -> None:
    desk = both
    task = started(desk)
    desk.do(DelegateTask(task, B, "请核"), A)
    desk.do(DelegateTask(task, C, "再请核"), B)
    with pytest.raises(errors.Conflict):
        desk.do(DelegateTask(task, A, "x"), C)
    done = desk.do(CompleteTask(task, None, "已核", {"checked": True}), C)
    assert (done["state"], done["assignee"], done["owner"]) == ("claimed", A, None)
    shown = desk.office.engine.queries.task(desk.office.actor(A), task)
    assert shown["draft"]["variables"] == {"checked": True}
    record = desk.office.engine.queries.task_record(desk.office.actor(A), task)
    assert [(one["author"], one["text"]) for one in record["remarks"]] == [(C, "已核")]
    with pytest.raises((errors.NotFound, errors.NotAllowed, errors.Conflict)):
        desk.do(CompleteTask(task), C)
    desk.do(CompleteTask(task), A)
    assert desk.open() == ["b"]


def test_a_delegated_task_that_is_transferred_stays_the_owners(desk: Desk) -> None:
    task = started(desk)
    desk.do(DelegateTask(task, B, "请核"), A)
    desk.do(TransferTask(task, C, "不在"), B)
    assert desk.do(CompleteTask(task, None, "已核"), C)["assignee"] == A


def test_a_delegation_can_be_taken_back(desk: Desk) -> None:
    task = started(desk)
    desk.do(DelegateTask(task, B, "请核"), A)
    assert "retrieve" in desk.operations(task, A)
    assert desk.do(RetrieveTask(task), A)["assignee"] == A


def test_a_step_is_taken_back_while_the_next_has_read_but_not_done_it(both: Desk) -> None:
    desk = both
    task = started(desk)
    desk.complete("a", A)
    desk.claim("b", B)
    assert "retrieve" in desk.operations(task, A)
    again = desk.do(RetrieveTask(task), A)
    assert (again["element"], again["assignee"], again["id"] != task) == ("a", A, True)
    assert desk.open() == ["a"]
    desk.complete("a", A)
    desk.complete("b", B)
    assert desk.state == "completed"


def test_it_is_not_taken_back_once_the_next_has_acted(desk: Desk) -> None:
    task = started(desk, process(user("a", A), user("b", B), user("c", C), line("a", "b", "c")))
    desk.complete("a", A)
    desk.complete("b", B)
    assert "retrieve" not in desk.operations(task, A)
    with pytest.raises(errors.Conflict) as refused:
        desk.do(RetrieveTask(task), A)
    assert refused.value.facts["acted_by"] == B
    with pytest.raises((errors.NotAllowed, errors.NotFound)):
        desk.do(RetrieveTask(task), B)


def test_a_vote_is_taken_back_before_the_decision(desk: Desk) -> None:
    started(desk, process(user("s", f"{A},{B},{C}", approval("all")), line("s")))
    vote = desk.complete("s", A, "approve")
    desk.do(RetrieveTask(vote["id"]), A)
    desk.complete("s", A, "reject")
    assert desk.state == "completed" and desk.variables["outcome"] == "reject"


def test_refusing_ends_with_the_steps_refusal(desk: Desk) -> None:
    no = '<tb:outcome id="yes" kind="approve"/><tb:outcome id="no" kind="reject" opinion="required"/>'
    task = started(desk, process(user("a", A, no), line("a")))
    assert desk.do(RejectTask(task, "不符合"), A)["outcome"] == "no"
    assert desk.variables["outcome"] == "no"


def test_refusing_where_the_step_has_no_refusal_ends_the_process(desk: Desk) -> None:
    task = started(desk)
    desk.do(RejectTask(task, "不符合"), A)
    assert (desk.state, desk.open()) == ("terminated", [])


def test_consulting_neither_moves_nor_waits(desk: Desk) -> None:
    task = started(desk)
    desk.do(ConsultTask(task, ("zrzy", D), "是否占用红线？"), A)
    asked = desk.tasks(element="a")
    assert sorted(one["part"] or "" for one in asked) == ["", "consult", "consult"]
    unit = next(one for one in asked if one["candidates"]["groups"] == ["zrzy"])
    desk.do(ClaimTask(unit["id"]), "zhu.planning")
    with pytest.raises(errors.Invalid):
        desk.do(CompleteTask(unit["id"]), "zhu.planning")
    desk.do(CompleteTask(unit["id"], None, "未占用"), "zhu.planning")
    assert desk.task("a")["assignee"] == A
    desk.complete("a", A)
    assert desk.open() == ["b"]


def test_a_copy_at_the_end_of_a_branch_holds_nothing_up(desk: Desk) -> None:
    xml = process(
        user("x", A), user("y", B), node("parallelGateway", "f", "j"), line("f", "x", "j"), flows("f>y>j")
    )
    desk.start(xml)
    task = desk.task("x")["id"]
    assert desk.do(CopyTask(task, (D, E)), A)["sent"] == [D, E]
    assert desk.do(CopyTask(task, (D,)), A) == {"sent": [], "already": [D]}
    desk.complete("x", A)
    desk.complete("y", B)
    assert desk.state == "completed"
    queries = desk.office.engine.queries
    assert [one["id"] for one in queries.inbox(desk.office.actor(D), box="cc")["items"]] == [task]
    read = desk.do(MarkCopyRead(task), D)
    assert desk.do(MarkCopyRead(task), D) == read
    copies = queries.task_record(desk.office.actor(A), task)["copies"]
    assert {one["recipient"]: one["read_at"] is not None for one in copies} == {D: True, E: False}


def test_urging_has_a_limit(desk: Desk) -> None:
    task = started(desk)
    first = desk.do(UrgeTask(task, "快办"), "admin")
    with pytest.raises(errors.Conflict) as refused:
        desk.do(UrgeTask(task), "admin")
    assert refused.value.facts["next_at"] == first["next_at"]
    for _ in range(4):
        desk.office.wait(timedelta(minutes=31))
        desk.do(UrgeTask(task), "admin")
    desk.office.wait(timedelta(minutes=31))
    with pytest.raises(errors.Conflict):
        desk.do(UrgeTask(task), "admin")
    assert any("催办" in one for one in desk.office.messages(A))


def test_a_comment_tells_whom_it_mentions(desk: Desk) -> None:
    task = started(desk)
    said = desk.do(CommentTask(task, "请 @zhao.zaj 看一下，@nobody 也看"), A)
    assert said["mentions"] == [C]
    desk.office.wait(timedelta(minutes=1))
    assert any("提到您" in one for one in desk.office.messages(C))


def test_a_draft_is_the_holders_and_the_flow_does_not_see_it(desk: Desk) -> None:
    task = started(desk)
    desk.do(SaveDraft(task, {"amount": 3}), A)
    desk.do(SaveDraft(task, {"amount": 4}), A)
    assert desk.office.engine.queries.task(desk.office.actor(A), task)["draft"]["variables"] == {"amount": 4}
    assert "amount" not in desk.variables


def test_a_batch_answers_for_every_row(both: Desk) -> None:
    desk = both
    ids = []
    for _ in range(3):
        desk.start(TWO)
        ids.append(desk.task("a")["id"])
    desk.do(CompleteTask(ids[1]), A)
    result = desk.do(BatchTasks("complete", (*ids, "nothing"), {"opinion": "同意"}), A)
    assert [row["ok"] for row in result["items"]] == [True, False, True, False]
    assert result["items"][1]["error"]["code"] == "task_not_open"
    assert result["items"][1]["error"]["completed_by"] == A
    assert (result["done"], result["failed"]) == (2, 2)
    with pytest.raises(errors.Invalid):
        desk.do(BatchTasks("complete", tuple(str(number) for number in range(101))), A)


def test_what_was_called_is_suspended_with_its_caller(desk: Desk) -> None:
    call = '<bpmn:callActivity id="call" calledElement="child"/>'
    child = process(user("inner", A), line("inner"), key="child")
    engine = desk.office.engine
    engine.execute(DeployResources((("child.bpmn", child),)), desk.office.actor("admin"))
    desk.start(process(call, line("call")))
    inner = engine.queries.tasks(desk.office.actor(A))["items"][0]
    admin = desk.office.actor("admin")
    engine.execute(SuspendInstance(desk.instance, "x"), admin)
    for command in (
        CompleteTask(inner["id"]),
        TransferTask(inner["id"], B, "x"),
        DelegateTask(inner["id"], B, "x"),
    ):
        with pytest.raises(errors.Conflict):
            desk.do(command, A)
    engine.execute(ResumeInstance(desk.instance), admin)
    desk.do(CompleteTask(inner["id"]), A)
    assert desk.state == "completed"


def test_a_finished_instance_takes_no_operation(desk: Desk) -> None:
    task = started(desk)
    desk.complete("a", A)
    desk.complete("b", B)
    for command in (
        TransferTask(task, B, "x"),
        RetrieveTask(task),
        CopyTask(task, (B,)),
        CommentTask(task, "x"),
    ):
        with pytest.raises(errors.Conflict):
            desk.do(command, A)
