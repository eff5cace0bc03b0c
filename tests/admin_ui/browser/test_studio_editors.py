"""The studio's editors of forms and tables, and FEEL beside them, in a browser: drawn, kept, checked, tried, remarked."""

from __future__ import annotations

import json
from typing import Any

import pytest
from office import CONTENT

from admin_ui.browser.conftest import DESKTOP, PHONE, Open
from admin_ui.browser.test_accessibility import faults
from admin_ui.browser.test_studio import ANALYST, PATIENCE, kept, saved
from tongban.engine import Engine, drafting, items


@pytest.fixture
def home(office: Engine) -> str:
    """A draft with forms and a table."""
    files = items.read_folder(CONTENT / "construction-permit")
    made = office.execute(drafting.CreateItemDraft(files), office.actor_of_username(ANALYST))
    return f"/studio/{made['id']}"


def shown(page: Any, address: str) -> None:
    page.goto(address)
    page.locator("#canvas[data-shown]").wait_for(timeout=PATIENCE)


def change(page: Any, name: str, value: str) -> None:
    page.locator("#state:not([data-state='saving'])").wait_for(timeout=PATIENCE)
    page.locator("#state").evaluate("node => delete node.dataset.state")
    page.fill(f"#panel [name='{name}']", value)
    page.locator(f"#panel [name='{name}']").blur()
    saved(page)


def in_sight(page: Any, mark: str) -> bool:
    """Whether a mark of the libraries is there and nothing lies over it."""
    found = page.locator(mark).first
    found.scroll_into_view_if_needed()
    return bool(
        found.evaluate(
            """node => { const box = node.getBoundingClientRect();
            return node.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"""
        )
    )


def field(office: Engine, home: str, key: str) -> dict[str, Any]:
    form = json.loads(kept(office, home)["contents"]["form.json"])
    return next(one for one in form["components"] if one.get("key") == key)


def test_a_field_is_added_named_conditioned_and_seen(visit: Open, office: Engine, home: str) -> None:
    page = visit(ANALYST)
    before = kept(office, home)["contents"]["form.json"]
    shown(page, f"{home}/forms/edit/form.json")
    page.click("#steps button:has-text('建设地址')")
    page.select_option("#panel [name='newType']", "textfield")
    page.locator("#state").evaluate("node => delete node.dataset.state")
    page.click("#panel [name='new']")
    change(page, "key", "street_no")
    change(page, "label.zh", "门牌号")
    change(page, "label.en", "House number")
    page.locator("#preview >> text=门牌号").wait_for(timeout=PATIENCE)
    page.click("#panel [name='hide.build']")
    page.select_option(".builder [name='field']", "project_kind")
    page.select_option(".builder [name='value.0']", "public")
    page.locator("#state").evaluate("node => delete node.dataset.state")
    page.click(".builder [name='builder.write']")
    saved(page)
    made = field(office, home, "street_no")
    assert (made["label"], made["properties"]["label_en"]) == ("门牌号", "House number")
    assert made["conditional"] == {"hide": '= project_kind = "public"'}
    keys = [one.get("key") for one in json.loads(kept(office, home)["contents"]["form.json"])["components"]]
    assert keys.index("street_no") == keys.index("project_address") + 1
    page.locator("#preview select").first.select_option("public")
    page.locator("#preview >> text=门牌号").wait_for(state="detached", timeout=PATIENCE)
    page.fill("#panel [name='hide']", "= project_kind = ")
    page.locator("#panel .wrong").wait_for()
    assert "第" in page.locator("#panel .wrong").inner_text()
    for _ in range(8):
        page.click("[data-do='undo']")
    page.locator("#steps button:has-text('门牌号')").wait_for(state="detached")
    assert page.locator("#steps > li").count() == len(json.loads(before)["components"])
    assert in_sight(page, ".fjs-powered-by-link")


def test_nobody_s_form_is_overwritten(visit: Open, office: Engine, home: str) -> None:
    page = visit(ANALYST, "en")
    shown(page, f"{home}/forms/edit/form.json")
    theirs = kept(office, home)["contents"]["form.json"] + b"\n"
    change_it = drafting.ChangeItemDraft(home.rpartition("/")[2], {"form.json": theirs}, None)
    office.execute(change_it, office.actor_of_username("admin"))
    page.click("#steps button >> nth=1")
    page.fill("#panel [name='label.en']", "Mine")
    page.locator("#panel [name='label.en']").blur()
    page.locator("#clash").wait_for(timeout=PATIENCE)
    assert "admin" in page.locator("#clash-told").inner_text()
    assert kept(office, home)["contents"]["form.json"] == theirs


def test_a_table_is_changed_and_tried_row_by_row(visit: Open, office: Engine, home: str) -> None:
    page = visit(ANALYST)
    shown(page, f"{home}/rules/edit/rules.dmn")
    cell = page.locator("#canvas td[data-row-id='fee_residential']").nth(4)
    page.locator("#state").evaluate("node => delete node.dataset.state")
    cell.click()
    page.keyboard.press("End")
    page.keyboard.type(" + 1")
    page.locator("#panel h2").click()
    saved(page)
    assert b"area * 45 + 1" in kept(office, home)["contents"]["rules.dmn"]
    change(page, "input.1.label", "面积")
    page.select_option("#try [name='value.project_kind']", "residential")
    page.fill("#try [name='value.area']", "100")
    page.fill("#try [name='value.investment']", "1")
    page.click("#try [name='run']")
    page.locator("#tried").wait_for()
    assert "4501" in page.locator("#tried .notice").inner_text()
    assert page.locator("#tried tr.studio-hit").get_attribute("data-rule") == "fee_residential"
    assert page.locator("#canvas td.studio-hit").count() > 0
    assert page.get_attribute("#canvas", "data-untranslated") == ""
    assert in_sight(page, "#canvas .bjs-powered-by")


def test_names_are_offered_and_remarks_are_kept(visit: Open, office: Engine, home: str) -> None:
    page = visit(ANALYST)
    shown(page, f"{home}/flow?element=check_result_to_calculate_fee")
    page.fill("#panel [name='condition']", "= ")
    page.locator("#panel [name='condition']").press_sequentially("合同")
    page.locator(".feel-list li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#panel [name='condition']") == "= contract_price"
    page.keyboard.press("Escape")
    page.click("#steps button:has-text('主管领导决定')")
    page.fill("#remark-text", "要不要先送法制审核？")
    page.click("[name='remark.add']")
    page.locator(".tb-remarks").wait_for()
    page.locator("[name='remark.settle']").click()
    page.locator(".tb-remarks").wait_for(state="detached")
    (one,) = office.queries.draft_comments(office.actor_of_username(ANALYST), home.rpartition("/")[2])
    assert (one["text"], one["resolved_by"]) == ("要不要先送法制审核？", ANALYST)
    page.locator("#steps button").first.focus()
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()


@pytest.mark.parametrize(("language", "size"), [("zh", DESKTOP), ("en", PHONE)])
def test_the_editors_keep_nobody_out(
    visit: Open, office: Engine, home: str, language: str, size: Any
) -> None:
    page = visit(ANALYST, language, size)
    wrong = []
    for path in ("forms/edit/form.json", "rules/edit/rules.dmn"):
        shown(page, f"{home}/{path}?lang={language}")
        wrong += faults(page)
    for path in ("rules/new", "past", "comments"):
        page.goto(f"{home}/{path}")
        wrong += faults(page)
    shown(page, f"{home}/forms/edit/form.json")
    page.locator("#steps button").nth(4).click()
    page.click("#panel [name='hide.build']")
    wrong += faults(page)
    assert wrong == []
