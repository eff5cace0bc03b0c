"""The studio's pages before the real engine: who comes in, begins, saves, tries and publishes, without any script."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from office import CONTENT

from admin_ui.conftest import app_with, enter, token_of
from tongban.engine import Engine, drafting, items

FORM = {
    "name": "临街摆摊备案",
    "name_en": "Street stalls",
    "basic_code": "001017109012",
    "source": "seal-filing",
}


@pytest.fixture(scope="module")
def site(office: Engine) -> Flask:
    return app_with(office)


@pytest.fixture
def analyst(site: Flask) -> FlaskClient:
    return enter(site, "xu.items")


def post(client: FlaskClient, path: str, page: str = "/studio", status: int = 303, **form: object) -> str:
    """The page or address a posted form leads to."""
    data = {"csrf": token_of(client.get(page).text), **form}
    answer = client.post(path, data=data, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text[:2000]
    return str(answer.headers.get("Location") or answer.text)


def begun(client: FlaskClient, key: str) -> str:
    return post(client, "/studio/new", **FORM, key=key)


def draft_of(office: Engine, home: str) -> dict:
    return office.queries.item_draft(office.actor_of_username("xu.items"), home.rpartition("/")[2])


@pytest.mark.parametrize("who", ["wang.window", "wu.leader", "gao.admin", "lin.applicant"])
def test_nobody_else_comes_in(site: Flask, analyst: FlaskClient, who: str) -> None:
    home = begun(analyst, f"closed-{who.replace('.', '-')}")
    client = enter(site, who)
    assert "/studio" not in client.get("/").text
    for path in (
        "/studio",
        home,
        f"{home}/sheet",
        f"{home}/flow",
        f"{home}/files/form.json",
        f"{home}/export",
    ):
        assert client.get(path).status_code == 403, path
    token = token_of(client.get("/").text)
    for path in (
        f"{home}/publish",
        f"{home}/try",
        f"{home}/delete",
        f"{home}/flow",
        f"{home}/flow/check",
        "/studio/new",
    ):
        assert client.post(path, data={"csrf": token}).status_code == 403, path
    assert site.test_client().get("/studio").status_code in (302, 303)


def test_what_is_wrong_with_a_beginning_stands_at_its_field(analyst: FlaskClient) -> None:
    body = post(analyst, "/studio/new", status=422, source="seal-filing", key="A B", name="", basic_code="1")
    assert all(f'id="wrong-{field}"' in body for field in ("key", "name", "basic_code"))
    assert post(analyst, "/studio/new", status=422, source="nowhere", key="a", name="b", basic_code="1" * 12)


def test_a_draft_goes_out_as_a_zip_and_comes_in_again(analyst: FlaskClient, office: Engine) -> None:
    home = begun(analyst, "street-zip")
    answer = analyst.get(f"{home}/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="street-zip.zip"'
    assert analyst.get(f"{home}/export").data == answer.data
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "samples/granted.json" in archive.namelist()
    again = post(analyst, "/studio/import", pack=(io.BytesIO(answer.data), "street.zip"))
    assert draft_of(office, again)["contents"] == draft_of(office, home)["contents"]
    body = post(analyst, "/studio/import", status=422, pack=(io.BytesIO(b"PK no"), "x.zip"))
    assert 'id="wrong-pack"' in body


def test_a_diagram_from_elsewhere_begins_a_draft(analyst: FlaskClient, office: Engine) -> None:
    drawn = (CONTENT / "signboard-filing" / "flow.bpmn").read_bytes()
    home = post(analyst, "/studio/new", **FORM, key="street-drawn", diagram=(io.BytesIO(drawn), "x.bpmn"))
    assert draft_of(office, home)["contents"]["flow.bpmn"] == drawn
    body = post(analyst, "/studio/new", status=422, **FORM, key="street-no", diagram=(io.BytesIO(b"no"), "x"))
    assert "BPMN" in body


def test_an_item_in_force_is_copied_and_becomes_its_next_version(
    analyst: FlaskClient, office: Engine
) -> None:
    home = post(analyst, "/studio/from-item/signboard-filing")
    kept = draft_of(office, home)
    assert kept["contents"] == items.read_folder(CONTENT / "signboard-filing")
    text = kept["contents"]["item.yaml"].decode().replace("charged: false", "charged: false  # 免费")
    saved = post(analyst, f"{home}/files/item.yaml", home, revision="1", text=text)
    assert saved.endswith("saved=1")
    body = post(analyst, f"{home}/publish", home, status=200, revision="2", change_note="说明免费")
    assert 'id="published"' in body
    assert office.queries.item(None, "signboard-filing")["version"] == 2


def test_the_sheet_is_filled_in_and_what_is_missing_stands_at_its_field(
    analyst: FlaskClient, office: Engine
) -> None:
    home = begun(analyst, "street-sheet")
    change = {
        "name.zh": "临街经营备案",
        "limits.promised.value": "9",
        "conditions.count": "2",
        "conditions.1.zh": "有摊位",
    }
    post(analyst, f"{home}/sheet", home, revision="1", **change)
    kept = draft_of(office, home)
    data = items.sheet_data(kept["contents"]) or {}
    assert (data["name"]["zh"], data["limits"]["promised"]["value"]) == ("临街经营备案", 9)
    assert data["conditions"][1] == {"zh": "有摊位"}
    assert kept["name"] == "临街经营备案"
    body = analyst.get(f"{home}/sheet").text
    assert 'id="wrong-limits.promised' in body or "promise_too_long" in str(kept["problems"])
    clash = post(analyst, f"{home}/sheet", home, status=412, revision="1", **{"name.zh": "别的名字"})
    assert "别的名字" in clash and "xu.items" in clash
    assert draft_of(office, home)["name"] == "临街经营备案"


def test_a_form_is_drawn_beside_its_text_before_it_is_kept(analyst: FlaskClient, office: Engine) -> None:
    home = begun(analyst, "street-form")
    schema = json.loads(draft_of(office, home)["contents"]["form.json"])
    schema["components"][0]["label"] = "摊主姓名"
    body = post(analyst, f"{home}/files/form.json", home, status=200, text=json.dumps(schema), preview="1")
    assert "摊主姓名</label>" in body.replace("\n", "") or "摊主姓名" in body.split('id="application"')[1]
    assert draft_of(office, home)["revision"] == 1
    body = post(analyst, f"{home}/files/form.json", home, status=200, text="{", preview="1")
    assert "notice-warn" in body
    post(analyst, f"{home}/files/form.json", home, revision="1", text="{")
    body = analyst.get(f"{home}/files/form.json").text
    assert "tag-bad" in body and ">{</textarea>" in body.replace("\n", "")
    post(analyst, f"{home}/files", home, kind="form", name="extra")
    post(analyst, f"{home}/files/forms/extra.json", home, revision="3", remove="1")
    assert "forms/extra.json" not in draft_of(office, home)["contents"]


def test_the_diagram_is_kept_by_if_match_and_answers_with_the_check(
    analyst: FlaskClient, office: Engine
) -> None:
    home = begun(analyst, "street-flow")
    token = token_of(analyst.get(home).text)
    xml = draft_of(office, home)["contents"]["flow.bpmn"].decode()
    broken = xml.replace('roles="handler"', "")

    def send(text: str, **headers: str):
        return analyst.post(f"{home}/flow", data={"csrf": token, "xml": text}, headers=headers)

    assert send(broken).status_code == 428
    checked = analyst.post(f"{home}/flow/check", data={"csrf": token, "xml": broken})
    assert "review" in {one["element"] for one in checked.json["problems"]}
    assert draft_of(office, home)["revision"] == 1
    saved = send(broken, **{"If-Match": '"1"'})
    assert (saved.status_code, saved.json["revision"], saved.headers["ETag"]) == (200, 2, '"2"')
    assert "review" in {one["element"] for one in saved.json["problems"]}
    late = send(xml, **{"If-Match": '"1"'})
    assert (late.status_code, late.json["updated_by"], late.json["revision"]) == (412, "xu.items", 2)
    page = analyst.get(home).text
    assert "disabled>" in page.split("/publish")[1]


def test_what_is_not_green_is_not_published(analyst: FlaskClient, office: Engine) -> None:
    home = begun(analyst, "street-red")
    xu = office.actor_of_username("xu.items")
    sample = draft_of(office, home)["contents"]["samples/granted.json"].replace(b'"granted"', b'"refused"')
    office.execute(
        drafting.ChangeItemDraft(home.rpartition("/")[2], {"samples/granted.json": sample}, None), xu
    )
    assert "disabled>" not in analyst.get(home).text.split("/publish")[1].split("</form>")[0]
    body = post(analyst, f"{home}/publish", home, status=200, revision="2", change_note="x")
    assert 'id="red"' in body and 'id="published"' not in body
    assert analyst.get("/items/street-red").status_code == 404
    assert post(analyst, f"{home}/publish", home, status=422, revision="2", change_note=" ")
    assert post(analyst, f"{home}/publish", home, status=412, revision="1", change_note="x")


def test_what_is_no_text_is_not_edited_as_such(analyst: FlaskClient, office: Engine) -> None:
    home = begun(analyst, "street-binary")
    xu = office.actor_of_username("xu.items")
    picture = b"\x89PNG\r\n\xff\x00"
    office.execute(drafting.ChangeItemDraft(home.rpartition("/")[2], {"seal.png": picture}, {}), xu)
    body = analyst.get(f"{home}/files/seal.png").text
    assert "<textarea" not in body and 'name="remove"' in body
    assert post(analyst, f"{home}/files/seal.png", home, status=422, revision="2")
    assert post(analyst, f"{home}/flow", home, status=428)
    assert draft_of(office, home)["contents"]["seal.png"] == picture


def test_a_draft_is_thrown_away_only_as_it_was_seen(analyst: FlaskClient, office: Engine) -> None:
    home = begun(analyst, "street-gone")
    post(analyst, f"{home}/files", home, kind="sample", name="more")
    assert post(analyst, f"{home}/delete", home, status=412, revision="1")
    post(analyst, f"{home}/delete", home, revision="2")
    assert analyst.get(home).status_code == 404
