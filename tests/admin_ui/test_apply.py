"""Applying online and at the window: nothing typed is lost, and the receipt comes at once."""

from __future__ import annotations

import re
from io import BytesIO

from flask.testing import FlaskClient

from admin_ui.conftest import token_of
from admin_ui.fake_engine import CASE_NO, SHEET, FakeEngine
from tongban.engine import desk_acts, errors

MATERIAL = SHEET["materials"][0]["code"]
APPLICANT = {
    "applicant.kind": "organisation",
    "applicant.name": "临江筑梦房地产开发有限公司",
    "applicant.id_type": "uscc",
    "applicant.id_no": "91429900MA00000158",
    "applicant.contact.phone": "13900000002",
}
FORM = {
    "project_name": "筑梦家园一期",
    "project_code": "2026-429900-47-01-000001",
}


def apply(client: FlaskClient, path: str = "/apply/construction-permit", **more: object):
    token = token_of(client.get(path).text)
    return client.post(path, data={"csrf": token, **APPLICANT, **FORM, **more})


def no_form(engine: FakeEngine) -> None:
    """An item that asks for nothing but its materials."""
    engine.queries.answers["guide"] = {**engine.queries.answers["guide"], "form": None}


def test_an_application_becomes_a_case_and_leads_to_the_receipt(signed_in, engine: FakeEngine) -> None:
    no_form(engine)
    files = {f"material.{MATERIAL}": (BytesIO(b"%PDF-1.7"), "申请表.pdf")}
    answer = apply(signed_in("lin.applicant"), **files)
    assert answer.status_code == 303
    assert answer.location == f"/cases/{CASE_NO}/receipt"
    done = engine.done[0]
    assert done.channel == "online"
    assert done.applicant["contact"] == {"phone": "13900000002"}
    assert done.materials == ((MATERIAL, "申请表.pdf", b"%PDF-1.7"),)
    assert done.agent is None


def test_a_gap_is_named_in_a_summary_and_everything_typed_stays(signed_in, engine: FakeEngine) -> None:
    answer = apply(signed_in("lin.applicant"), **{"applicant.contact.phone": ""})
    assert answer.status_code == 422
    assert 'href="#applicant.contact.phone">请填写联系电话</a>' in answer.text
    assert 'href="#f-project_address"' in answer.text
    assert 'value="筑梦家园一期"' in answer.text
    assert 'value="91429900MA00000158"' in answer.text
    assert engine.done == []


def test_what_the_engine_finds_wrong_stands_at_its_place(signed_in, engine: FakeEngine) -> None:
    no_form(engine)
    engine.refuse = errors.Invalid(
        errors=[
            {"field": "applicant.id_no", "message": "校验位不对 / wrong check digit"},
            {"field": MATERIAL, "message": "像素太少 / too few pixels"},
        ]
    )
    answer = apply(signed_in("lin.applicant"))
    assert answer.status_code == 422
    assert 'id="wrong-applicant.id_no">校验位不对<' in answer.text
    assert f'href="#material.{MATERIAL}">像素太少</a>' in answer.text


def test_a_clerk_registers_for_somebody_and_may_explain_an_exception(signed_in, engine: FakeEngine) -> None:
    no_form(engine)
    answer = apply(signed_in("wang.window"), "/window/construction-permit", override_reason="原件无误")
    assert answer.status_code == 303
    assert (engine.done[0].channel, engine.done[0].override_reason) == ("window", "原件无误")


def test_the_papers_a_clerk_has_seen_are_on_record_with_the_case(signed_in, engine: FakeEngine) -> None:
    no_form(engine)
    client = signed_in("wang.window")
    seen = {f"paper.{MATERIAL}": "1"}
    assert apply(client, "/window/construction-permit", **seen).status_code == 303
    assert engine.done[1] == desk_acts.TickReview(CASE_NO, {MATERIAL: True})
    # A form that comes back because something is wrong keeps its ticks.
    engine.refuse = errors.Invalid(errors=[{"field": MATERIAL, "message": "像素太少 / too few pixels"}])
    assert (
        f'name="paper.{MATERIAL}" value="1" checked'
        in apply(client, "/window/construction-permit", **seen).text
    )


