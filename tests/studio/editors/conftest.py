"""The pages before the real engine with the demonstration's people, and an analyst signed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import yaml
from admin_ui.conftest import app_with, enter
from flask import Flask
from flask.testing import FlaskClient
from office import CONTENT

from tongban.engine import SYSTEM, Engine, LoadPeople, bootstrap
from tongban.engine.passwords import hash_password
from tongban.engine.settings import Settings
from tongban.migrations import migrate

BEGIN = datetime(2026, 2, 9, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The engine with people and nothing else; a minute and more pass between two looks at its clock."""
    folder = tmp_path_factory.mktemp("studio")
    settings = Settings.from_environment({"TONGBAN_DATA_DIR": str(folder), "TONGBAN_EMBEDDED_WORKER": "0"})
    migrate(settings.database_url)
    passed = count()
    engine = bootstrap(settings, clock=lambda: BEGIN + timedelta(seconds=61 * next(passed)))
    hashed = hash_password("tongban-demo")
    people = yaml.safe_load((CONTENT / "people.yaml").read_text("utf-8"))
    engine.execute(LoadPeople(people, lambda _: hashed), SYSTEM)
    yield engine
    engine.sql_engine.dispose()


@pytest.fixture(scope="module")
def site(studio: Engine) -> Flask:
    return app_with(studio)


@pytest.fixture(scope="module")
def analyst(site: Flask) -> FlaskClient:
    return enter(site, "xu.items")
