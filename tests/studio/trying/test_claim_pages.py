"""The pages of base lists: an administrator brings one in, an analyst claims, the sheet keeps what is fixed."""

from __future__ import annotations

import io
import re

import pytest
from admin_ui.conftest import app_with, enter, office, token_of
from flask import Flask
from flask.testing import FlaskClient

from studio.trying.test_claiming import HEAD, PERMIT, STALL, USCC
from tongban.engine import Engine, items

__all__ = ["office"]


@pytest.fixture(scope="module")
def site(office: Engine) -> Flask:
    return app_with(office)


@pytest.fixture(scope="module")
def analyst(site: Flask) -> FlaskClient:
    return enter(site, "xu.items")


def brought(client: FlaskClient, text: str, source: str = "city", status: int = 303) -> str:
    data = {
        "csrf": token_of(client.get("/studio/claim").text),
        "source": source,
        "list": (io.BytesIO(text.encode()), "list.csv"),
    }
    answer = client.post("/studio/claim/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


def test_an_item_is_claimed_and_its_sheet_keeps_what_is_fixed(
    office: Engine, site: Flask, analyst: FlaskClient
) -> None:
    administrator = enter(site, "admin")
    brought(administrator, HEAD + PERMIT + STALL)
    told = brought(administrator, HEAD + PERMIT.replace("3、4", "3、9"), status=422)
    assert "第 2 行" in told and "9" in told
    page = analyst.get("/studio/claim?q=施工&source=city").text
    assert "000117109003" in page and "001017109012" not in page and "/studio/claim/import" not in page
    path = "/studio/claim/city/000117109003"
    page = analyst.get(path).text
    assert "施工许可" in page and "第七条" in page and '<option value="3"' in page
    form = {
        "csrf": token_of(analyst.get(path).text),
        "unit": "zjj",
        "uscc": USCC,
        "level": "3",
        "key": "site-permit",
    }
    wrong = analyst.post(path, data={**form, "template": "seal-filing", "uscc": "x", "level": "7"})
    assert wrong.status_code == 422 and 'href="#uscc"' in wrong.text and 'href="#level"' in wrong.text
    home = analyst.post(path, data={**form, "template": "seal-filing"}).headers["Location"]
    sheet = analyst.get(f"{home}/sheet").text
    assert 'id="claimed"' in sheet and not re.search(r'name="basic_code"', sheet)
    kept = {"csrf": token_of(sheet), "revision": re.search(r'name="revision" value="(\d+)"', sheet).group(1)}
    typed = {
        "name.zh": "另起的名字",
        "basic_code": "000000000000",
        "item_type": "10",
        "contact.phone": "12345",
    }
    assert analyst.post(f"{home}/sheet", data={**kept, **typed}).status_code == 303
    draft = office.queries.item_draft(office.actor_of_username("xu.items"), home.rpartition("/")[2])
    data = items.sheet_data(draft["contents"])
    assert data["name"]["zh"] == "施工许可" and data["basic_code"] == "000117109003"
    assert data["contact"]["phone"] == "12345"
    # nor as text, which says why
    page = analyst.get(f"{home}/files/item.yaml").text
    assert 'id="claimed"' in page
    text = draft["contents"]["item.yaml"].decode().replace("施工许可", "施工放行")
    posted = {"csrf": token_of(page), "revision": "2", "text": text}
    refused = analyst.post(f"{home}/files/item.yaml", data=posted)
    assert refused.status_code == 422 and "基本目录（city/000117109003）锁定" in refused.text


@pytest.mark.parametrize("who", ["wang.window", "lin.applicant"])
def test_nobody_else_claims(site: Flask, who: str) -> None:
    client = enter(site, who)
    for path in ("/studio/claim", "/studio/claim/sample/000117109003", "/studio/claim/empty.csv"):
        assert client.get(path).status_code == 403
    token = token_of(client.get("/").text)
    assert client.post("/studio/claim/sample/000117109003", data={"csrf": token}).status_code == 403
    assert client.post("/studio/claim/import", data={"csrf": token}).status_code == 403


def test_only_an_administrator_brings_lists_in(analyst: FlaskClient) -> None:
    brought(analyst, HEAD + PERMIT, status=403)
    table = analyst.get("/studio/claim/empty.csv")
    assert len(items.read_base_list(table.data)) == 1
