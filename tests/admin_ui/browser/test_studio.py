"""The studio in a browser: from a template to a case under the new item; drawing, problems, undo, clashes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from admin_ui.browser.conftest import DESKTOP, PHONE, Open
from admin_ui.browser.test_accessibility import faults
from admin_ui.browser.walking import apply
from tongban.engine import Engine, drafting

ANALYST, TEMPLATE = "xu.items", "seal-filing"
#: What an analyst does between two looks at what was kept; under a loaded machine a save takes its time.
PATIENCE = 30_000


def begin(page: Any, key: str, digits: str) -> str:
    """A draft out of the serial template; its address."""
    page.goto("/studio")
    page.check(f"#source-{TEMPLATE}")
    page.fill("#name", "临街摆摊备案")
    page.fill("#name_en", "Street stall filing")
    page.fill("#key", key)
    page.fill("#basic_code", f"0010171090{digits}")
    page.click("form[action='/studio/new'] button")
    page.wait_for_url(lambda url: url.rpartition("/")[2] not in ("studio", "new"))
    return str(page.url)


def draw(page: Any, home: str) -> None:
    page.goto(f"{home}/flow")
    page.locator("#canvas[data-shown]").wait_for(timeout=PATIENCE)


def saved(page: Any) -> None:
    page.locator("#state[data-state='saved']").wait_for(timeout=PATIENCE)


def change(page: Any, name: str, value: str) -> None:
    """Type into a control of the panel and leave it."""
    page.locator("#state:not([data-state='saving'])").wait_for(timeout=PATIENCE)
    page.locator("#state").evaluate("node => delete node.dataset.state")
    page.fill(f"#panel [name='{name}']", value)
    page.locator(f"#panel [name='{name}']").blur()
    saved(page)


def kept(office: Engine, home: str) -> dict[str, Any]:
    draft = office.queries.item_draft(office.actor_of_username(ANALYST), home.rpartition("/")[2])
    return dict(draft)


def test_from_a_template_to_a_case_under_the_new_item(visit: Open, office: Engine) -> None:
    page = visit(ANALYST)
    home = begin(page, "street-stall", "31")
    draw(page, home)
    page.click("#steps button:has-text('核对刻章信息')")
    change(page, "name", "核对摊位信息")
    change(page, "deadline", "3")
    xml = kept(office, home)["contents"]["flow.bpmn"].decode()
    assert 'name="核对摊位信息"' in xml and '<tb:deadline value="3" unit="workday" on="escalate"' in xml
    page.goto(home)
    page.fill("#change_note", "第一版")
    page.click("form[action$='/publish'] button")
    page.locator("#published").wait_for(timeout=PATIENCE)
    assert page.locator(".studio-step").count() >= 6
    story = json.loads(kept(office, home)["contents"]["samples/granted.json"])
    clerk = visit(story["by"])
    number = apply(clerk, "street-stall", story)
    clerk.goto(f"/cases/{number}")
    assert "临街摆摊备案" in clerk.locator("main").inner_text()


def test_problems_come_and_go_and_lead_to_their_element(visit: Open, office: Engine) -> None:
    page = visit(ANALYST)
    home = begin(page, "street-problem", "32")
    draw(page, home)
    page.click("#steps button:has-text('受理审查')")
    change(page, "Outcome.1.id", "accept")
    problem = page.locator("#found .studio-find")
    problem.wait_for(timeout=PATIENCE)
    assert "结果重复" in problem.inner_text()
    assert page.locator("#canvas .tb-wrong[data-element-id='accept_check']").count() == 1
    page.click("#steps button:has-text('负责人决定')")
    problem.click()
    assert page.input_value("#panel [name='id']") == "accept_check"
    page.click("[data-do='undo']")
    page.locator("#found p").wait_for(timeout=PATIENCE)
    assert page.input_value("#panel [name='Outcome.1.id']") == "refuse"
    assert [one for one in kept(office, home)["problems"] if one["severity"] == "error"] == []


def test_what_the_studio_writes_is_what_was_drawn(visit: Open, office: Engine) -> None:
    """Every element of our namespace survives the modeler; a change is one step of undo."""
    page = visit(ANALYST)
    home = begin(page, "street-round", "33")
    before = kept(office, home)["contents"]["flow.bpmn"].decode()
    draw(page, home)
    page.click("#steps button:has-text('受理审查')")
    change(page, "nameEn", "Window check")
    after = kept(office, home)["contents"]["flow.bpmn"].decode()
    assert after.count("<tb:") == before.count("<tb:")
    assert '<tb:label lang="en" name="Window check"' in after
    page.click("#panel [name='ReviewPoint.add']")
    page.fill("#panel [name='ReviewPoint.0.name']", "摊位不占盲道")
    page.locator("#panel [name='ReviewPoint.0.name']").blur()
    page.select_option("#panel [name='mode']", "ratio")
    assert page.input_value("#panel [name='threshold']") == "0.5"
    page.click("[data-do='undo']")
    assert page.locator("#panel [name='threshold']").count() == 0
    assert page.input_value("#panel [name='ReviewPoint.0.name']") == "摊位不占盲道"


def test_a_condition_is_put_together_from_words(visit: Open, office: Engine) -> None:
    page = visit(ANALYST)
    home = begin(page, "street-condition", "34")
    draw(page, home)
    page.locator("#canvas [data-element-id='accept_result_to_accepted'] .djs-hit").first.dispatch_event(
        "click"
    )
    page.locator("#panel [name='condition']").wait_for()
    page.click("#panel [name='condition.build']")
    page.select_option(".builder [name='value.0']", "refuse")
    page.locator("#state").evaluate("node => delete node.dataset.state")
    page.click(".builder [name='builder.write']")
    saved(page)
    assert '= outcome = "refuse"' in page.input_value("#panel [name='condition']")
    assert "outcome = &#34;refuse&#34;" in kept(office, home)["contents"]["flow.bpmn"].decode() or (
        'outcome = "refuse"' in kept(office, home)["contents"]["flow.bpmn"].decode()
    )


def test_a_form_is_begun_at_its_step_and_the_drawing_goes_out(visit: Open, office: Engine) -> None:
    page = visit(ANALYST)
    home = begin(page, "street-export", "42")
    draw(page, home)
    page.click("#steps button:has-text('受理审查')")
    page.click("#panel .new-form summary")
    page.fill("#panel [name='newForm']", "Not a name")
    page.click("#panel [name='makeForm']")
    page.locator("#panel .new-form .wrong:visible").wait_for()
    page.fill("#panel [name='newForm']", "stall_check")
    page.locator("#state").evaluate("node => delete node.dataset.state")
    page.click("#panel [name='makeForm']")
    saved(page)
    contents = kept(office, home)["contents"]
    assert "forms/stall_check.json" in contents and b'<tb:form key="stall_check"' in contents["flow.bpmn"]
    for kind, head in (("bpmn", b"<?xml"), ("svg", b"<?xml"), ("png", b"\x89PNG")):
        # By keyboard: the summary opens the choices, Tab goes through them.
        page.focus(".studio-out summary")
        page.keyboard.press("Enter")
        page.focus(f"[data-do='{kind}']")
        with page.expect_download() as got:
            page.keyboard.press("Enter")
        assert got.value.path().read_bytes().startswith(head)
        assert page.locator(".studio-out[open]").count() == 0


def test_nobody_s_diagram_is_overwritten(visit: Open, office: Engine) -> None:
    page = visit(ANALYST, "en")
    home = begin(page, "street-clash", "35")
    draw(page, home)
    content = kept(office, home)["contents"]["flow.bpmn"] + b"<!-- theirs -->"
    chief = office.actor_of_username("admin")
    office.execute(drafting.ChangeItemDraft(home.rpartition("/")[2], {"flow.bpmn": content}, None), chief)
    page.click("#steps button:has-text('Check for acceptance')")
    page.fill("#panel [name='nameEn']", "Mine")
    page.locator("#panel [name='nameEn']").blur()
    page.locator("#clash").wait_for(timeout=PATIENCE)
    assert "admin" in page.locator("#clash-told").inner_text()
    assert kept(office, home)["contents"]["flow.bpmn"] == content
    page.locator("#state").evaluate("node => delete node.dataset.state")
    page.click("[data-clash='mine']")
    saved(page)
    assert b'name="Mine"' in kept(office, home)["contents"]["flow.bpmn"]


def test_what_is_not_saved_yet_is_kept_before_a_step_of_the_draft_is_taken_back(
    visit: Open, office: Engine
) -> None:
    page = visit(ANALYST)
    home = begin(page, "street-undo", "37")
    before = kept(office, home)["contents"]
    draw(page, home)
    page.click("#steps button:has-text('受理审查')")
    page.fill("#panel [name='name']", "收件审查")
    page.locator("#panel [name='name']").blur()
    page.keyboard.press("Control+Alt+KeyZ")
    page.locator("#turned").wait_for(timeout=PATIENCE)
    assert kept(office, home)["contents"] == before
    page.click("form[data-turn='redo'] button")
    page.wait_for_url(lambda url: "redone=2" in url)
    assert "收件审查".encode() in kept(office, home)["contents"]["flow.bpmn"]


def test_a_step_is_drawn_and_named_by_keyboard_alone(visit: Open, office: Engine) -> None:
    page = visit(ANALYST)
    home = begin(page, "street-keys", "36")
    draw(page, home)
    page.locator("#steps button").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("改过的名字")
    page.keyboard.press("Tab")
    saved(page)
    assert "改过的名字" in kept(office, home)["contents"]["flow.bpmn"].decode()


@pytest.mark.parametrize(("language", "size"), [("zh", DESKTOP), ("en", PHONE)])
def test_nothing_keeps_an_analyst_out(visit: Open, office: Engine, language: str, size: Any) -> None:
    page = visit(ANALYST, language, size)
    page.goto(f"/studio?lang={language}")
    home = begin(page, f"street-{language}", "37" if language == "zh" else "38")
    wrong = faults(page)
    page.goto("/studio")
    wrong += faults(page)
    for path in ("/sheet", "/files/form.json", "/files/item.yaml", "/steps?people=1"):
        page.goto(f"{home}{path}")
        wrong += faults(page)
    draw(page, home)
    wrong += faults(page)
    page.locator("#steps button").nth(2).click()
    wrong += faults(page)
    assert page.get_attribute("#canvas", "data-untranslated") == ""
    page.goto(home)
    page.click("form[action$='/try'] button")
    page.locator("#green").wait_for(timeout=PATIENCE)
    wrong += faults(page)
    assert wrong == []


def test_the_mark_of_the_drawing_library_is_in_sight(visit: Open) -> None:
    page = visit(ANALYST)
    draw(page, begin(page, "street-mark", "39"))
    mark = page.locator(".bjs-powered-by")
    mark.scroll_into_view_if_needed()
    on_top = mark.evaluate(
        """node => { const box = node.getBoundingClientRect();
        return node.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"""
    )
    assert mark.is_visible() and on_top


def test_an_element_is_found_by_its_name(visit: Open) -> None:
    page = visit(ANALYST)
    draw(page, begin(page, "street-find", "41"))
    page.click("[data-do='find']")
    page.locator(".djs-search-container input").press_sequentially("deliver")
    page.locator(".djs-search-result").first.wait_for()
    page.keyboard.press("Enter")
    page.locator("#panel [name='name'][id]").wait_for()
    assert page.input_value("#panel [name='id']") == "deliver"


def test_the_menus_of_the_drawing_speak_chinese(visit: Open) -> None:
    page = visit(ANALYST)
    draw(page, begin(page, "street-menus", "40"))
    page.click("#steps button:has-text('受理审查')")
    page.locator(".djs-context-pad [data-action='replace']").click()
    page.locator(".djs-popup .entry").first.wait_for()
    assert page.get_attribute("#canvas", "data-untranslated") == ""
