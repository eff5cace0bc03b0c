"""An application over the fake engine, and a client that is signed in."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.fake_engine import FakeEngine
from tongban.api.app import create_app
from tongban.engine import Actor
from tongban.engine.settings import Settings


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(Actor(id="li.si"))


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings.from_environment({"TONGBAN_DATA_DIR": str(tmp_path_factory.mktemp("data"))})
    return create_app(settings, engine=FakeEngine(Actor(id="nobody")), pages=False)


@pytest.fixture
def app(application: Flask, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setitem(application.extensions, "tongban", engine)
    return application


@pytest.fixture
def nobody(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer good"
    return client
