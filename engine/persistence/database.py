"""The database connection: SQLite in WAL mode or PostgreSQL, with the same promises."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from tongban.engine.persistence.libpq import DirectConnection
from tongban.engine.persistence.resting import connection_of
from tongban.engine.persistence.tables import metadata
from tongban.engine.persistence.turns import turns_of

T = TypeVar("T")
#: A process that stands still inside a transaction holds its rows no longer than this; no act waits so long for anything.
IDLE_SECONDS = 60
#: Seconds that are waited for a place in a pool or for SQLite's one writer where nobody said how long.
USUAL_WAIT = 30.0
#: Milliseconds that a statement has beyond what its locks may take.
GRACE = 100
#: Seconds: the least that libpq takes for connecting.
MOST_HASTE = 2
# What the door passes on without knowing SQLAlchemy.
SqlEngine = Engine


def connect(url: str, *, pool_size: int = 20, wait: float | None = None) -> Engine:
    """An SQLAlchemy engine for the URL; the folder of an SQLite file is made.

    Connections to PostgreSQL are kept once they were needed: a crowd would wait for every one that is opened anew.
    `wait`: see `prepare`.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        pool: dict[str, Any] = {}
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
            pool["pool_timeout"] = wait or USUAL_WAIT
        engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, **pool)
    else:
        engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=wait or USUAL_WAIT,
            connect_args=patience(wait),
        )
    return prepare(engine, wait)


def patience(wait: float | None) -> dict[str, Any]:
    """What libpq is told: how long a PostgreSQL server that says nothing is waited for, while connecting and later."""
    if wait is None:
        return {}
    return {"connect_timeout": max(MOST_HASTE, round(wait)), "tcp_user_timeout": round(wait * 1000) + GRACE}


def prepare(engine: Engine, wait: float | None = None) -> Engine:
    """Give an engine made elsewhere the same behaviour.

    `wait`: seconds after which a lock or a statement that has not come is given up, with OperationalError; without it
    PostgreSQL takes the time it takes, as a migration must.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_open_sqlite, wait or USUAL_WAIT))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "do_connect", _connect_postgres)
        event.listen(engine, "connect", partial(_open_postgres, wait))
    turns_of(engine).patience = wait or USUAL_WAIT
    return engine


def create_tables(engine: Engine) -> None:
    """Every table at once, for a database that lives no longer than its process."""
    metadata.create_all(engine)


def apart(engine: Engine, wait: float | None = None) -> Engine:
    """The same database on connections outside the pool: an act that holds one must not wait there for another."""
    told = patience(wait) if engine.dialect.name == "postgresql" else {}
    return prepare(create_engine(engine.url, poolclass=NullPool, connect_args=told), wait)


def used_up(engine: Engine) -> bool:
    """Whether every connection of its pool is out: who comes now waits."""
    pool = engine.pool
    # How far it may grow has no public name.
    return isinstance(pool, QueuePool) and pool.checkedin() == 0 and pool.overflow() >= pool._max_overflow


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
        with connection_of(engine) as connection:
            return ask(connection)
    except DBAPIError as failed:
        if not failed.connection_invalidated:
            raise
    with engine.connect() as connection:
        return ask(connection)


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """A connection of an engine from `writing` when it is its turn; the caller commits, leaving rolls back."""
    with turns_of(engine), connection_of(engine) as connection:
        yield connection


def _open_sqlite(wait: float, connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling would begin too late to keep one writer at a time.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA busy_timeout={round(wait * 1000)}")
    connection.execute("PRAGMA cache_size=-65536")


def _connect_postgres(
    _dialect: Dialect, _record: Any, args: list[Any], settings: dict[str, Any]
) -> DirectConnection:
    return DirectConnection.connect(*args, **settings)


def _open_postgres(wait: float | None, connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'")
        if wait is not None:
            # A statement that waits for a lock is told so a little before it is told that it took too long.
            cursor.execute(f"SET lock_timeout = {round(wait * 1000)}")
            cursor.execute(f"SET statement_timeout = {round(wait * 1000) + GRACE}")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("tongban_read"):
        return
    driver: Any = connection.connection.driver_connection
    begin = "BEGIN IMMEDIATE" if options.get("tongban_write") else "BEGIN"
    try:
        driver.execute(begin)
    except sqlite3.OperationalError as failed:
        raise OperationalError(begin, None, failed) from failed
