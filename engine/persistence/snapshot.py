"""Every row of every table as it was at one moment, as plain values, and the way back into an empty database."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Date, Engine, LargeBinary, Table, Text, func, select, text, type_coerce

from tongban.engine.persistence.database import write, writing
from tongban.engine.persistence.tables import metadata
from tongban.engine.persistence.types import Json, Moment

#: A sign of life is of no use in another place.
LEFT_OUT = ("heartbeat",)
FILE_COLUMNS = ("sha256", "signature")
AT_ONCE = 500
#: On PostgreSQL events stand in the order of their transactions, whose numbers mean nothing in another server: there
#: they all get this one, and stand in the order of their own numbers.
RESTORED_TX = 1
PLACES = ("bookmark", "webhook")
WITH_TX = ("event", "webhook_delivery", *PLACES)


def tables() -> list[Table]:
    """Every table that is backed up, in the order in which rows may be written."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, whatever is written meanwhile; it holds up no writer."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        _take_time(connection)
        # The moment is that of the first look.
        connection.execute(select(func.count()).select_from(metadata.tables["calendar"]))
        yield connection


def rows_of(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """Its rows in the order of their key: times as ISO text, bytes as base64, JSON as the text that is stored."""
    columns = [
        type_coerce(column, Text).label(column.name) if isinstance(column.type, Json) else column
        for column in table.c
    ]
    statement = select(*columns).order_by(*table.primary_key.columns)
    result = connection.execution_options(yield_per=AT_ONCE).execute(statement)
    for row in result:
        yield [_plain(value) for value in row]


def files_named(connection: Connection) -> Iterator[str]:
    """The hashes of the files that rows name; a row that holds the content itself names none."""
    for table in tables():
        for column in table.c:
            if column.name in FILE_COLUMNS and "content" not in table.c:
                found = select(column).where(column.is_not(None), column != "").distinct()
                yield from connection.execution_options(yield_per=AT_ONCE).execute(found).scalars()


def is_empty(engine: Engine) -> bool:
    """Whether no table has a row."""
    with engine.connect() as connection:
        return all(
            connection.execute(select(table.c[_first_key(table)]).limit(1)).first() is None
            for table in tables()
        )


def count_rows(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


@contextmanager
def one_transaction(engine: Engine) -> Iterator[Connection]:
    """A writing connection; everything is committed at the end or nothing is."""
    with write(writing(engine)) as connection, connection.begin():
        _take_time(connection)
        yield connection


def load(connection: Connection, table: Table, columns: list[str], rows: Iterable[list[Any]]) -> int:
    """Insert plain rows; how many they were."""
    readers = [_reader(table, name, connection.dialect.name) for name in columns]
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    places = ", ".join(f":c{number}" for number in range(len(columns)))
    # By name and not by type: JSON goes in as the text that it is.
    statement = text(f"INSERT INTO {quote(table.name)} ({names}) VALUES ({places})")
    count, waiting = 0, []
    for row in rows:
        waiting.append(
            {f"c{number}": read(value) for number, (read, value) in enumerate(zip(readers, row, strict=True))}
        )
        if len(waiting) == AT_ONCE:
            connection.execute(statement, waiting)
            count, waiting = count + len(waiting), []
    if waiting:
        connection.execute(statement, waiting)
    return count + len(waiting)


def number_on(connection: Connection) -> None:
    """Let the numbers of events go on after the last one."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                "SELECT setval(pg_get_serial_sequence('event', 'id'),"
                " (SELECT coalesce(max(id), 0) + 1 FROM event), false)"
            )
        )


def _take_time(connection: Connection) -> None:
    """A whole table may take longer than somebody at work would wait."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode()
    return value


def _reader(table: Table, name: str, dialect: str) -> Callable[[Any], Any]:
    """From the plain value to what the driver takes."""
    kind = table.c[name].type
    if isinstance(kind, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value)
    if isinstance(kind, Moment) and dialect == "postgresql":
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if isinstance(kind, Date) and dialect == "postgresql":
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value


def _first_key(table: Table) -> str:
    return next(iter(table.primary_key.columns)).name
