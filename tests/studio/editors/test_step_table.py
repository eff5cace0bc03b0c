"""The step table of a draft: the flow in words, who a step would go to today, files by themselves, forms for a step."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from admin_ui.conftest import enter
from flask import Flask
from flask.testing import FlaskClient
from office import CONTENT

from studio.editors.drafts import ANALYST, begun, contents, send
from tongban.admin_ui import condition_words
from tongban.engine import Engine, errors, items

TAG = re.compile(r"<[^>]+>")


def row(page: str, element: str) -> str:
    """The words of one row."""
    found = page.split(f'<tr id="step-{element}"')[1].split("</tr>")[0]
    return " ".join(TAG.sub(" ", found.partition(">")[2]).split())


def test_every_node_is_a_row_behind_what_leads_to_it(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio, "construction-permit")
    page = analyst.get(f"/studio/{draft}/steps").text
    listed = re.findall(r'<tr id="step-(\w+)"', page)
    flow = contents(studio, draft)["flow.bpmn"].decode()
    drawn = set(re.findall(r"<bpmn:flowNodeRef>(\w+)<", flow))
    assert len(listed) == len(set(listed)) and set(listed) == drawn
    assert listed[0] == "application"
    for earlier, later in (("first_check", "accepted"), ("supplement", "lapsed"), ("granted", "closed")):
        assert listed.index(earlier) < listed.index(later)
    assert f"/studio/{draft}/flow?element=first_check" in page


def test_a_row_says_who_how_long_and_where_each_outcome_leads(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio, "construction-permit")
    page = analyst.get(f"/studio/{draft}/steps").text
    check = row(page, "first_check")
    assert "First check" in check and "人工环节" in check and "窗口人员（" in check
    assert "1 个工作日；到期后提醒办理人" in check and "转办、抄送" in check and "退回" not in check
    assert "受理 → 计算报建费用 条件：转办科室 已填写" in check
    assert "不予受理 → 不予受理" in check
    # What is left of a condition the builder could not say stands as FEEL, without the outcome that is known.
    assert "一次性告知补正 → 一次性告知 条件： (count(missing_materials)" in check
    told = row(page, "correction_told")
    assert "文书：" in told and "发给申请人" in told and "补正" in told
    assert "附在“补正材料”上" in row(page, "supplement_lapsed") and "30 天" in row(page, "supplement_lapsed")
    english = analyst.get(f"/studio/{draft}/steps?lang=en").text
    analyst.get("/studio?lang=zh")
    assert "1 working day" in row(english, "first_check") and "if " in row(english, "first_check")


def test_rights_on_fields_and_remarks_stand_in_the_row(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio)
    send(analyst, f"/studio/{draft}/comments", text="时限太短", element="review")
    page = analyst.get(f"/studio/{draft}/steps").text
    assert "意见 时限太短" in row(page, "review")
    # The step's form of this template has one field, open to its handler.
    assert "review 可填 审查记录" in row(page, "review")
    assert f"/studio/{draft}/forms/edit/forms/review.json" in page


def test_an_unreadable_flow_and_an_empty_one_are_said(analyst: FlaskClient, studio: Engine) -> None:
    broken = analyst.get(f"/studio/{begun(studio, flow__bpmn=b'<bpmn')}/steps")
    assert broken.status_code == 200 and 'id="unreadable"' in broken.text
    empty = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
    nothing = analyst.get(f"/studio/{begun(studio, flow__bpmn=empty)}/steps?people=1")
    assert nothing.status_code == 200 and 'id="nothing"' in nothing.text
    assert analyst.get("/studio/none/steps").status_code == 404


def test_who_it_would_be_names_people_and_posts(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio)
    plain = analyst.get(f"/studio/{draft}/steps").text
    assert "data-today" not in plain and "people=1" in plain
    actor = studio.actor_of_username(ANALYST)
    today = studio.queries.who_today(actor, contents(studio, draft))
    some = next(id for id, one in today.items() if one["people"])
    for one in today[some]["people"]:
        assert set(one) == {"name", "name_en", "post", "post_en"} and one["post"]
    page = analyst.get(f"/studio/{draft}/steps?people=1").text
    assert today[some]["people"][0]["name"] in row(page, some)


def candidates(rule: str) -> dict[str, bytes]:
    """The serial template with another rule at its review."""
    flow = items.read_folder(CONTENT / "seal-filing")["flow.bpmn"].decode()
    head, mark, tail = flow.partition('<bpmn:userTask id="review"')
    found = re.sub(r"<tb:candidates [^>]*/>", f"<tb:candidates {rule}/>", tail, count=1)
    return {"flow__bpmn": (head + mark + found).encode()}


def today(engine: Engine, rule: str) -> dict[str, object]:
    actor = engine.actor_of_username(ANALYST)
    return dict(
        engine.queries.who_today(actor, contents(engine, begun(engine, **candidates(rule))))["review"]
    )


def test_nobody_found_goes_to_the_administrator_with_a_warning(analyst: FlaskClient, studio: Engine) -> None:
    found = today(studio, 'roles="finance_officer" unit="lhz-lwc"')
    assert found["instead"] and found["missing"]
    draft = begun(studio, **candidates('roles="finance_officer" unit="lhz-lwc"'))
    told = row(analyst.get(f"/studio/{draft}/steps?people=1").text, "review")
    assert "会交给单位管理员" in told and "没有人担任：财务人员（" in told and "finance_officer" not in told


def test_what_only_a_case_decides_is_said_and_not_guessed(studio: Engine) -> None:
    found = today(studio, "expression='= \"window_clerk@\" + case.window_unit'")
    assert (found["people"], found["instead"]) == ([], False)
    assert found["expressions"] == ['= "window_clerk@" + case.window_unit']
    applicant = today(studio, 'relation="applicant"')
    assert (applicant["relation"], applicant["instead"]) == ("applicant", False)
    both = today(studio, 'relation="applicant" roles="window_clerk" unit="zwzx"')
    assert both["people"] and both["relation"] == "applicant"


def test_without_a_unit_nobody_is_guessed(analyst: FlaskClient, studio: Engine) -> None:
    sheet = items.read_folder(CONTENT / "seal-filing")["item.yaml"].replace(b"implementing_body:", b"was:")
    draft = begun(studio, item__yaml=sheet)
    assert 'id="unknown"' in analyst.get(f"/studio/{draft}/steps?people=1").text


def test_many_people_are_counted_and_ten_are_shown(studio: Engine) -> None:
    units = studio.queries.units(studio.actor_of_username(ANALYST), page_size=200)["items"]
    found = today(studio, f'units="{",".join(one["code"] for one in units)}"')
    assert len(found["people"]) == 10 and found["more"] > 0  # type: ignore[arg-type, operator]


@pytest.mark.parametrize("who", ["wang.window", "lin.applicant"])
def test_only_who_designs_may_ask(site: Flask, studio: Engine, who: str) -> None:
    actor = studio.actor_of_username(who)
    with pytest.raises(errors.NotAllowed):
        studio.queries.who_today(actor, items.read_folder(CONTENT / "seal-filing"))
    draft, other = begun(studio), enter(site, who)
    for page in (f"/studio/{draft}/steps?people=1", f"/studio/{draft}/download/flow.bpmn"):
        assert other.get(page).status_code == 403


def test_single_files_come_out_as_they_are(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio, "construction-permit")
    names = {"flow.bpmn": "flow.bpmn", "rules.dmn": "rules.dmn", "forms/seal.json": "seal.form.json"}
    for path, name in names.items():
        answer = analyst.get(f"/studio/{draft}/download/{path}")
        assert answer.data == contents(studio, draft)[path]
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert f"/studio/{draft}/download/{path}" in analyst.get(f"/studio/{draft}").text
    assert analyst.get(f"/studio/{draft}/download/forms/none.json").status_code == 404


def test_a_form_begun_at_a_step_is_made_once(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio)
    ask = {"headers": {"Accept": "application/json"}, "kind": "form", "name": "checked"}
    made = send(analyst, f"/studio/{draft}/files", **ask)
    assert (made.status_code, made.json["key"]) == (201, "checked")
    assert made.json["editor"].endswith("/forms/edit/forms/checked.json")
    again = send(analyst, f"/studio/{draft}/files", **ask)
    assert again.status_code == 409 and again.json["wrong"]
    wrong = send(analyst, f"/studio/{draft}/files", **{**ask, "name": "../../x"})
    assert wrong.status_code == 422 and wrong.json["wrong"]
    assert json.loads(contents(studio, draft)["forms/checked.json"])["components"] == []


def test_conditions_read_as_the_builder_says_them() -> None:
    fields = [
        {"name": "kind", "label": "类型", "options": [["a", "新办"]]},
        {"name": "tags", "label": "标签"},
    ]
    said = {
        '= kind = "a" and area >= 5': "类型 等于 “新办”，并且 area 不小于 “5”",
        'list contains(tags, "x") or ok = true': "标签 包含 “x”，或者 ok 等于 “是”",
        'not(list contains(tags, "a and b"))': "标签 不包含 “a and b”",
        'day in [date("2026-01-01")..date("2026-02-01")]': "day 介于 “2026-01-01 至 2026-02-01”",
        "count(tags) > 0": "标签 已填写",
        "kind = null": "类型 未填写",
        "a = b": "",
        "a = 1 and b = 2 or c = 3": "",
        'a = "\\u4e2d"': "",
        "x in [1..true]": "",
    }
    assert {text: condition_words.words(text, fields) for text in said} == said


def test_the_words_of_conditions_are_those_of_the_builder() -> None:
    """Both read the same simple texts: the names of the ways are the builder's own."""
    source = (Path(condition_words.__file__).parent / "src/studio/feel/simple.js").read_text("utf-8")
    ways = re.findall(r"^  (\w+): \{ values:", source, re.MULTILINE)
    assert ways and all(f"way_{way}" in condition_words.FEEL for way in ways)
