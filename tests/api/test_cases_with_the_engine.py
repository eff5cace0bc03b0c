"""A case through HTTP on the real engine: born with number and receipt, read as documented, asked by anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tongban.api import demonstration
from tongban.api.app import create_app
from tongban.engine import SYSTEM, CreateToken
from tongban.engine.settings import Settings

ITEM = "construction-permit"


@pytest.fixture(scope="module", params=["sqlite_files", "postgres_server"], ids=["sqlite", "postgres"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    databases = request.getfixturevalue(request.param)
    settings = Settings(database_url=databases.create(), data_dir=tmp_path_factory.mktemp("data"))
    app = create_app(settings, pages=False)
    with pytest.MonkeyPatch.context() as patch:
        # Nobody signs in with a password here, and hashing one takes its time.
        patch.setattr(demonstration, "hash_password", lambda _: "!")
        demonstration.load(app.extensions["tongban"], lambda _: None)
    yield app
    app.extensions["tongban"].sql_engine.dispose()
    databases.drop(settings.database_url)


def _client(app: Flask, username: str) -> FlaskClient:
    token = app.extensions["tongban"].execute(CreateToken(username, "test"), SYSTEM)["token"]
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture(scope="module")
def body() -> dict[str, Any]:
    path = demonstration.content_folder() / ITEM / "samples" / "granted.json"
    sample = json.loads(path.read_text(encoding="utf-8"))
    return {
        "item": ITEM,
        "channel": "window",
        "applicant": sample["applicant"],
        "agent": sample["agent"],
        "form": sample["form"],
    }


@pytest.fixture(scope="module")
def case(office: Flask, body: dict[str, Any]) -> dict[str, Any]:
    answer = _client(office, "wang.window").post("/api/v1/cases", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json


def _missing(app: Flask, path: str, answer: Any) -> set[str]:
    """What the OpenAPI document promises of an answer and is not in it."""
    document = app.test_client().get("/api/v1/openapi.json").json
    for known, item in document["paths"].items():
        if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", known), path):
            schema = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            name = schema["$ref"].rsplit("/", 1)[1]
            return set(document["components"]["schemas"][name].get("required", ())) - set(answer)
    raise AssertionError(f"{path} is not documented")


def test_a_repeated_registration_is_the_same_case(office: Flask, body: dict[str, Any]) -> None:
    clerk = _client(office, "wang.window")
    first, again = (
        clerk.post("/api/v1/cases", json=body, headers={"Idempotency-Key": "case-1"}) for _ in range(2)
    )
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert first.json["receipt"]["number"]


def test_answers_hold_what_the_document_promises(office: Flask, case: dict[str, Any]) -> None:
    supervisor = _client(office, "he.supervisor")
    number = case["case_no"]
    for path in (
        *(f"/api/v1/cases/{number}{part}" for part in ("", "/timeline", "/diagram", "/audit")),
        *(f"/api/v1/items/{ITEM}{part}" for part in ("", "/guide")),
        "/api/v1/events",
        "/api/v1/people",
        "/api/v1/units",
    ):
        answer = supervisor.get(path)
        assert answer.status_code == 200, answer.text
        assert _missing(office, path, answer.json) == set(), path
    assert supervisor.get(f"/api/v1/cases/{number}/audit").json["valid"] is True


def test_the_applicant_asks_without_signing_in(office: Flask, case: dict[str, Any]) -> None:
    anybody = office.test_client()
    path = "/api/v1/public/progress"
    answer = anybody.get(path, query_string={"case_no": case["case_no"], "code": case["progress_code"]})
    assert answer.json["state"] == case["state"]
    assert _missing(office, path, answer.json) == set()
    wrong = anybody.get(path, query_string={"case_no": case["case_no"], "code": "AAAAAAAA"})
    unknown = anybody.get(path, query_string={"case_no": "0", "code": "AAAAAAAA"})
    assert wrong.status_code == unknown.status_code == 404
    assert wrong.json == unknown.json


def test_the_receipt_is_a_document_that_verifies(office: Flask, case: dict[str, Any]) -> None:
    receipt = case["receipt"]
    pdf = _client(office, "wang.window").get(f"/api/v1/documents/{receipt['id']}")
    assert pdf.data.startswith(b"%PDF-")
    path = f"/api/v1/public/documents/{receipt['verification_code']}"
    verified = office.test_client().get(path)
    assert verified.json["number"] == receipt["number"]
    assert _missing(office, path, verified.json) == set()


def test_a_wrong_check_digit_names_its_field(office: Flask, body: dict[str, Any]) -> None:
    wrong = {**body, "applicant": {**body["applicant"], "id_no": "91429900MA00000150"}}
    answer = _client(office, "wang.window").post("/api/v1/cases", json=wrong)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "applicant.id_no")
    overridden = {**wrong, "override_reason": "证照原件已核对"}
    assert _client(office, "wang.window").post("/api/v1/cases", json=overridden).status_code == 201


def test_a_stranger_learns_nothing_of_a_case(office: Flask, case: dict[str, Any]) -> None:
    stranger = _client(office, "tang.agent")
    for part in ("", "/timeline", "/diagram", "/audit", "/materials/x"):
        assert stranger.get(f"/api/v1/cases/{case['case_no']}{part}").status_code == 404
    assert stranger.get("/api/v1/cases").json["items"] == []
    assert stranger.get(f"/api/v1/documents/{case['receipt']['id']}").status_code == 404