def test_an_applicant_cannot_register_at_the_window(signed_in) -> None:
    assert signed_in("lin.applicant").get("/window/construction-permit").status_code == 403
    assert signed_in("lin.applicant").get("/window").status_code == 403


def test_the_receipt_shows_number_and_code_and_its_pdf(signed_in) -> None:
    body = signed_in("lin.applicant").get(f"/cases/{CASE_NO}/receipt").text
    assert CASE_NO in body and "K7P29QXM" in body
    assert "/documents/document000000000001.pdf" in body


def test_a_script_is_told_where_to_go_next(signed_in, engine: FakeEngine) -> None:
    no_form(engine)
    client = signed_in("lin.applicant")
    token = token_of(client.get("/apply/construction-permit").text)
    form = {"csrf": token, **APPLICANT}
    answer = client.post("/apply/construction-permit", data=form, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/cases/{CASE_NO}/receipt"


def test_adding_an_entry_to_a_list_submits_nothing(signed_in, engine: FakeEngine) -> None:
    answer = apply(signed_in("lin.applicant"), _add="buildings")
    assert answer.status_code == 200
    assert 'id="error-summary"' not in answer.text
    assert engine.done == []


def test_enter_in_a_text_presses_a_button_that_only_redraws(signed_in, engine: FakeEngine) -> None:
    """A browser presses the first button of a form: that must not be the one that removes the first entry."""
    page = signed_in("lin.applicant").get("/apply/construction-permit").text
    form = page[page.index('id="application"') :]
    first = re.search(r"<button([^>]*)>", form)
    assert first and 'name="_refresh"' in first[1]
    answer = apply(signed_in("lin.applicant"), _refresh="1")
    assert answer.status_code == 200 and engine.done == []


def test_an_item_only_for_the_window_says_so_before_anything_is_filled_in(
    signed_in, engine: FakeEngine
) -> None:
    engine.queries.answers["guide"] = {**engine.queries.answers["guide"], "online": False}
    refused = signed_in("lin.applicant").get("/apply/construction-permit")
    assert refused.status_code == 403 and "到窗口办理" in refused.text


def test_corrections_start_from_what_was_handed_in(signed_in, engine: FakeEngine) -> None:
    client = signed_in("lin.applicant")
    assert "没有需要补正" in client.get(f"/cases/{CASE_NO}/supplement").text
    case = engine.queries.answers["case"]
    engine.queries.answers["case"] = {**case, "operations": ["supplement"]}
    page = client.get(f"/cases/{CASE_NO}/supplement").text
    assert 'value="筑梦家园一期"' in page and "已交：申请表.png" in page
    answer = client.post(f"/cases/{CASE_NO}/supplement", data={"csrf": token_of(page), "project_name": "x"})
    assert answer.status_code == 422


def test_a_form_is_redrawn_on_a_change_only_when_an_answer_shows_or_hides_a_field(
    signed_in, engine: FakeEngine
) -> None:
    plain = {"type": "textfield", "key": "a", "label": "甲", "id": "a"}
    hidden = {**plain, "key": "b", "id": "b", "conditional": {"hide": '= a = "x"'}}
    rows = {"type": "dynamiclist", "path": "rows", "label": "清单", "id": "r", "defaultRepetitions": 1}
    inner = {**plain, "key": "c", "id": "c"}
    redrawn = {}
    for name, components in {
        "plain": [plain, {**rows, "components": [inner]}],
        "conditional": [plain, hidden],
        "deep": [
            plain,
            {**rows, "components": [{"type": "group", "id": "g", "components": [inner, hidden]}]},
        ],
    }.items():
        form = {"type": "default", "schemaVersion": 18, "id": "f", "components": components}
        engine.queries.answers["guide"] = {**engine.queries.answers["guide"], "form": form}
        body = signed_in("lin.applicant").get("/apply/construction-permit").text
        redrawn[name] = 'data-hx-trigger="change"' in body
    assert redrawn == {"plain": False, "conditional": True, "deep": True}
