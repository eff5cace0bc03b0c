"""The form editor's routes: kept by If-Match, drawn as people will see it, renamed together with the diagram."""

from __future__ import annotations

import json

from admin_ui.conftest import enter, token_of
from flask import Flask
from flask.testing import FlaskClient

from studio.editors.drafts import begun, contents, send
from tongban.engine import Engine

SCHEMA = {
    "type": "default",
    "components": [
        {
            "type": "checkbox",
            "id": "a",
            "key": "abroad",
            "label": "在国外",
            "properties": {"label_en": "Abroad"},
        },
        {
            "type": "textfield",
            "id": "b",
            "key": "country",
            "label": "国家",
            "properties": {"label_en": "Country"},
            "conditional": {"hide": "= abroad != true"},
        },
    ],
}


def test_the_page_gives_the_island_what_it_needs(analyst: FlaskClient, studio: Engine) -> None:
    page = analyst.get(f"/studio/{begun(studio)}/forms/edit/form.json").text
    given = json.loads(page.split('id="form-data">')[1].split("</script>")[0])
    assert given["revision"] == 1
    assert {"name": "licence_no", "label": "营业执照编号", "kind": "text"}.items() <= given["feel"]["fields"][
        1
    ].items()
    assert any(one["name"] == "string length" for one in given["feel"]["functions"])
    assert set(given["checks"]) == {"id_card", "uscc", "org_code"}
    assert "<noscript>" in page and "/files/form.json" in page


def test_a_form_is_kept_by_if_match_and_answers_with_its_fields(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio)
    path = f"/studio/{draft}/forms/edit/form.json"
    assert send(analyst, path, form=SCHEMA).status_code == 428
    saved = send(analyst, path, form=SCHEMA, headers={"If-Match": '"1"'})
    assert (saved.status_code, saved.json["revision"], saved.headers["ETag"]) == (200, 2, '"2"')
    assert [one["name"] for one in saved.json["fields"]] == ["abroad", "country"]
    assert json.loads(contents(studio, draft)["form.json"]) == SCHEMA
    late = send(analyst, path, form=b"{}", headers={"If-Match": '"1"'})
    assert (late.status_code, late.json["updated_by"]) == (412, "xu.items")
    wrong = {**SCHEMA, "components": [{**SCHEMA["components"][1], "conditional": {"hide": "= nobody = 1"}}]}
    told = send(analyst, path, form=wrong, headers={"If-Match": '"2"'}).json["problems"]
    assert ("form.json", "country", "error") in {
        (one["file"], one["element"], one["severity"]) for one in told
    }
    assert send(analyst, path, headers={"If-Match": '"3"'}).status_code == 422
    assert (
        send(
            analyst, f"/studio/{draft}/forms/edit/item.yaml", form=b"x", headers={"If-Match": '"1"'}
        ).status_code
        == 404
    )


def test_people_s_own_renderer_draws_the_preview(analyst: FlaskClient, studio: Engine) -> None:
    path = f"/studio/{begun(studio)}/forms/preview"
    hidden = send(analyst, path, form=SCHEMA).text
    assert "在国外" in hidden and "国家" not in hidden
    assert "国家" in send(analyst, path, form=SCHEMA, abroad="true").text
    english = send(analyst, path, form=SCHEMA, abroad="true", **{"in": "en"}).text
    assert "Country" in english and "国家" not in english
    for broken in (b"{", b"[]", b'{"components": [{"type": "iframe"}]}'):
        assert "notice-warn" in send(analyst, path, form=broken).text


def test_a_form_gets_another_name_and_its_steps_with_it(analyst: FlaskClient, studio: Engine) -> None:
    draft = begun(studio, "construction-permit")
    old = contents(studio, draft)
    path = f"/studio/{draft}/forms/rename"
    body = send(analyst, path, path="forms/first_check.json", name="a b", revision="1")
    assert body.status_code == 422 and 'id="wrong-name"' in body.text
    assert send(analyst, path, path="forms/first_check.json", name="seal", revision="1").status_code == 422
    assert send(analyst, path, path="form.json", name="other", revision="1").status_code == 422
    assert send(analyst, path, path="forms/first_check.json", name="check", revision="7").status_code == 412
    assert contents(studio, draft) == old
    done = send(analyst, path, path="forms/first_check.json", name="check", revision="1")
    assert done.headers["Location"].endswith("/forms/edit/forms/check.json")
    now = contents(studio, draft)
    assert now["forms/check.json"] == old["forms/first_check.json"]
    assert now["flow.bpmn"] == old["flow.bpmn"].replace(b'key="first_check"', b'key="check"')
    assert now["flow.bpmn"] != old["flow.bpmn"]


def test_nobody_else_uses_the_editors(site: Flask, studio: Engine) -> None:
    draft = begun(studio, "construction-permit")
    clerk = enter(site, "wang.window")
    for path in (
        "forms/edit/form.json",
        "rules/edit/rules.dmn",
        "rules/new",
        "past",
        "comments",
        "past/1/form.json",
    ):
        assert clerk.get(f"/studio/{draft}/{path}").status_code == 403, path
    token = {"csrf": token_of(clerk.get("/").text)}
    for path in (
        "forms/edit/form.json",
        "forms/preview",
        "forms/rename",
        "rules/edit/rules.dmn",
        "rules/try/rules.dmn",
        "rules/new",
        "feel/check",
        "comments",
        "comments/1",
        "past/1/form.json",
    ):
        assert clerk.post(f"/studio/{draft}/{path}", data=token).status_code == 403, path
