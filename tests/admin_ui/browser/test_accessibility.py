"""Every page in both languages, wide and narrow: nothing serious for axe, and nothing wider than the screen."""

from __future__ import annotations

from typing import Any

import pytest

from admin_ui.browser.conftest import DESKTOP, PHONE, Open
from admin_ui.browser.walking import register, sample
from tongban.engine import Engine

axe = pytest.importorskip("axe_playwright_python.base", reason="axe-playwright-python is not installed")
# Asked for in the page, because its whole report is far larger than what is wanted of it.
SERIOUS = """axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations
    .filter(({impact}) => ['serious', 'critical'].includes(impact))
    .map(({id, nodes}) => `${id}: ${nodes[0].target}`))"""
ITEM = "construction-permit"
PUBLIC = (
    "/",
    "/signin",
    "/items",
    f"/items/{ITEM}",
    "/progress",
    "/verify",
    "/verify/NONE",
    "/nothing",
    "/signup",
)
OFFICE = (
    "/inbox",
    "/inbox?box=pool",
    "/inbox?box=done",
    "/window",
    "/window/identity",
    f"/window/{ITEM}",
    "/messages",
)
PAPERS = ("/papers/templates?unit=zjj", "/papers/templates/zjj/grant_decision", "/papers/waiting")
LOOKS = [("zh", DESKTOP), ("en", PHONE)]


def faults(page: Any) -> list[str]:
    """What axe calls serious or critical, and whether the page is wider than its window."""
    page.evaluate(axe.AXE_SCRIPT)
    told = [*page.evaluate(SERIOUS)]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{page.url} {fault}" for fault in [*told, *([f"{wide} pixels too wide"] if wide > 0 else [])]]


def look(page: Any, path: str) -> list[str]:
    page.goto(path)
    if page.locator("[data-diagram]").count():
        page.locator("[data-shown]").wait_for()
    return faults(page)


@pytest.mark.parametrize(("language", "size"), LOOKS)
def test_nothing_keeps_anybody_out(visit: Open, office: Engine, language: str, size: tuple[int, int]) -> None:
    story = sample(ITEM, "granted")
    case_no = register(office, ITEM, story)["case_no"]
    applicant, clerk = visit(story["by"], language, size), visit("wang.window", language, size)
    admin, stranger = visit("admin", language, size), visit("", language, size)
    stranger.goto(f"/?lang={language}")
    wrong: list[str] = []
    for page, paths in (
        (stranger, PUBLIC),
        (
            applicant,
            (
                "/my",
                "/my/agents",
                "/licences",
                f"/items/{ITEM}/eligible",
                f"/apply/{ITEM}",
                f"/cases/{case_no}",
                f"/cases/{case_no}/receipt",
            ),
        ),
        (clerk, (*OFFICE, f"/cases/{case_no}")),
        (admin, ("/admin", "/admin/instances", "/admin/people", *PAPERS)),
    ):
        for path in paths:
            wrong += look(page, path)
    assert wrong == []


def test_the_mark_of_the_drawing_library_is_in_sight(visit: Open) -> None:
    page = visit()
    page.goto(f"/items/{ITEM}")
    page.locator("[data-shown]").wait_for()
    mark = page.locator(".bjs-powered-by")
    mark.scroll_into_view_if_needed()
    assert mark.is_visible()
    on_top = mark.evaluate(
        """node => { const box = node.getBoundingClientRect();
        return node.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"""
    )
    assert on_top


def test_a_page_is_walked_by_keyboard_alone(visit: Open) -> None:
    page = visit()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_without_scripts_an_application_still_goes_through(browser: Any, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/signin")
    page.fill("#username", "lin.applicant")
    page.fill("#password", "tongban-demo")
    page.click("form[action='/signin'] button")
    page.goto(f"/apply/{ITEM}")
    page.click("form#application > .actions .btn-primary")
    assert page.locator("#error-summary").is_visible()
    page.click("button[name='_add']")
    assert page.locator("[name='buildings[1].name']").count() == 1
    context.close()
