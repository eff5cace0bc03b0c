"""A clerk's day without a mouse: to the pool, look for a name, claim, tick, write, decide, and on to the next."""

from __future__ import annotations

from typing import Any

from admin_ui.browser.conftest import Open
from admin_ui.browser.test_arrangements import reach
from admin_ui.browser.walking import register, sample
from tongban.engine import SYSTEM, Engine

ITEM, NAME = "sole-trader-registration", "欧阳键盘"


def look_for(page: Any, words: str) -> None:
    """The pool, and what of it has the words."""
    page.keyboard.press("2")
    page.wait_for_url("**/inbox?box=pool*")
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")


def test_work_is_done_by_keyboard_alone(visit: Open, office: Engine) -> None:
    story = sample(ITEM, "granted")
    story["applicant"] = {**story["applicant"], "name": NAME}
    first, second = (str(register(office, ITEM, story)["case_no"]) for _ in range(2))
    page = visit("shi.register")
    page.goto("/inbox")
    look_for(page, NAME)
    for key, number in (("j", first), ("j", second), ("k", first)):
        page.keyboard.press(key)
        assert number in page.locator("tr.row-here").inner_text()
    page.keyboard.press("c")
    page.wait_for_url(f"**/cases/{first}*")
    reach(page, "[name='identity_checked']")
    page.keyboard.press("Space")
    for point in page.locator("[name='point']").all():
        reach(page, f"#{point.get_attribute('id')}")
        with page.expect_response("**/ticks") as kept:
            page.keyboard.press("Space")
        assert kept.value.status == 204
    reach(page, "#opinion")
    page.keyboard.type("材料齐全，准予登记。")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/inbox?finished={first}*")
    done = office.queries.case(SYSTEM, first)["opinions"]
    assert [one["opinion"] for one in done] == ["材料齐全，准予登记。"]
    look_for(page, NAME)
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**/cases/{second}*")


def test_a_click_on_a_head_sorts_and_says_so(visit: Open, office: Engine) -> None:
    story = sample(ITEM, "granted")
    for name in ("排序乙", "排序甲"):
        register(office, ITEM, {**story, "applicant": {**story["applicant"], "name": name}})
    page = visit("shi.register", "en")
    page.goto("/inbox?box=pool&q=排序")
    for wanted in ("ascending", "descending"):
        page.get_by_role("columnheader", name="Applicant").get_by_role("link").press("Enter")
        page.locator(f"th[aria-sort={wanted}]").wait_for()
        names = page.locator("tbody td:nth-child(4)").all_inner_texts()
        assert names == sorted(names, reverse=wanted == "descending")
        assert len(names) == 2
