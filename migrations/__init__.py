"""Bringing a database to this release's schema, for the command line, a server's start and the tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from tongban.engine.persistence.database import connect, write, writing

# Any number will do, as long as every release takes the same one.
_LOCK = 7_420_114_903


def migrate(database: str | Engine) -> None:
    """Run the migrations that are missing, all or none; a second process doing the same waits for the first.

    An engine must come from, or have been prepared by, `engine.persistence.database`.
    """
    with _alone(database) as connection:
        command.upgrade(_config(connection), "head")


def downgrade(database: str | Engine, revision: str) -> None:
    """Undo the migrations after the revision, their data with them; "base" undoes all."""
    with _alone(database) as connection:
        command.downgrade(_config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database has exactly this release's schema."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [head()]


@cache
def head() -> str:
    """The revision this release wants."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise RuntimeError("the package holds no migrations")
    return revision


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    # ConfigParser reads % as the start of a reference.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(database: str | Engine) -> Iterator[Connection]:
    """A connection in a transaction that no other migration can be in, committed at the end."""
    engine = connect(database) if isinstance(database, str) else database
    try:
        with write(writing(engine)) as connection, _without_foreign_keys(connection), connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
    finally:
        if engine is not database:
            engine.dispose()


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying and dropping it, which must not touch the rows that point to it."""
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
