"""The browser's cookie signs in; a changing call also needs the session's CSRF token."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tongban.api.authentication import CSRF_HEADER, SESSION_COOKIE, csrf_token


@pytest.fixture
def browser(nobody: FlaskClient) -> FlaskClient:
    nobody.set_cookie(SESSION_COOKIE, "good-session")
    return nobody


def test_reading_needs_the_cookie_only(browser: FlaskClient) -> None:
    assert browser.get("/api/v1/tasks").status_code == 200


def test_changing_without_the_token_is_refused(browser: FlaskClient, engine) -> None:
    for headers in ({}, {CSRF_HEADER: "x"}, {CSRF_HEADER: "é"}, {CSRF_HEADER: csrf_token("other")}):
        answer = browser.post("/api/v1/tasks/1/claim", headers=headers)
        assert (answer.status_code, answer.json["code"]) == (403, "csrf_failed")
    assert engine.executed == []


def test_changing_with_the_token_works(browser: FlaskClient) -> None:
    answer = browser.post("/api/v1/tasks/1/claim", headers={CSRF_HEADER: csrf_token("good-session")})
    assert answer.status_code == 200


def test_an_unknown_session_is_nobody(nobody: FlaskClient) -> None:
    nobody.set_cookie(SESSION_COOKIE, "stolen")
    assert nobody.get("/api/v1/tasks").status_code == 401


def test_a_bad_token_is_not_rescued_by_the_cookie(browser: FlaskClient) -> None:
    assert browser.get("/api/v1/tasks", headers={"Authorization": "Bearer bad"}).status_code == 401
