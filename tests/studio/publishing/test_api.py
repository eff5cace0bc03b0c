"""Drafts over HTTP: begun, changed under If-Match, checked, tried, submitted; versions compared and withdrawn."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from office import CONTENT, open_office

from studio.publishing.desk import EDITOR, deploy, do, folder, reviewed
from tongban.api.app import create_app
from tongban.engine import CreateToken, Engine
from tongban.engine.settings import Settings

API = "/api/v1"
NEW = {"template": "seal-filing", "key": "street-stall", "name": "临街摆摊备案", "basic_code": "001017109012"}


class Caller:
    """Somebody of the office with a token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._head = {"Authorization": f"Bearer {token}"}

    def __call__(self, method: str, path: str, status: int, tag: int | str | None = None, **more: Any) -> Any:
        head = {**self._head, **({"If-Match": f'"{tag}"' if tag != "*" else "*"} if tag is not None else {})}
        answer = self._client.open(f"{API}{path}", method=method, headers=head, **more)
        assert answer.status_code == status, answer.text[:2000]
        return answer.json if answer.is_json else answer.data


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Any]:
    found = open_office(Settings(sqlite_url, tmp_path, embedded_worker=False))
    deploy(found)
    yield found
    found.engine.sql_engine.dispose()


@pytest.fixture
def ask(office: Any) -> Any:
    app = create_app(office.engine.settings, pages=False, engine=office.engine)
    client = app.test_client()

    def caller(who: str) -> Caller:
        engine: Engine = office.engine
        token = engine.execute(CreateToken(who, "test"), office.actor(who))["token"]
        return Caller(client, token)

    return caller


def form(**fields: Any) -> dict[str, Any]:
    return {"data": fields, "content_type": "multipart/form-data"}


def test_a_draft_goes_from_a_template_to_a_published_version(office: Any, ask: Any) -> None:
    xu, admin = ask(EDITOR), ask("admin")
    draft = xu("POST", "/item-drafts", 201, **form(**NEW))
    assert draft["sound"] is True and "contents" not in draft
    base = f"/item-drafts/{draft['id']}"
    assert xu("GET", "/item-drafts", 200)["items"][0]["id"] == draft["id"]
    form_json = xu("GET", f"{base}/files/form.json", 200)
    assert xu("PUT", f"{base}/files/form.json", 428, data=form_json)["code"] == "precondition_required"
    saved = xu("PUT", f"{base}/files/form.json", 200, 1, data=form_json + b"\n")
    assert saved["revision"] == 2
    late = xu("PUT", f"{base}/files/form.json", 412, 1, data=b"{}")
    assert late["current"]["updated_by"] == EDITOR
    xu("PUT", f"{base}/files/forms/extra.json", 200, 0, data=b"{")
    assert xu("GET", f"{base}/check", 200)["sound"] is False
    xu("DELETE", f"{base}/files/forms/extra.json", 200, 3)
    checked = xu("GET", f"{base}/check", 200)
    assert (checked["sound"], checked["green"]) == (True, False)
    assert [one["key"] for one in checked["lines"]][:2] == ["elements", "clocks"]
    note = {"json": {"change_note": "第一版"}}
    assert xu("POST", f"{base}/submit", 422, 4, **note)["code"] == "samples_not_green"
    tried = xu("POST", f"{base}/trial", 200)
    assert tried["green"] is True and all(one["green"] for one in tried["samples"])
    assert xu("POST", f"{base}/submit", 412, 1, **note)["code"] == "precondition_failed"
    sent = xu("POST", f"{base}/submit", 201, 4, **note)
    assert xu("GET", f"/publications/{sent['id']}", 200)["step"]["element"] == "office"
    # Its reviewers read it over HTTP as well; nobody else knows of it.
    assert ask("shao.legal")("GET", f"/publications/{sent['id']}", 404)
    assert ask("yan.police")("GET", f"/publications/{sent['id']}/differences", 200)["same"] is False
    reviewed(office, sent)
    do(office, sent, EDITOR, "publish")
    assert xu("GET", "/publications?state=published", 200)["items"][0]["id"] == sent["id"]
    versions = xu("GET", "/items/street-stall/versions", 200)["items"]
    assert (versions[0]["state"], versions[0]["change_note"]) == ("published", "第一版")
    one = versions[0]["id"]
    assert xu("GET", f"/item-versions/{one}/differences/{one}", 200)["same"] is True
    gone = {"json": {"reason": "停办"}}
    assert xu("POST", f"/item-versions/{one}/withdraw", 403, **gone)["code"] == "needs_approval"
    assert admin("POST", f"/item-versions/{one}/withdraw", 200, **gone)["state"] == "withdrawn"
    admin("POST", f"/item-versions/{one}/restore", 200, json={"change_note": "恢复"})


def test_a_draft_begins_with_a_zip_and_with_an_item_in_force(office: Any, ask: Any) -> None:
    xu = ask(EDITOR)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in folder().items():
            archive.writestr(path, content)
    stream.seek(0)
    draft = xu("POST", "/item-drafts", 201, **form(file=(stream, "pack.zip")))
    assert {one["path"] for one in draft["files"]} == set(folder())
    office.publish(CONTENT / "seal-filing")
    same = xu("POST", "/item-drafts", 201, **form(item="seal-filing"))
    assert same["name"] == xu("GET", "/items/seal-filing", 200)["name"]
    for wrong in ({}, {"template": "../x"}, {"template": "seal-filing", "key": "A b"}):
        assert xu("POST", "/item-drafts", 422, **form(**wrong))["errors"]
    assert xu("DELETE", f"/item-drafts/{draft['id']}", 412, 9)
    xu("DELETE", f"/item-drafts/{draft['id']}", 200, 1)
    xu("GET", f"/item-drafts/{draft['id']}", 404)


@pytest.mark.parametrize("who", ["wang.window", "yan.police", "lin.applicant"])
def test_nobody_else_comes_in(office: Any, ask: Any, who: str) -> None:
    draft = ask(EDITOR)("POST", "/item-drafts", 201, **form(**NEW))
    base, other = f"/item-drafts/{draft['id']}", ask(who)
    for path in ("/item-drafts", base, f"{base}/check", f"{base}/files/form.json", "/publications"):
        other("GET", path, 403)
    other("POST", "/item-drafts", 403, **form(**NEW))
    other("PUT", f"{base}/files/form.json", 403, 1, data=b"{}")
    other("POST", f"{base}/trial", 403)
    other("POST", f"{base}/submit", 403, 1, json={"change_note": "x"})
