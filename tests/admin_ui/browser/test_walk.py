"""The construction permit from application to closing, through the pages alone, as everybody who takes part."""

from __future__ import annotations

import pytest

from admin_ui.browser.conftest import DESKTOP, PHONE, Open
from admin_ui.browser.walking import apply, fill, finish, register, sample, take_step
from tongban.engine import Engine

ITEM = "construction-permit"
Size = tuple[int, int]


@pytest.mark.parametrize(
    ("item", "language", "size"),
    [("construction-permit", "zh", DESKTOP), ("sole-trader-registration", "en", PHONE)],
)
def test_an_item_is_walked_from_application_to_closing(
    visit: Open, item: str, language: str, size: Size
) -> None:
    story = sample(item, "granted")
    applicant = visit(story["by"], language, size)
    case_no = apply(applicant, item, story)
    desks = {}
    for step in story["steps"]:
        if "task" in step:
            who = step["as"]
            desks[who] = desks.get(who) or visit(who, language, size)
            take_step(desks[who], case_no, step)
    applicant.goto(f"/cases/{case_no}")
    assert applicant.locator("h1 .tag").first.inner_text() == {"zh": "已办结", "en": "Closed"}[language]
    assert applicant.locator("#documents-title ~ ul li").count() >= len(story["expect"]["documents"])
    applicant.locator("[data-shown]").wait_for()
    assert applicant.locator(".step-active").count() == 0


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
