"""What every test may ask for: a database of its own and settings that lead to it."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from databases import Databases, Furnish, PostgresServer, SqliteFiles, postgres
from office import Office, enter, furnish

from tongban.engine.settings import Settings
from tongban.migrations import migrate

# A worker keeps much from one test to the next: looked through less often for what can go, a run takes a tenth less.
gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str, worker_id: str) -> Iterator[PostgresServer]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres(testrun_uid[:8], worker_id))
        except Exception as wrong:
            reason = f"PostgreSQL does not start: {type(wrong).__name__}: {wrong}"
            if os.environ.get("CI") == "true" or os.environ.get("TEST_DATABASE_URL"):
                pytest.fail(reason)
            pytest.skip(reason)
        yield server


@pytest.fixture
def sqlite_url(sqlite_files: SqliteFiles) -> Iterator[str]:
    """A migrated SQLite file."""
    yield from _database(sqlite_files)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A migrated PostgreSQL database."""
    yield from _database(postgres_server)


@pytest.fixture(params=["sqlite_files", "postgres_server"], ids=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both kinds of database, one after the other."""
    found: Databases = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A migrated database, of both kinds."""
    yield from _database(databases)


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """A database without tables, of both kinds."""
    yield from _database(databases, None)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings for a migrated database and a data folder of the test's own."""
    return Settings(database_url=database_url, data_dir=tmp_path, embedded_worker=False)


@pytest.fixture
def set_up() -> dict[str, Any]:
    """What the office's settings say otherwise than usual."""
    return {}


@pytest.fixture
def office(databases: Databases, tmp_path: Path, set_up: dict[str, Any]) -> Iterator[Office]:
    """The demonstration's office, on both kinds of database."""
    for url in _database(databases, furnish):
        found = enter(Settings(database_url=url, data_dir=tmp_path, embedded_worker=False, **set_up))
        yield found
        found.engine.sql_engine.dispose()


def _database(databases: Databases, furnish: Furnish | None = migrate) -> Iterator[str]:
    url = databases.create(furnish)
    yield url
    databases.drop(url)
