"""The board of a joint case in a browser: departments at a glance, alive while it is open, in both languages."""

from __future__ import annotations

from pathlib import Path

from admin_ui.browser.conftest import PHONE, Open
from tongban import processes
from tongban.engine import SYSTEM, CompleteTask, Engine, RegisterCase, items

ITEM = Path(processes.__path__[0]) / "taiwan-enterprise-start"


def opened(office: Engine) -> str:
    """A joint case that has just been accepted."""
    item = items.read_item(items.read_folder(ITEM))
    story = next(one for one in item.samples.values() if one.key == "all-agree")
    clerk = office.actor_of_username("shi.register")
    assert clerk is not None
    command = RegisterCase(item.code, story.applicant, story.agent, story.form, "window", joint=True)
    return str(office.execute(command, clerk)["case_no"])


def accept(office: Engine, case_no: str) -> None:
    task = office.queries.tasks(SYSTEM, case=case_no, element="accept_check")["items"][0]["id"]
    clerk = office.actor_of_username("shi.register")
    assert clerk is not None
    office.execute(CompleteTask(task, "accept", "材料齐全。"), clerk)


def test_the_board_lives_and_the_copy_is_confirmed(visit: Open, office: Engine) -> None:
    case_no = opened(office)
    page = visit("kong.trade")
    page.goto(f"/joint-cases/{case_no}")
    card = page.locator("#member-investment")
    assert "未开始" in card.inner_text()
    accept(office, case_no)
    # Fetched again by itself, without the reader doing anything.
    page.locator("#member-investment .board-step").wait_for(timeout=15_000)
    assert "核对投资信息" in card.inner_text()
    assert "等待：台资企业设立登记" in page.locator("#member-tax").inner_text()
    page.locator("#member-investment button").click()
    page.locator("#member-investment .board-read", has_text="孔商和").wait_for()


def test_the_board_in_english_on_a_phone_for_the_applicant(visit: Open, office: Engine) -> None:
    case_no = opened(office)
    accept(office, case_no)
    page = visit("song.agent", "en", PHONE)
    page.goto(f"/joint-cases/{case_no}")
    assert page.locator(".board-line").count() == 4
    assert page.locator(".board-opinions, .board-read").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
