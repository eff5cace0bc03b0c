"""Trying, learning, importing and claiming in a browser: by keyboard, in both languages, nothing serious for axe."""

from __future__ import annotations

from typing import Any

import pytest
from office import CONTENT

from admin_ui.browser.conftest import DESKTOP, PHONE, Open
from admin_ui.browser.test_accessibility import faults
from admin_ui.browser.walking import register, sample
from tongban.engine import Engine, drafting, items

ITEM, ANALYST, PATIENCE = "seal-filing", "xu.items", 30_000


def drawn(page: Any) -> None:
    page.locator("[data-shown]").wait_for(timeout=PATIENCE)


@pytest.mark.parametrize(("language", "size"), [("zh", DESKTOP), ("en", PHONE)])
def test_a_case_is_tried_step_by_step_and_a_real_one_replayed(
    visit: Open, office: Engine, language: str, size: tuple[int, int]
) -> None:
    files = items.read_folder(CONTENT / ITEM)
    draft = office.execute(drafting.CreateItemDraft(files), office.actor_of_username(ANALYST))
    page = visit(ANALYST, language, size)
    page.goto(f"/studio/{draft['id']}/runs?sample=granted")
    wrong = faults(page)
    page.click("#application button.btn-primary")
    drawn(page)
    wrong += faults(page)
    page.fill("textarea#opinion", "材料齐全。")
    page.focus("button[name='outcome'][value='accept']")
    page.keyboard.press("Enter")
    page.locator("button[name='outcome'][value='approve']").wait_for(timeout=PATIENCE)
    drawn(page)
    assert page.locator("#flow .state-completed").count() and page.locator("#flow .state-active").count()
    case_no = register(office, ITEM, sample(ITEM, "granted"))["case_no"]
    page.goto(f"/studio/learn/{ITEM}/cases/{case_no}")
    drawn(page)
    wrong += faults(page)
    page.focus("#at")
    page.keyboard.press("End")
    last = page.input_value("#at")
    assert last == page.get_attribute("#at", "max") and page.locator(".replay .state-active").count()
    page.focus("[data-do='first']")
    page.keyboard.press("Enter")
    assert page.input_value("#at") == "0"
    assert page.locator("#act-0 [aria-current='step']").count() == 1 and page.inner_text("#told")
    for path in (
        f"/studio/learn/{ITEM}",
        "/studio/diagram",
        "/studio/claim",
        "/studio/claim/sample/000117109003",
    ):
        page.goto(path)
        wrong += faults(page)
    assert wrong == []
