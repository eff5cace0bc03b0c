"""Special procedures with their alarm, extension – and who leaves the clocks of a case alone (行政许可法 §42, §45)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from clocks.conftest import (
    ACCEPT,
    PERMIT,
    clock,
    documents,
    due,
    events,
    extend,
    pdf,
    suspend,
    sweep,
    to,
)
from office import Office

from tongban.engine import (
    CompleteTask,
    DelegateTask,
    ResumeCase,
    ReturnTask,
    StartClock,
    TransferTask,
    errors,
)


def test_a_paused_clock_has_days_left_and_no_end(office: Office, accepted: str) -> None:
    to(office, "2026-03-03")
    suspend(office, accepted)
    for kind in ("promised", "statutory", "step"):
        paused = clock(office, accepted, kind)
        assert (paused["state"], paused["due"], paused["light"]) == ("paused", None, "paused")
    assert clock(office, accepted, "promised")["days_left"] == 3
    assert all(task["due"] is None for task in office.case(accepted)["tasks"])
    assert clock(office, accepted, "promised")["pause"]["announced"] == 5
    assert pdf(office, accepted, "special_procedure_notice").startswith(b"%PDF")
    sweep(office)
    assert any("特别程序" in one for one in office.messages("song.agent"))
    to(office, "2026-03-06")
    office.engine.execute(ResumeCase(accepted, "评审通过"), office.actor("zhou.branch"))
    # Three working days after Friday the 6th, which is still the pause's.
    assert due(office, accepted, "promised") == date(2026, 3, 11)
    assert all(task["due"] is not None for task in office.case(accepted)["tasks"])


def test_a_late_step_does_not_keep_the_case_from_its_special_procedure(office: Office, accepted: str) -> None:
    to(office, "2026-03-04")
    suspend(office, accepted)
    assert clock(office, accepted, "step")["state"] == "running"
    assert {clock(office, accepted, kind)["state"] for kind in ("promised", "statutory")} == {"paused"}


def test_a_pause_longer_than_announced_rings_once(office: Office, accepted: str) -> None:
    suspend(office, accepted, days=2)
    to(office, "2026-03-03", 23)
    sweep(office)
    assert events(office, accepted, "clock.pause_overrun") == []
    for day in ("2026-03-04", "2026-03-05", "2026-03-10"):
        to(office, day)
        sweep(office)
    (rung,) = events(office, accepted, "clock.pause_overrun")
    assert rung["data"] | {"announced": 2, "over": 1, "announced_until": "2026-03-03"} == rung["data"]
    assert sum("特别程序超期" in one for one in office.messages("he.supervisor")) == 1
    assert office.case(accepted)["state"] == "suspended"


def test_a_pause_ended_in_time_rings_nothing(office: Office, accepted: str) -> None:
    suspend(office, accepted, days=2)
    to(office, "2026-03-03")
    office.engine.execute(ResumeCase(accepted, "评审通过"), office.actor("zhou.branch"))
    to(office, "2026-03-12")
    sweep(office)
    assert events(office, accepted, "clock.pause_overrun") == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "holiday"}, "kind"),
        ({"basis": " "}, "basis"),
        ({"approver": ""}, "approver"),
        ({"days": 0}, "days"),
    ],
)
def test_a_pause_names_what_it_lacks_and_changes_nothing(
    office: Office, accepted: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        suspend(office, accepted, **changes)
    assert field in {one["field"] for one in refused.value.errors}
    assert office.case(accepted)["state"] == "accepted"
    assert "special_procedure_notice" not in documents(office, accepted)


def test_a_local_procedure_of_the_item_pauses_too(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "construction-permit"
    shutil.copytree(PERMIT, folder)
    sheet = folder / "item.yaml"
    own = "special_procedures:\n  - {kind: public_notice, name: {zh: 社会公示, en: Public notice}, days: 7}\n"
    sheet.write_text(
        sheet.read_text(encoding="utf-8").replace("special_procedures:\n", own), encoding="utf-8"
    )
    number = str(office.register(office.publish(folder))["case_no"])
    office.complete(number, "first_check", "wang.window", "accept", "齐全", ACCEPT)
    suspend(office, number, 7, "public_notice")
    assert office.case(number)["state"] == "suspended"


def test_an_extension_is_granted_once_before_the_end_by_the_right_head(office: Office, accepted: str) -> None:
    before = clock(office, accepted, "promised")["due"]
    with pytest.raises(errors.Invalid) as refused:
        extend(office, accepted, 5, "government")
    assert {one["field"] for one in refused.value.errors} == {"level"}
    with pytest.raises(errors.Invalid):
        extend(office, accepted, 11)
    # Seven natural days from 2026-03-02, five more of them: Saturday the 14th, so Monday.
    extend(office, accepted, 5)
    assert due(office, accepted, "statutory") == date(2026, 3, 16)
    assert clock(office, accepted, "promised")["due"] == before
    assert pdf(office, accepted, "extension_notice").startswith(b"%PDF")
    assert events(office, accepted, "case.extended")[0]["data"]["approver"] == "吴主衡 局长"
    sweep(office)
    assert any("延长审查期限" in one for one in office.messages("song.agent"))
    with pytest.raises(errors.Conflict):
        extend(office, accepted, 1)


def test_a_limit_that_is_over_is_not_extended(office: Office, accepted: str) -> None:
    to(office, "2026-03-10")
    with pytest.raises(errors.Conflict):
        extend(office, accepted)


def test_joint_handling_is_extended_by_the_government(office: Office, accepted: str) -> None:
    office.engine.execute(StartClock(accepted, "joint", "多部门联合办理"), office.actor("zhou.branch"))
    joint = clock(office, accepted, "joint")
    assert (joint["limit"], joint["state"]) == (45, "running")
    assert clock(office, accepted, "statutory")["state"] == "stopped"
    with pytest.raises(errors.Invalid):
        extend(office, accepted, 10, "organ")
    extend(office, accepted, 15, "government")
    assert clock(office, accepted, "joint")["limit"] == 60
    suspend(office, accepted)
    assert clock(office, accepted, "joint")["state"] == "paused"
    office.engine.execute(ResumeCase(accepted, "评审通过"), office.actor("zhou.branch"))
    assert clock(office, accepted, "joint")["state"] == "running"


def test_returning_transferring_and_delegating_leave_the_clocks_of_the_case_alone(
    office: Office, accepted: str
) -> None:
    def limits() -> dict[str, Any]:
        rows = office.case(accepted)["clocks"]
        return {
            one["kind"]: (one["start"], one["limit"], one["due"]) for one in rows if one["kind"] != "step"
        }

    before = limits()
    to(office, "2026-03-03")
    engine, admin = office.engine, office.actor("admin")

    def task(element: str) -> str:
        return str(engine.queries.tasks(admin, case=accepted, element=element)["items"][0]["id"])

    engine.execute(TransferTask(task("section_review"), "cui.housing", "外出"), admin)
    assert limits() == before
    delegated = task("section_review")
    engine.execute(DelegateTask(delegated, "zhou.branch", "代核"), admin)
    assert limits() == before
    office.engine.execute(CompleteTask(delegated, "approve", "可行", {}), office.actor("zhou.branch"))
    assert limits() == before
    for _ in range(2):
        engine.execute(CompleteTask(task("section_review"), "approve", "同意", {}), admin)
    engine.execute(ReturnTask(task("branch_review"), opinion="请核对", to="section_review"), admin)
    assert [one["element"] for one in office.case(accepted)["tasks"]][:1] == ["section_review"]
    assert limits() == before
