"""The construction permit from application to closing, through the pages alone, as everybody who takes part."""

from __future__ import annotations

from typing import Any

import pytest

from admin_ui.browser.conftest import DESKTOP, PHONE, Open
from admin_ui.browser.walking import apply, by_door, fill, finish, register, sample, take_step
from tongban.engine import SYSTEM, Engine

ITEM, JOINT = "construction-permit", "taiwan-enterprise-start"
ROLES = frozenset({"first_check", "section_review", "branch_review", "main_decision"})
Size = tuple[int, int]


@pytest.mark.parametrize(("language", "size", "pages"), [("zh", DESKTOP, None), ("en", PHONE, ROLES)])
def test_a_permit_is_walked_from_application_to_closing(
    visit: Open, office: Engine, language: str, size: Size, pages: frozenset[str] | None
) -> None:
    """Through the pages alone in Chinese; in English by everybody's first step, the others' through the door."""
    story = sample(ITEM, "granted")
    applicant = visit(story["by"], language, size)
    case_no = apply(applicant, ITEM, story)
    desks: dict[str, Any] = {}
    walked = set()
    for step in story["steps"]:
        if "task" not in step:
            continue
        who = step["as"]
        if pages is None or (step["task"] in pages and step["task"] not in walked):
            desks[who] = desks.get(who) or visit(who, language, size)
            take_step(desks[who], case_no, step)
            walked.add(step["task"])
        else:
            by_door(office, case_no, step)
    assert pages is None or walked == pages
    applicant.goto(f"/cases/{case_no}")
    assert applicant.locator("h1 .tag").first.inner_text() == {"zh": "已办结", "en": "Closed"}[language]
    assert applicant.locator("#documents-title ~ ul li").count() >= len(story["expect"]["documents"])
    applicant.locator("[data-shown]").wait_for()
    assert applicant.locator(".step-active").count() == 0


def test_three_departments_walk_a_joint_case(visit: Open, office: Engine) -> None:
    """One language and width each; the lead gathers, and what is inside a department goes through the door."""
    story = sample(JOINT, "all-agree")
    lead = visit("shi.register")
    case_no = apply(lead, JOINT, story)
    looks = {"registration": ("zh", DESKTOP), "investment": ("en", PHONE), "seal": ("zh", PHONE)}
    numbers: dict[str, str] = {}
    for step in story["steps"]:
        member = step.get("member")
        if "task" not in step:
            continue
        if step["task"] == "accept_check":
            take_step(lead, case_no, step)
            board = office.queries.joint_board(SYSTEM, case_no)
            numbers = {one["key"]: one["case_no"] for one in board["members"]}
        elif step["task"] == "review" and member in looks:
            take_step(visit(step["as"], *looks[member]), numbers[member], step)
        elif step["task"] == "summarise":
            take_step(visit(step["as"]), case_no, step)
        else:
            by_door(office, numbers[member] if member else case_no, step)
    lead.goto(f"/joint-cases/{case_no}")
    assert [lead.locator(f"#member-{one} .tag", has_text="准予").count() for one in looks] == [1, 1, 1]
    lead.goto(f"/cases/{case_no}")
    assert lead.locator("h1 .tag").first.inner_text() == "已办结"


def test_a_gap_in_the_application_keeps_text_and_chosen_files(visit: Open) -> None:
    story = sample(ITEM, "granted")
    page = visit(story["by"])
    page.goto(f"/apply/{ITEM}")
    page.fill("[name='applicant.name']", "临江筑梦房地产开发有限公司")
    code = next(iter(story["materials"]))
    from_disk = {"name": "申请表.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.set_input_files(f"[name='material.{code}']", from_disk)
    page.click("form#application > .actions .btn-primary")
    page.locator("#error-summary").wait_for()
    assert page.input_value("[name='applicant.name']") == "临江筑梦房地产开发有限公司"
    chosen = page.locator(f"[name='material.{code}']").evaluate("node => node.files.length")
    assert chosen == 1
    page.locator("#error-summary a").first.click()


def test_the_second_of_two_clerks_is_told_who_was_first_and_keeps_the_text(
    visit: Open, office: Engine
) -> None:
    story = sample(ITEM, "granted")
    case_no = register(office, ITEM, story)["case_no"]
    slow, quick = visit("wang.window"), visit("liu.window")
    for page in (slow, quick):
        page.goto(f"/inbox?box=pool&q={case_no}")
        page.locator("[id^='task-'] .row-title").first.click()
        page.locator(".task-form").wait_for()
    fill(quick, story["steps"][0]["variables"])
    finish(quick, story["steps"][0])
    slow.fill("#opinion", "我写了很久的意见")
    slow.locator("#outcome button").last.click()
    slow.locator(".trouble").wait_for()
    told = slow.locator(".trouble").inner_text()
    assert "别人先办了一步" in told
    assert "刘敏之" in told or "liu.window" in told
    assert slow.locator(".trouble textarea").first.input_value() == "我写了很久的意见"


def test_anybody_follows_the_case_by_number_and_code(visit: Open, office: Engine) -> None:
    story = sample(ITEM, "granted")
    case = register(office, ITEM, story)
    stranger = visit(size=PHONE)
    stranger.goto("/progress")
    stranger.fill("#case_no", case["case_no"])
    stranger.fill("#code", case["progress_code"])
    stranger.click("main form button")
    stranger.locator(".step-active").wait_for()
    assert story["applicant"]["name"] not in stranger.locator("main").inner_text()
