"""The pages on a small application with the fake engine behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin_ui.fake_engine import FakeEngine
from tongban.admin_ui import site
from tongban.api import demonstration, problems
from tongban.engine import Engine, bootstrap
from tongban.engine.settings import Settings
from tongban.migrations import migrate

BEGIN = datetime(2026, 2, 9, 1, 0, tzinfo=UTC)


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


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The real engine with the demonstration, on a Monday morning; its clock takes a second per look."""
    folder = tmp_path_factory.mktemp("office")
    settings = Settings.from_environment(
        {
            "TONGBAN_DATA_DIR": str(folder),
            "TONGBAN_EMBEDDED_WORKER": "0",
            "TONGBAN_DIRECT_PUBLISHING": "1",
        }
    )
    migrate(settings.database_url)
    passed = iter(range(10_000_000))
    engine = bootstrap(settings, clock=lambda: BEGIN + timedelta(seconds=next(passed)))
    demonstration.load(engine, lambda line: None)
    yield engine
    engine.sql_engine.dispose()


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


def enter(app: Flask, username: str, language: str = "zh") -> FlaskClient:
    """Somebody of the demonstration, signed in."""
    client = app.test_client()
    token = token_of(client.get(f"/signin?lang={language}").text)
    form = {"csrf": token, "username": username, "password": "tongban-demo"}
    assert client.post("/signin", data=form).status_code == 303
    return client
