"""The pages that take a diagram over: the report first, and a draft only when it is asked for."""

from __future__ import annotations

import html
import io
import re

import pytest
from admin_ui.conftest import app_with, enter, office, token_of
from flask import Flask
from flask.testing import FlaskClient
from office import CONTENT

from studio.trying.test_importing import CAMUNDA
from tongban.engine import Engine, drafting, items

__all__ = ["office"]
NAMES = {
    "key": "leave",
    "name": "请假",
    "name_en": "Leave",
    "basic_code": "001017109012",
    "source": "seal-filing",
}


@pytest.fixture(scope="module")
def site(office: Engine) -> Flask:
    return app_with(office)


@pytest.fixture(scope="module")
def analyst(site: Flask) -> FlaskClient:
    return enter(site, "xu.items")


def shown(client: FlaskClient, content: bytes = CAMUNDA, status: int = 200, **names: str) -> str:
    page = "/studio/diagram"
    token = token_of(client.get(page).text)
    given = {"csrf": token, **names, "diagram": (io.BytesIO(content), "leave.bpmn")}
    answer = client.post(page, data=given, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


def hidden(page: str) -> dict[str, str]:
    form = page[page.index('action="/studio/diagram/take"') :]
    form = form[: form.index("</form>")]
    found = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", form, re.DOTALL)
    return {**found, "diagram": html.unescape(text.group(1))}


def test_a_new_draft_is_begun_with_the_translated_diagram(office: Engine, analyst: FlaskClient) -> None:
    xu = office.actor_of_username("xu.items")
    page = shown(analyst, **NAMES)
    assert "已翻译" in page and "没有带过来" in page and "taskListener" in page
    assert office.queries.item_drafts(xu)["items"] == []
    answer = analyst.post("/studio/diagram/take", data=hidden(page))
    assert answer.status_code == 303
    draft = office.queries.item_draft(xu, answer.headers["Location"].rpartition("/")[2])
    flow = draft["contents"]["flow.bpmn"]
    assert b'id="leave"' in flow and b"camunda:taskListener" not in flow
    assert b"((approved = true) and (days &lt; 3))" in flow
    assert not any(path.startswith("samples/") for path in draft["contents"])


def test_an_item_in_force_and_a_draft_are_copied_under_another_key(
    office: Engine, analyst: FlaskClient
) -> None:
    xu = office.actor_of_username("xu.items")
    source = "item:seal-filing"
    for key in ("copied-item", "copied-draft"):
        page = analyst.get("/studio").text
        assert f'value="{source}"' in page
        names = {
            "csrf": token_of(page),
            "key": key,
            "name": "复制的",
            "basic_code": "001017109013",
            "source": source,
        }
        answer = analyst.post("/studio/new", data=names)
        assert answer.status_code == 303, answer.text[:2000]
        draft = office.queries.item_draft(xu, answer.headers["Location"].rpartition("/")[2])
        assert items.sheet_data(draft["contents"])["process"] == key
        assert not [one for one in draft["problems"] if one["severity"] == "error"]
        source = f"draft:{draft['id']}"


def test_a_draft_takes_it_only_as_it_was_read(office: Engine, analyst: FlaskClient) -> None:
    xu = office.actor_of_username("xu.items")
    draft = office.execute(drafting.CreateItemDraft(items.read_folder(CONTENT / "seal-filing")), xu)
    given = hidden(shown(analyst, draft=draft["id"]))
    answer = analyst.post("/studio/diagram/take", data={**given, "revision": "0"})
    assert answer.status_code == 412 and "error-summary" in answer.text
    assert b"camunda" not in office.queries.item_draft(xu, draft["id"])["contents"]["flow.bpmn"]
    answer = analyst.post("/studio/diagram/take", data=given)
    assert answer.status_code == 303
    kept = office.queries.item_draft(xu, draft["id"])["contents"]
    assert b'id="seal-filing"' in kept["flow.bpmn"] and "samples/granted.json" in kept


def test_what_does_not_hold_is_told_at_its_field(analyst: FlaskClient) -> None:
    assert "error-summary" in shown(analyst, b"<x/>", 422, **NAMES)
    assert "error-summary" in shown(analyst, b"", 422, **NAMES)
    page = shown(analyst, CAMUNDA, 422, **{**NAMES, "basic_code": "12", "source": "nowhere"})
    assert "error-summary" in page


@pytest.mark.parametrize("who", ["wang.window", "lin.applicant"])
def test_nobody_else_imports(site: Flask, who: str) -> None:
    client = enter(site, who)
    assert client.get("/studio/diagram").status_code == 403
    data = {"csrf": token_of(client.get("/").text), **NAMES, "diagram": CAMUNDA.decode()}
    assert client.post("/studio/diagram/take", data=data).status_code == 403
    assert client.post("/studio/diagram", data={"csrf": data["csrf"]}).status_code == 403
