"""Operations on the steps of a case: its clocks run on, its papers are not issued twice, void opinions stay readable."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from office import CONTENT, Office
from operations.flows import Desk, line, process, user

from tongban.engine import (
    SYSTEM,
    CompleteTask,
    ReopenCase,
    ReturnTask,
    TransferTask,
    VoidCase,
    WithdrawCase,
    errors,
)
from tongban.engine.domain.calendar import ZONE

ACCEPT: dict[str, Any] = {"sections": ["zjj-jzy", "zjj-zaj"], "missing_materials": [], "paper_received": True}


def reviewed(office: Office) -> str:
    number = str(office.register(office.publish(CONTENT / "construction-permit"))["case_no"])
    office.complete(number, "first_check", "wang.window", "accept", "齐全", ACCEPT)
    return number


def clocks(office: Office, number: str) -> dict[str, tuple[Any, str]]:
    return {
        one["kind"]: (one["due"], one["state"])
        for one in office.case(number)["clocks"]
        if one["kind"] != "step"
    }


def test_returning_touches_no_clock_of_the_case_and_its_papers_are_not_issued_twice(both: Desk) -> None:
    office = both.office
    number = reviewed(office)
    for who, outcome in (("qian.jzy", "approve"), ("zhao.zaj", "approve")):
        office.complete(number, "section_review", who, outcome, "同意", {})
    before, papers = clocks(office, number), office.case(number)["documents"]
    office.clock.advance(timedelta(hours=2))
    task = office.task(number, "branch_review")["id"]
    office.engine.execute(ReturnTask(task, "请重新核对", "first_check"), office.actor("zhou.branch"))
    assert clocks(office, number) == before
    again = office.task(number, "first_check")
    assert (again["assignee"], again["due"] is not None) == ("wang.window", True)
    case = office.case(number)
    assert case["state"] in ("accepted", "under_review")
    void = {one["opinion"] for one in case["opinions"] if one.get("void")}
    assert void == {"齐全", "同意"}
    office.complete(number, "first_check", "wang.window", "accept", "已核对", ACCEPT)
    assert [one["number"] for one in office.case(number)["documents"]] == [one["number"] for one in papers]
    assert clocks(office, number) == before
    assert office.engine.verify_audit()["broken"] in ([], 0)


def test_transferring_leaves_every_clock_alone(office: Office) -> None:
    number = reviewed(office)
    before = office.case(number)["clocks"]
    task = next(
        one["id"]
        for one in office.engine.queries.tasks(SYSTEM, case=number)["items"]
        if one["candidates"]["groups"] == ["section_head@zjj-jzy"]
    )
    office.engine.execute(TransferTask(task, "li.cjk", "回避"), office.actor("qian.jzy"))
    assert office.case(number)["clocks"] == before
    done = office.engine.execute(CompleteTask(task, "approve", "同意"), office.actor("li.cjk"))
    assert done["completed_by"] == "li.cjk"


def test_an_operation_the_step_does_not_name_is_refused_with_its_name(office: Office) -> None:
    number = reviewed(office)
    task = office.task(number, "section_review")
    who = "qian.jzy" if "section_head@zjj-jzy" in task["candidates"]["groups"] else "zhao.zaj"
    with pytest.raises(errors.NotAllowed) as refused:
        office.engine.execute(ReturnTask(task["id"], "x"), office.actor(who))
    assert refused.value.facts["operation"] == "return"
    shown = office.engine.queries.task(office.actor(who), task["id"])["operations"]
    assert {"transfer", "delegate", "add_signers", "cc"} <= set(shown) and "return" not in shown


def test_a_closed_case_takes_no_operation(office: Office) -> None:
    number = reviewed(office)
    task = office.task(number, "section_review")["id"]
    office.engine.execute(WithdrawCase(number, "不办了"), SYSTEM)
    head = office.engine.queries.audit(SYSTEM, number)["items"][-1]["no"]
    for command in (
        TransferTask(task, "li.cjk", "x"),
        ReturnTask(task, "x"),
        CompleteTask(task, "approve", "x"),
    ):
        with pytest.raises(errors.Conflict):
            office.engine.execute(command, SYSTEM)
    assert office.engine.queries.audit(SYSTEM, number)["items"][-1]["no"] == head


def test_a_case_voided_by_mistake_goes_on_where_it_stood(office: Office) -> None:
    number = reviewed(office)
    before = clocks(office, number)
    office.clock.advance(timedelta(minutes=1))
    office.engine.execute(VoidCase(number, "误操作"), office.actor("zhou.branch"))
    office.clock.advance(timedelta(hours=1))
    with pytest.raises((errors.NotAllowed, errors.NotFound)):
        office.engine.execute(ReopenCase(number, "误作废"), office.actor("lin.applicant"))
    office.engine.execute(ReopenCase(number, "误作废"), office.actor("zhou.branch"))
    case = office.case(number)
    assert (case["state"], case["closed_at"]) == ("accepted", None)
    assert {one["element"] for one in case["tasks"]} == {"section_review"}
    assert clocks(office, number) == before


def test_whoever_has_it_after_a_return_is_reminded_and_nobody_of_the_step_that_is_gone(
    office: Office,
) -> None:
    number = reviewed(office)
    for who in ("qian.jzy", "zhao.zaj"):
        office.complete(number, "section_review", who, "approve", "同意", {})
    task = office.task(number, "branch_review")["id"]
    office.engine.execute(ReturnTask(task, "请核对", "first_check"), office.actor("zhou.branch"))
    office.wait(timedelta(minutes=1))
    before = {who: len(office.messages(who)) for who in ("wang.window", "zhou.branch")}
    office.wait(timedelta(days=3))
    told = office.messages("wang.window")
    assert any("超期" in one and "初审受理" in one for one in told[: len(told) - before["wang.window"]]), told
    later = office.messages("zhou.branch")[: len(office.messages("zhou.branch")) - before["zhou.branch"]]
    assert not [one for one in later if "分管" in one], later


def test_a_limit_that_crosses_a_holiday_is_counted_again_after_a_return(desk: Desk) -> None:
    deadline = '<tb:deadline value="2" unit="workday" on="remind"/>'
    xml = process(user("a", "wang.window"), user("b", "liu.window", deadline), line("a", "b"))
    # Thursday; Saturday to Monday are Qingming.
    desk.office.clock.now = datetime(2026, 4, 2, 10, tzinfo=ZONE)
    desk.start(xml)
    desk.complete("a", "wang.window")
    assert desk.task("b")["due"].astimezone(ZONE).date().isoformat() == "2026-04-07"
    desk.office.clock.advance(timedelta(days=1))
    desk.do(ReturnTask(desk.task("b")["id"], "请补充"), "liu.window")
    desk.complete("a", "wang.window")
    assert desk.task("b")["due"].astimezone(ZONE).date().isoformat() == "2026-04-08"
