"""The supervisor's pages in a browser: nothing serious for axe, light and dark, wide and narrow, and all by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from admin_ui.browser.conftest import DESKTOP, PHONE, Open
from admin_ui.browser.test_accessibility import look
from admin_ui.browser.walking import register, sample
from tongban.engine import CompleteTask, Engine
from tongban.engine.worker import Worker

ITEM = "construction-permit"
PAGES = (
    "/supervision",
    "/supervision/cases?view=late",
    "/supervision/cases?view=near",
    "/supervision/cases?view=stuck",
    "/supervision/alarms",
    "/supervision/statistics?by=month",
    "/supervision/rules/alarm",
    "/supervision/rules/escalation",
    "/supervision/rules/alarm/new",
    "/supervision/rules/alarm/law-late",
    "/supervision/rules/escalation/new",
    "/supervision/rules/escalation/remind-before",
    "/supervision/rules/firings",
)
LOOKS = [("zh", DESKTOP, "light"), ("en", PHONE, "dark")]


@pytest.fixture
def late(office: Engine) -> Iterator[str]:
    """A case that has been lying about for a month, as the engine's clock has it; afterwards it is today again."""
    story = sample(ITEM, "granted")
    case_no = str(register(office, ITEM, story)["case_no"])
    clerk = office.actor_of_username("wang.window")
    assert clerk is not None
    task = office.queries.tasks(clerk, case=case_no)["items"][0]
    values = {"sections": ["zjj-jzy", "zjj-zaj"], "missing_materials": [], "paper_received": True}
    office.execute(CompleteTask(task["id"], "accept", "齐全", values), clerk)
    executor: Any = office._executor
    today = executor.clock
    executor.clock = lambda: today() + timedelta(days=30)
    office.queries._clock, before = executor.clock, office.queries._clock
    Worker(office).sweep()
    yield case_no
    executor.clock, office.queries._clock = today, before


@pytest.mark.parametrize(("language", "size", "scheme"), LOOKS)
def test_nothing_keeps_a_supervisor_out(
    visit: Open, office: Engine, late: str, language: str, size: tuple[int, int], scheme: str
) -> None:
    supervisor = office.actor_of_username("he.supervisor")
    assert supervisor is not None
    page = visit("he.supervisor", language, size)
    page.emulate_media(color_scheme=scheme)
    code = office.queries.case(supervisor, late)["item"]["code"]
    alarm = office.queries.alarms(supervisor, case_no=late)["items"][0]["id"]
    wrong: list[str] = []
    for path in (*PAGES, f"/supervision/alarms/{alarm}", f"/supervision/statistics/heat/{code}"):
        wrong += look(page, path)
    assert wrong == []


def test_from_the_board_to_the_case_and_back_to_a_verdict_by_keyboard(visit: Open, late: str) -> None:
    page = visit("he.supervisor")
    page.goto("/supervision")
    follow(page, "a.tile >> nth=0")
    assert "view=late" in page.url
    follow(page, f"tr:has-text('{late}') a.row-title >> nth=0")
    assert page.url.endswith(late)
    page.goto(f"/supervision/alarms?open=1&case={late}")
    follow(page, "th a.row-title >> nth=0")
    page.focus("#reason")
    page.keyboard.type("经核实属实")
    page.focus("button[value=uphold]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "经核实属实" in page.inner_text(".alarm-steps") and "did=uphold" in page.url


def test_a_verdict_without_a_reason_says_what_is_missing(visit: Open, late: str) -> None:
    page = visit("he.supervisor")
    page.goto(f"/supervision/alarms?open=1&case={late}")
    page.click("th a.row-title >> nth=0")
    page.click("button[value=lift]")
    assert page.locator("#error-summary a[href='#reason']").is_visible()


def test_a_rule_is_switched_off_and_a_new_one_made(visit: Open, late: str) -> None:
    page = visit("he.supervisor")
    page.goto("/supervision/rules/alarm/new")
    page.fill("#name", "多次补正")
    page.fill("#events", "case.correction_requested")
    page.fill("#condition", "count >")
    page.click("button[value=save]")
    assert page.locator("#error-summary a[href='#condition']").is_visible()
    page.fill("#condition", "count > 2")
    page.click("button[value=save]")
    row = page.locator("tr", has_text="多次补正")
    row.locator("button[value=switch]").click()
    assert "已停用" in page.locator("tr", has_text="多次补正").inner_text()


def test_a_table_is_taken_away_as_a_file(visit: Open, late: str) -> None:
    page = visit("he.supervisor")
    page.goto("/supervision/cases?view=late")
    for kind, begin in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
        with page.expect_download() as taken:
            page.click(f".exports a[href*='format={kind}']")
        with open(taken.value.path(), "rb") as file:
            assert file.read(4).startswith(begin)


def test_somebody_without_the_right_sees_only_their_own_alarms(visit: Open, late: str) -> None:
    page = visit("wang.window")
    page.goto("/supervision")
    assert page.url.endswith("/supervision/alarms")
    answer = page.goto("/supervision/statistics")
    assert answer.status == 403


def follow(page: Any, selector: str) -> None:
    page.locator(selector).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
