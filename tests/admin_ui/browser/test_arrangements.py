"""Many at once, proxies, jumps and drafts in a browser: by keyboard, in both languages, open to everybody."""

from __future__ import annotations

from typing import Any

import pytest

from admin_ui.browser.conftest import DESKTOP, PHONE, Open
from admin_ui.browser.test_accessibility import faults
from admin_ui.browser.test_dialogs import at_the_sections, open_act
from admin_ui.browser.walking import register, sample
from admin_ui.test_desk import SECOND
from tongban.engine import SYSTEM, AskJump, Engine, LoadPeople
from tongban.engine.passwords import hash_password

ITEM = "construction-permit"


def at_the_window(office: Engine) -> str:
    return str(register(office, ITEM, sample(ITEM, "granted"))["case_no"])


def reach(page: Any, selector: str) -> None:
    """Press Tab until the control has the focus."""
    for _ in range(60):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_rows_are_ticked_and_claimed_together_by_keyboard_alone(visit: Open, office: Engine) -> None:
    for _ in range(2):
        at_the_window(office)
    page = visit("wang.window")
    page.goto("/inbox?box=pool")
    reach(page, "#all-rows")
    page.keyboard.press("Space")
    number = page.locator("[name='task']:checked").count()
    assert number >= 2
    assert str(number) in page.locator("[data-ticked]").inner_text()
    reach(page, "#batch button")
    page.keyboard.press("Enter")
    page.locator("#act-claim").wait_for()
    reach(page, "#act-claim .actions button")
    page.keyboard.press("Enter")
    page.locator(".notice-good").wait_for()
    assert f"办成 {number} 件" in page.locator("[role='status']").inner_text()


def test_a_proxy_is_set_up_in_a_dialog_by_keyboard_alone(visit: Open, office: Engine) -> None:
    case_no = at_the_sections(office)
    page = visit("zhao.zaj")
    page.goto("/proxies")
    reach(page, "a[href='/proxies/new']")
    page.keyboard.press("Enter")
    page.locator("#dialog[open] #act").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('dialog').contains(document.activeElement)")
    reach(page, "#dialog [name='who']")
    page.keyboard.type("sun.sqb")
    page.locator("#act-agent-list .tick").nth(1).wait_for(state="detached")
    reach(page, "#act-agent-list input")
    page.keyboard.press("Space")
    page.fill("#act-starts_at", "2026-02-09")
    page.fill("#act-ends_at", "2026-02-20")
    reach(page, "#act-proxy .actions button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/proxies?did=proxy")
    agent = visit("sun.sqb", "en", PHONE)
    agent.goto(f"/inbox?box=pool&q={case_no}")
    assert agent.locator(".tag:has-text('for 赵安质')").count() == 1
    page.click("form[action$='/revoke'] button")
    page.wait_for_url("**ended=1")


def test_what_was_written_outlives_a_closed_tab(visit: Open, office: Engine) -> None:
    case_no = at_the_sections(office)
    page = visit("qian.jzy")
    page.goto(f"/cases/{case_no}")
    page.fill("#opinion", "写到一半就关了")
    # What leaving the page does: the request outlives it.
    with page.expect_response(lambda one: one.url.endswith("/draft")) as kept:
        page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert kept.value.status == 204
    page.close()
    again = visit("qian.jzy")
    again.goto(f"/cases/{case_no}")
    assert again.input_value("#opinion") == "写到一半就关了"
    again.goto(f"/inbox?box=pool&q={case_no}")
    assert again.locator(".tag:has-text('有草稿')").count() == 1


def test_a_jump_asked_for_by_one_administrator_is_made_by_another(visit: Open, office: Engine) -> None:
    office.execute(LoadPeople({"people": [SECOND]}, hash_password), SYSTEM)
    case_no = at_the_window(office)
    first = visit("admin")
    first.goto(f"/cases/{case_no}")
    open_act(first, "jump")
    first.click("#act-to label:has-text('科室并联审查')")
    first.fill("#act-reason", "线下已受理")
    first.click("#act-jump .actions button")
    first.wait_for_url("**did=jump*")
    second = visit("deng.admin", "en", PHONE)
    second.goto("/jumps")
    open_act(second, "approve")
    second.click("#act-approve .actions button")
    second.wait_for_url("**/jumps?did=approve")
    assert {one["element"] for one in office.queries.tasks(SYSTEM, case=case_no)["items"]} == {
        "section_review"
    }


@pytest.mark.parametrize(("language", "size"), [("zh", DESKTOP), ("en", PHONE)])
def test_nothing_here_keeps_anybody_out(
    visit: Open, office: Engine, language: str, size: tuple[int, int]
) -> None:
    case_no = at_the_window(office)
    task = office.queries.tasks(SYSTEM, case=case_no)["items"][0]["id"]
    admin = office.actor_of_username("admin")
    assert admin is not None
    office.execute(AskJump(task, "section_review", "看一看"), admin)
    chief, clerk = visit("admin", language, size), visit("wang.window", language, size)
    wrong: list[str] = []
    for page, paths in (
        (chief, ("/proxies", "/proxies/new", "/phrases", "/handover", "/handover?leaver=sun.sqb", "/jumps")),
        (chief, ("/handover/sun.sqb", f"/tasks/{task}/jump")),
        (clerk, ("/phrases/new", "/inbox?box=pool", "/inbox?box=cc", "/handover", f"/tasks/{task}/urge")),
        (clerk, tuple(f"/inbox/batch?operation={name}&task={task}" for name in ("complete", "transfer"))),
    ):
        for path in paths:
            page.goto(path)
            wrong += faults(page)
    chief.goto("/proxies/new")
    chief.click("#act-proxy .actions button")
    chief.locator(".error-summary").wait_for()
    wrong += faults(chief)
    assert wrong == []
