"""绿色通道: half the promise, half the steps, never the law's limit; told, tracked, invited, over when it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import CONTENT, Office

from regimes.conftest import ENERGY, PROJECT, clocks, rules
from tongban.engine import (
    SYSTEM,
    AddGreenProject,
    ChangeGreenProject,
    EndGreenProject,
    VoidCase,
    errors,
)
from tongban.engine.domain.regimes import factor_of, in_green_channel, paced

ACCEPT = {"missing_materials": [], "deferred_materials": []}


@given(st.integers(1, 1000), st.fractions(min_value="1/1000", max_value=1))
def test_the_promise_is_the_factor_rounded_up_and_at_least_a_day(promise: int, factor: Any) -> None:
    short = paced({"green": {"since": "now", "factor": str(factor)}}, promise)
    assert 1 <= short <= promise
    assert short - 1 < promise * factor <= short or short == 1


@given(st.integers(1, 1000))
def test_the_halved_promise(promise: int) -> None:
    half = {"green": {"since": "now", "factor": "0.5"}}
    assert paced(half, promise) == (promise + 1) // 2
    assert paced({"green": {"since": None, "factor": "0.5"}}, promise) == promise
    assert paced(None, promise) == promise


@pytest.mark.parametrize("text", ["0", "-0.5", "1.01", "half", "1/0", ""])
def test_a_factor_outside_its_bounds_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        factor_of(text)


def accept(office: Office, number: str) -> None:
    office.complete(number, "accept_check", "wang.window", "accept", "材料齐全", ACCEPT)


def test_a_key_project_gets_half_the_promise_and_the_law_its_own_limit(
    office: Office, project: dict[str, Any], applied: Callable[..., str]
) -> None:
    number = applied(ENERGY, green_project=PROJECT)
    before = office.case(number)
    assert [one["kind"] for one in before["marks"]] == ["green"]
    assert "绿色通道" in before["hints"][0] and "Green channel" in before["hints"][0]
    assert office.task(number, "accept_check")["due"] == before["tasks"][0]["due"]
    accept(office, number)
    found = clocks(office, number)
    assert (found["promised"]["limit"], found["statutory"]["limit"]) == (5, 20)
    assert found["step"]["limit"] == 3  # five days of the step, halved
    told = [one["type"] for one in office.engine.queries.timeline(SYSTEM, number)["items"]]
    assert "case.green_channel_accepted" in told
    office.wait(timedelta())
    assert any("产业园一期" in one for one in office.messages("nie.reform"))  # 分管领导
    assert any("跟踪督办" in one for one in office.messages("he.supervisor"))
    assert any("提前介入" in one for one in office.messages("zhu.planning"))
    copied = office.engine.queries.inbox(office.actor("zhu.planning"), box="cc")["items"]
    assert [one["case_no"] for one in copied] == [number]
    assert office.case(number, office.actor("zhu.planning"))["case_no"] == number


def test_the_same_item_without_a_project_keeps_its_promise(
    office: Office, applied: Callable[..., str]
) -> None:
    number = applied(ENERGY)
    accept(office, number)
    assert (clocks(office, number)["promised"]["limit"], office.case(number)["marks"]) == (9, [])


def test_the_tracker_notes_every_day_and_holds_nothing_up(
    office: Office, project: dict[str, Any], applied: Callable[..., str]
) -> None:
    number = applied(ENERGY, green_project=PROJECT)
    accept(office, number)
    mine = office.engine.queries.inbox(office.actor("he.supervisor"))["items"]
    assert [(one["element"], one["case_no"], one["marks"][0]["kind"]) for one in mine] == [
        ("watch", number, "green")
    ]
    office.complete(number, "watch", "he.supervisor", "behind", "进展滞后，已催办。")
    assert office.engine.queries.tasks(SYSTEM, case=number, element="watch")["items"] == []
    office.wait(timedelta(days=1, minutes=1))
    assert office.task(number, "watch")["assignee"] == "he.supervisor"
    notes = office.case(number)["regimes"]["green"]["notes"]
    assert [(one["by"], one["outcome"], one["text"]) for one in notes] == [
        ("he.supervisor", "behind", "进展滞后，已催办。")
    ]
    office.complete(number, "review", "luo.reform", "approve", "同意", {})
    assert office.task(number, "branch_review") and office.task(number, "watch")
    office.engine.execute(VoidCase(number, "重复登记"), office.actor("admin"))
    assert office.engine.queries.tasks(SYSTEM, case=number)["items"] == []
    assert office.engine.verify_audit()["broken"] in ([], 0)


def test_a_code_in_the_form_is_recognised_and_a_wrong_one_pointed_out(
    office: Office, project: dict[str, Any], applied: Callable[..., str]
) -> None:
    item = office.publish(CONTENT / ENERGY)
    form = dict(next(one for one in item.samples.values() if one.key == "granted").form)
    known = office.register(item, form={**form, "project_code": PROJECT})
    unknown = office.register(item, form={**form, "project_code": "NO-SUCH"})
    assert any("绿色通道" in one for one in known["hints"])
    assert any("NO-SUCH" in one for one in unknown["hints"])
    assert [office.case(one["case_no"])["marks"] != [] for one in (known, unknown)] == [True, False]
    with pytest.raises(errors.Invalid) as refused:
        office.register(item, green_project="NO-SUCH")
    assert rules(refused) == ["green_project"]


def test_a_project_of_somebody_else_and_one_that_is_over_give_no_green_channel(
    office: Office, project: dict[str, Any], applied: Callable[..., str]
) -> None:
    office.engine.execute(
        AddGreenProject("OTHER", "别家项目", "he.supervisor", applicant_id_no="91429900MA0000728A"), SYSTEM
    )
    item = office.publish(CONTENT / ENERGY)
    with pytest.raises(errors.Invalid):
        office.register(item, green_project="OTHER")
    number = applied(ENERGY, green_project=PROJECT)
    office.engine.execute(EndGreenProject(PROJECT), SYSTEM)
    accept(office, number)
    assert (clocks(office, number)["promised"]["limit"], office.case(number)["marks"]) == (9, [])
    told = [one["type"] for one in office.engine.queries.timeline(SYSTEM, number)["items"]]
    assert "case.green_channel_lapsed" in told


def test_changing_the_factor_leaves_accepted_cases_alone(
    office: Office, project: dict[str, Any], applied: Callable[..., str]
) -> None:
    first = applied(ENERGY, green_project=PROJECT)
    accept(office, first)
    office.engine.execute(ChangeGreenProject(PROJECT, factor="1/3", tracker="gao.admin"), SYSTEM)
    second = applied(ENERGY, green_project=PROJECT)
    accept(office, second)
    assert [clocks(office, one)["promised"]["limit"] for one in (first, second)] == [5, 3]
    assert office.task(second, "watch")["assignee"] == "gao.admin"
    # A step that opens later still goes at the pace its case was accepted with.
    office.complete(first, "review", "luo.reform", "approve", "同意", {})
    assert in_green_channel(office.case(first)["regimes"])
    assert clocks(office, first)["step"]["limit"] == 1


def test_who_may_change_the_list(office: Office) -> None:
    command = AddGreenProject("P-1", "项目", "he.supervisor")
    for nobody in ("wang.window", "lin.applicant", "luo.reform"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(command, office.actor(nobody))
    assert office.engine.execute(command, office.actor("gao.admin"))["state"] == "active"
    with pytest.raises(errors.Conflict):
        office.engine.execute(command, office.actor("gao.admin"))
    with pytest.raises(errors.NotAllowed):
        office.engine.queries.green_projects(office.actor("lin.applicant"))
    with pytest.raises(errors.Invalid) as refused:
        bad = AddGreenProject(" ", "", "lin.applicant", factor="2", applicant_id_no="91429900MA0000728B")
        office.engine.execute(bad, office.actor("gao.admin"))
    assert sorted(one["field"] for one in refused.value.errors) == [
        "applicant_id_no",
        "code",
        "factor",
        "name",
        "tracker",
    ]
