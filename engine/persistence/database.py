"""The database connection: SQLite in WAL mode or PostgreSQL, with the same promises."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from tongban.engine.persistence.tables import metadata
from tongban.engine.persistence.turns import turns_of

T = TypeVar("T")
#: A process that stands still inside a transaction holds its rows no longer than this; no act waits so long for anything.
IDLE_SECONDS = 60
# What the door passes on without knowing SQLAlchemy.
SqlEngine = Engine


def connect(url: str, *, pool_size: int = 20) -> Engine:
    """An SQLAlchemy engine for the URL; the folder of an SQLite file is made.

    Connections to PostgreSQL are kept once they were needed: a crowd would wait for every one that is opened anew.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})
    else:
        engine = create_engine(url, pool_size=pool_size, max_overflow=0)
    return prepare(engine)


def prepare(engine: Engine) -> Engine:
    """Give an engine made elsewhere the same behaviour."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _open_postgres)
    return engine


def create_tables(engine: Engine) -> None:
    """Every table at once, for a database that lives no longer than its process."""
    metadata.create_all(engine)


def apart(engine: Engine) -> Engine:
    """The same database on connections outside the pool: an act that holds one must not wait there for another."""
    return prepare(create_engine(engine.url, poolclass=NullPool))


def reading(engine: Engine) -> Engine:
    """The same pool for queries, without what opens and closes a transaction."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="AUTOCOMMIT")
    return engine.execution_options(tongban_read=True)


def writing(engine: Engine) -> Engine:
    """The same pool for acts: their transactions take SQLite's one place for a writer at once."""
    return engine.execution_options(tongban_write=True)


def read(engine: Engine, ask: Callable[[Connection], T]) -> T:
    """What `ask` finds; asked again on a fresh connection when the first one had died in the pool."""
    try:
        with engine.connect() as connection:
            return ask(connection)
    except DBAPIError as failed:
        if not failed.connection_invalidated:
            raise
    with engine.connect() as connection:
        return ask(connection)


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """A connection of an engine from `writing` when it is its turn; the caller commits, leaving rolls back."""
    if engine.dialect.name != "sqlite":
        with engine.connect() as connection:
            yield connection
        return
    with turns_of(engine), engine.connect() as connection:
        yield connection


def _open_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling would begin too late to keep one writer at a time.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA cache_size=-65536")


def _open_postgres(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("tongban_read"):
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN IMMEDIATE" if options.get("tongban_write") else "BEGIN")
