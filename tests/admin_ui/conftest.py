"""The pages on a small application with the fake engine behind them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin_ui.fake_engine import FakeEngine
from tongban.admin_ui import site
from tongban.api import problems


def app_with(engine: Any) -> Flask:
    """The pages and their errors, without the API."""
    app = Flask("pages", static_folder=None)
    app.extensions["tongban"] = engine
    problems.register(app)
    site.register(app)
    return app


@pytest.fixture(scope="session")
def app() -> Flask:
    """One application for all, because compiling its templates takes longer than a test."""
    return app_with(None)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def client(app: Flask, engine: FakeEngine) -> FlaskClient:
    app.extensions["tongban"] = engine
    return app.test_client()


@pytest.fixture
def signed_in(client: FlaskClient) -> Callable[[str], FlaskClient]:
    def sign_in(username: str = "wang.window") -> FlaskClient:
        client.set_cookie("tongban_session", f"session-{username}")
        return client

    return sign_in


def token_of(page: str) -> str:
    """The CSRF token a page put into its forms."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found, "the page has no form"
    return found.group(1)
