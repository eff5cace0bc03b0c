"""Joint cases in a browser: the board that lives, its dialogs, the members ticked in an application, both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from admin_ui.browser.conftest import DESKTOP, PHONE, Open
from admin_ui.browser.test_accessibility import look
from tongban import processes
from tongban.engine import SYSTEM, CompleteTask, Engine, RegisterCase, items

CONTENT = Path(processes.__path__[0])
TAIWAN, PROJECT = "taiwan-enterprise-start", "construction-project-approval"
NEEDED = ("filing", "land_use", "works_plan", "permit", "fire", "completion")


def opened(office: Engine, key: str, story: str, members: tuple[str, ...] | None = None) -> dict[str, Any]:
    """A joint case that has just been registered."""
    item = items.read_item(items.read_folder(CONTENT / key))
    told = next(one for one in item.samples.values() if one.key == story)
    who = office.actor_of_username(told.by)
    assert who is not None
    command = RegisterCase(
        item.code, told.applicant, told.agent, told.form, told.channel, joint=True, members=members
    )
    return office.execute(command, who)


def accept(office: Engine, case_no: str, username: str = "shi.register") -> None:
    task = office.queries.tasks(SYSTEM, case=case_no, element="accept_check")["items"][0]["id"]
    clerk = office.actor_of_username(username)
    assert clerk is not None
    office.execute(CompleteTask(task, "accept", "材料齐全。"), clerk)


def test_the_board_lives_and_the_copy_is_confirmed(visit: Open, office: Engine) -> None:
    case_no = opened(office, TAIWAN, "all-agree")["case_no"]
    page = visit("kong.trade")
    page.goto(f"/joint-cases/{case_no}")
    card = page.locator("#member-investment")
    assert "未开始" in card.inner_text()
    accept(office, case_no)
    # Fetched again by itself, without the reader doing anything.
    page.locator("#member-investment .board-step").wait_for(timeout=15_000)
    assert "核对投资信息" in card.inner_text()
    assert "等待：台资企业设立登记" in page.locator("#member-tax").inner_text()
    # The other departments' copies are not this reader's, and the lead's acts are not either.
    assert page.locator(".board-acts a").all_inner_texts() == ["签收抄告"]
    page.click("#member-investment .board-acts a")
    page.click("#act-read_notice .actions button")
    page.locator("#member-investment .board-read", has_text="孔商和").wait_for()


def test_the_lead_adds_cancels_and_records_a_meeting_by_dialogs(visit: Open, office: Engine) -> None:
    case_no = opened(office, PROJECT, "granted", NEEDED)["case_no"]
    accept(office, case_no, "wang.window")
    page = visit("ning.joint")
    page.goto("/joint-cases")
    page.click(f".joint-list a[href$='{case_no}']")
    page.click("text=增加事项")
    page.fill("#act-reason", "地下室超过两千平方米")
    page.click("#act-add_member .actions button")
    page.locator(".notice-good", has_text="事项已增加").wait_for()
    card = page.locator("#member-civil_defence")
    card.get_by_text("取消事项").click()
    page.click("#act-cancel_member .actions button")
    page.locator("#act .error-summary").wait_for()
    page.fill("#act-reason", "不建地下室")
    page.click("#act-cancel_member .actions button")
    page.locator(".notice-good", has_text="事项已取消").wait_for()
    assert "取消原因：不建地下室" in card.inner_text()
    # What ended without a grant goes back to its department.
    card.get_by_text("退回再审").click()
    page.fill("#act-reason", "又要建了")
    page.click("#act-return_member .actions button")
    page.locator(".notice-good", has_text="已退回").wait_for()
    assert "第 2 轮" in card.inner_text()


def test_a_meeting_refused_by_the_engine_keeps_what_was_written(visit: Open, office: Engine) -> None:
    case_no = opened(office, PROJECT, "granted", NEEDED)["case_no"]
    accept(office, case_no, "wang.window")
    page = visit("ning.joint")
    page.goto(f"/joint-cases/{case_no}")
    page.click("text=记录联审会议")
    page.fill("#act-held_at", "2027-01-01T09:00")
    page.fill("#act-place", "三楼会议室")
    page.check("#act-units-fgj")
    page.fill("#act-minutes", "逐项讨论。")
    page.fill("#act-conclusion", "原则同意。")
    page.click("#act-record_meeting .actions button")
    page.locator("#wrong-act-held_at", has_text="会议尚未召开").wait_for()
    assert page.input_value("#act-minutes") == "逐项讨论。"
    assert page.is_checked("#act-units-fgj")
    page.fill("#act-held_at", "2026-02-09T08:30")
    page.click("#act-record_meeting .actions button")
    page.locator("section", has_text="结论：原则同意。").wait_for()


@pytest.mark.parametrize(("language", "size"), [("zh", DESKTOP), ("en", PHONE)])
def test_members_are_ticked_in_the_application(
    visit: Open, office: Engine, language: str, size: tuple[int, int]
) -> None:
    page = visit("song.agent", language, size)
    page.goto(f"/apply/{PROJECT}")
    boxes = page.locator("[name='members']")
    fixed = [one.get_attribute("value") for one in boxes.all() if one.is_disabled()]
    assert fixed == list(NEEDED)
    page.uncheck("#member-civil_defence")
    # The choice outlives a refusal.
    page.click("form#application > .actions .btn-primary")
    page.locator(".error-summary").wait_for()
    assert not page.is_checked("#member-civil_defence")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_board_in_english_on_a_phone_for_the_applicant(visit: Open, office: Engine) -> None:
    case = opened(office, TAIWAN, "all-agree")
    accept(office, case["case_no"])
    page = visit("song.agent", "en", PHONE)
    page.goto(f"/joint-cases/{case['case_no']}")
    assert page.locator(".board-line").count() == 4
    assert page.locator(".board-opinions, .board-read, .board-acts").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.goto(f"/progress?case_no={case['case_no']}&code={case['progress_code']}")
    assert page.locator("#members li").count() == 4


@pytest.mark.parametrize(("language", "size"), [("zh", DESKTOP), ("en", PHONE)])
def test_nothing_of_it_keeps_anybody_out(
    visit: Open, office: Engine, language: str, size: tuple[int, int]
) -> None:
    case_no = opened(office, PROJECT, "granted", NEEDED)["case_no"]
    accept(office, case_no, "wang.window")
    board = f"/joint-cases/{case_no}"
    lead, department = visit("ning.joint", language, size), visit("luo.reform", language, size)
    applicant = visit("song.agent", language, size)
    wrong: list[str] = []
    for page, paths in (
        (lead, ("/joint-cases", board, f"{board}/add_member", f"{board}/record_meeting")),
        (lead, (f"{board}/members/filing/cancel_member",)),
        (department, (board, f"{board}/members/filing/read_notice")),
        (applicant, (f"/apply/{PROJECT}",)),
    ):
        for path in paths:
            wrong += look(page, path)
    assert wrong == []
