"""The dialogs in a browser: opened over the page, refused with the text kept, carried through, and open to everybody."""

from __future__ import annotations

from typing import Any

from admin_ui.browser.conftest import PHONE, Open
from admin_ui.browser.test_accessibility import faults
from admin_ui.browser.walking import register, sample
from tongban.engine import CompleteTask, Engine

ITEM = "construction-permit"


def at_the_sections(office: Engine) -> str:
    """A case that the window has accepted."""
    story = sample(ITEM, "granted")
    case_no: str = register(office, ITEM, story)["case_no"]
    first = story["steps"][0]
    clerk = office.actor_of_username(first["as"])
    assert clerk is not None
    task = office.queries.inbox(clerk, box="pool", q=case_no)["items"][0]["id"]
    office.execute(CompleteTask(task, first["outcome"], first["opinion"], first["variables"]), clerk)
    return case_no


def open_act(page: Any, name: str) -> None:
    page.click(f"a[href$='/{name}']")
    page.locator("#dialog[open] #act").wait_for()


def test_work_is_handed_to_somebody_else(visit: Open, office: Engine) -> None:
    case_no = at_the_sections(office)
    page = visit("sun.sqb")
    page.goto(f"/cases/{case_no}")
    page.fill("#opinion", "写到一半的意见")
    open_act(page, "transfer")
    page.fill("#act-reason", "今天出差")
    page.click("#act-transfer button")
    page.locator("#dialog .error-summary").wait_for()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.input_value("#act-reason") == "今天出差"
    page.click("#dialog [data-close]")
    page.locator("#dialog[open]").wait_for(state="detached")
    assert page.input_value("#opinion") == "写到一半的意见"
    open_act(page, "transfer")
    page.fill("#dialog [name='who']", "qian")
    page.locator("#act-to-list .tick").nth(1).wait_for(state="detached")
    page.locator("#act-to-list input").check()
    page.fill("#act-reason", "今天出差")
    page.click("#act-transfer button")
    page.wait_for_url("**/inbox?did=transfer*")
    assert case_no in page.locator("[role='status']").inner_text()


def test_a_draft_outlives_its_tab(visit: Open, office: Engine) -> None:
    case_no = at_the_sections(office)
    page = visit("zhao.zaj")
    page.goto(f"/cases/{case_no}")
    page.fill("#opinion", "明天接着写")
    page.click("button[formaction$='/draft']")
    page.wait_for_url("**did=save_draft*")
    page.close()
    again = visit("zhao.zaj")
    again.goto(f"/cases/{case_no}")
    assert again.input_value("#opinion") == "明天接着写"


def test_nothing_in_a_dialog_keeps_anybody_out(visit: Open, office: Engine) -> None:
    case_no = at_the_sections(office)
    wrong: list[str] = []
    for who, language, size, acts in (
        ("zhou.branch", "zh", (1366, 768), ("suspend", "void")),
        ("qian.jzy", "en", PHONE, ("transfer", "consult")),
    ):
        page = visit(who, language, size)
        for name in acts:
            page.goto(f"/cases/{case_no}")
            open_act(page, name)
            page.click(f"#act-{name} button")
            page.locator("#dialog .error-summary").wait_for()
            wrong += faults(page)
    assert wrong == []
