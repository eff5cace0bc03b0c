"""What happens to a case from registration on: number, clocks, opinions, one winner, reminders, withdrawal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from office import CONTENT, Office

from tongban.engine import AttachMaterial, ClaimTask, CompleteTask, RegisterCase, WithdrawCase, errors, items

PERMIT = CONTENT / "construction-permit"
ACCEPT: dict[str, Any] = {"sections": ["zjj-jzy", "zjj-zaj"], "missing_materials": [], "paper_received": True}


@pytest.fixture
def permit(office: Office) -> items.Item:
    return office.publish(PERMIT)


def accepted(office: Office, permit: items.Item) -> str:
    number = str(office.register(permit)["case_no"])
    office.complete(number, "first_check", "wang.window", "accept", "齐全", ACCEPT)
    return number


def test_number_and_receipt_are_born_together(office: Office, permit: items.Item) -> None:
    first, second = office.register(permit), office.register(permit)

    assert int(second["case_no"][-4:]) == int(first["case_no"][-4:]) + 1
    assert first["case_no"].startswith(permit.sheet.implementation_code)
    documents = office.case(first["case_no"])["documents"]
    assert [one["type"] for one in documents] == ["receipt_voucher"]
    assert first["receipt"]["number"] == documents[0]["number"]


def test_a_wrong_form_registers_nothing(office: Office, permit: items.Item) -> None:
    with pytest.raises(errors.Invalid) as refused:
        office.register(permit, form={"project_name": 7})

    assert "form.project_name" in {one["field"] for one in refused.value.errors}
    assert office.engine.queries.cases(office.actor("admin"))["items"] == []
    assert office.register(permit)["case_no"].endswith("0001")


def test_a_wrong_check_digit_is_overridden_only_by_a_clerk_with_a_reason(
    office: Office, permit: items.Item
) -> None:
    sample = next(one for one in permit.samples.values() if one.key == "granted")
    wrong = {**sample.applicant, "id_no": "91429900MA00000159"}
    with pytest.raises(errors.Invalid) as refused:
        office.register(permit, by="wang.window", channel="window", applicant=wrong)
    assert refused.value.errors[0]["field"] == "applicant.id_no"

    case = office.register(
        permit, by="wang.window", channel="window", applicant=wrong, override_reason="证照原件如此"
    )
    assert office.case(case["case_no"])["override_reason"] == "证照原件如此"


def test_an_item_that_is_not_published_cannot_be_applied_for(office: Office) -> None:
    with pytest.raises(errors.NotFound):
        office.engine.execute(RegisterCase("no-such-item", {"name": "x"}), office.actor("wang.window"))


def test_acceptance_starts_the_promised_and_the_legal_clock(office: Office, permit: items.Item) -> None:
    number = accepted(office, permit)

    case = office.case(number)
    running = {clock["kind"]: clock for clock in case["clocks"] if clock["state"] == "running"}
    assert case["state"] == "accepted"
    assert {"promised", "statutory"} <= set(running)
    assert "correction" not in running
    # Accepted on Monday 2026-03-02: three working days are Thursday, seven natural days the next Monday.
    assert running["promised"]["due"].date().isoformat() == "2026-03-05"
    assert running["statutory"]["due"].date().isoformat() == "2026-03-09"


def test_an_opinion_is_mandatory_where_the_step_says_so(office: Office, permit: items.Item) -> None:
    number = str(office.register(permit)["case_no"])
    with pytest.raises(errors.Invalid) as refused:
        office.complete(number, "first_check", "wang.window", "accept", "  ", ACCEPT)
    assert refused.value.errors[0]["field"] == "opinion"
    assert office.task(number, "first_check")["state"] == "open"


def test_each_ticked_section_signs_and_the_last_moves_the_flow(office: Office, permit: items.Item) -> None:
    number = accepted(office, permit)
    open_now = office.engine.queries.tasks(office.actor("admin"), case=number)["items"]
    assert [task["element"] for task in open_now] == ["section_review", "section_review"]

    office.complete(number, "section_review", "qian.jzy", "approve", "同意", {})
    with pytest.raises(AssertionError):
        office.complete(number, "section_review", "sun.sqb", "approve", "同意", {})
    office.complete(number, "section_review", "zhao.zaj", "reject", "措施不足", {})

    case = office.case(number)
    assert [task["element"] for task in case["tasks"]] == ["branch_review"]
    assert {one["opinion"] for one in case["opinions"]} >= {"同意", "措施不足"}


def test_the_second_to_complete_learns_who_was_first(office: Office, permit: items.Item) -> None:
    number = str(office.register(permit)["case_no"])
    task = office.task(number, "first_check")
    office.complete(number, "first_check", "wang.window", "accept", "齐全", ACCEPT)

    with pytest.raises(errors.TaskNotOpen) as refused:
        office.engine.execute(CompleteTask(task["id"], "accept", "齐全", ACCEPT), office.actor("liu.window"))

    assert refused.value.facts["completed_by"] == "wang.window"
    assert refused.value.facts["completed_at"] is not None


def test_only_candidates_may_act_and_strangers_learn_nothing(office: Office, permit: items.Item) -> None:
    number = str(office.register(permit)["case_no"])
    task = office.task(number, "first_check")
    for stranger in ("yang.seal", "lin.applicant"):
        with pytest.raises(errors.NotFound):
            office.engine.execute(ClaimTask(task["id"]), office.actor(stranger))
        with pytest.raises(errors.NotFound):
            office.case(number, office.actor(stranger))


def test_a_claimed_task_is_kept_from_the_others(office: Office, permit: items.Item) -> None:
    number = str(office.register(permit)["case_no"])
    task = office.task(number, "first_check")
    office.engine.execute(ClaimTask(task["id"]), office.actor("wang.window"))

    with pytest.raises(errors.Conflict) as refused:
        office.engine.execute(ClaimTask(task["id"]), office.actor("liu.window"))
    assert refused.value.facts["current"] == {"assignee": "wang.window"}


def test_reminder_then_escalation_each_once(office: Office, permit: items.Item) -> None:
    number = str(office.register(permit)["case_no"])
    office.wait(timedelta(days=1))
    reminded = office.messages("wang.window")
    office.wait(timedelta(days=1))
    office.wait(timedelta(minutes=1))

    assert len(reminded) >= 1
    overdue = [one for one in office.messages("he.supervisor") if number in one or "超" in one or "逾" in one]
    assert len(overdue) == 1
    types = [
        event["type"] for event in office.engine.queries.audit(office.actor("he.supervisor"), number)["items"]
    ]
    assert types.count("task.overdue") == 1


def test_withdrawal_ends_everything_that_was_open(office: Office, permit: items.Item) -> None:
    number = accepted(office, permit)
    office.engine.execute(WithdrawCase(number, "项目取消"), office.actor("song.agent"))

    case = office.case(number)
    assert (case["state"], case["result"], case["tasks"]) == ("withdrawn", "withdrawn", [])
    assert {clock["state"] for clock in case["clocks"]} == {"stopped"}
    assert office.engine.queries.timers(office.actor("admin"))["items"] == []
    with pytest.raises(errors.Conflict):
        office.engine.execute(WithdrawCase(number, "再次"), office.actor("song.agent"))


def test_a_file_that_is_not_what_it_says_is_refused(office: Office, permit: items.Item) -> None:
    number = str(office.register(permit)["case_no"])
    code = permit.sheet.materials[0].code
    with pytest.raises(errors.Invalid) as refused:
        office.engine.execute(
            AttachMaterial(number, code, "申请表.jpg", b"<html>not a picture</html>"),
            office.actor("song.agent"),
        )
    assert {one["field"] for one in refused.value.errors} == {code}
    assert all(line["file_name"] is None for line in office.case(number)["materials"])


def test_a_new_version_leaves_running_cases_on_theirs(
    office: Office, permit: items.Item, tmp_path: Path
) -> None:
    number = str(office.register(permit)["case_no"])
    for path, content in items.read_folder(PERMIT).items():
        target = tmp_path / "construction-permit" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.replace("提交申请".encode(), "递交申请".encode()))
    office.publish(tmp_path / "construction-permit")
    office.complete(number, "first_check", "wang.window", "accept", "齐全", ACCEPT)

    assert office.case(number)["state"] == "accepted"
    assert "提交申请" in office.engine.queries.diagram(office.actor("admin"), number)["xml"]
    newer = office.register(permit)["case_no"]
    assert "递交申请" in office.engine.queries.diagram(office.actor("admin"), newer)["xml"]


def test_a_changed_event_breaks_the_chain(office: Office, permit: items.Item) -> None:
    number = accepted(office, permit)
    assert office.engine.queries.audit(office.actor("he.supervisor"), number)["valid"]
    assert office.engine.verify_audit()["broken"] == []
    with office.engine.sql_engine.begin() as connection:
        connection.exec_driver_sql("UPDATE event SET actor = 'somebody' WHERE type = 'task.completed'")

    audit = office.engine.queries.audit(office.actor("he.supervisor"), number)
    assert not audit["valid"]
    assert audit["items"][audit["first_bad"] - 1]["type"] == "task.completed"
