"""Statements compiled once and run on the driver's own cursor.

An act runs a dozen small statements. SQLAlchemy compiles them, once, and says how each value goes in and comes out;
its bookkeeping around each execution is left out, because it costs more than the database does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Insert, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

# Told of every statement and how many rows of parameters it had; benches and tests count with it.
OBSERVERS: list[Callable[[str, int], None]] = []
#: Values that PostgreSQL is given in one INSERT of many rows: each statement costs the driver as much as several rows
#: do, but psycopg reads one with more than 50 values or 4,096 characters anew each time.
VALUES_AT_ONCE, LONGEST = 50, 4096


class Prepared:
    """One statement for one dialect, its parameters by position."""

    __slots__ = ("_at_once", "_constants", "_into", "_many", "_names", "_of_record", "_out", "text")

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=_by_position(dialect))  # type: ignore[attr-defined]
        self.text = str(compiled)
        self._names: Sequence[str] = compiled.positiontup
        self._at_once = _rows_at_once(self.text, len(self._names)) if _joins_rows(statement, dialect) else 1
        self._many = _many_rows(self.text, self._at_once) if self._at_once > 1 else ""
        self._constants = {name: value for name, value in compiled.params.items() if value is not None}
        self._into = [
            (position, convert)
            for position, name in enumerate(self._names)
            if (convert := compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            is not None
        ]
        # The key of a row that is changed is bound as `key_…`, beside the columns' own names.
        attributes = [name.removeprefix("key_") for name in self._names]
        self._of_record = attrgetter(*attributes) if len(attributes) > 1 else None
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._out = [
            (position, convert)
            for position, column in enumerate(columns)
            if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]

    def write(self, connection: Connection, records: Sequence[Any]) -> None:
        """Execute for every record, each parameter being the attribute of its name."""
        assert self._of_record is not None
        read = self._of_record
        self._run(connection, [self._converted(list(read(record))) for record in records])

    def run(self, connection: Connection, *given: Mapping[str, Any]) -> None:
        """Execute once for each of these sets of parameters."""
        self._run(connection, [self._parameters(one) for one in given])

    def _run(self, connection: Connection, rows: list[list[Any]]) -> None:
        cursor = _cursor(connection)
        if OBSERVERS:
            _tell(self.text, len(rows))
        try:
            if 1 < self._at_once <= len(rows):
                whole = len(rows) - len(rows) % self._at_once
                starts = range(0, whole, self._at_once)
                cursor.executemany(self._many, [_joined(rows[one : one + self._at_once]) for one in starts])
                rows = rows[whole:]
            if len(rows) == 1:
                cursor.execute(self.text, rows[0])
            elif rows:
                cursor.executemany(self.text, rows)
        except Exception as error:
            raise _wrapped(connection, self.text, error) from error
        finally:
            cursor.close()

    def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
        """The rows of a query, converted."""
        cursor = _cursor(connection)
        if OBSERVERS:
            _tell(self.text, 1)
        try:
            cursor.execute(self.text, self._parameters(parameters))
            found: list[Sequence[Any]] = cursor.fetchall()
        except Exception as error:
            raise _wrapped(connection, self.text, error) from error
        finally:
            cursor.close()
        if not self._out:
            return found
        return [self._read(row) for row in found]

    def _read(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for position, convert in self._out:
            values[position] = convert(values[position])
        return values

    def _parameters(self, given: Mapping[str, Any]) -> list[Any]:
        if self._constants:
            given = {**self._constants, **given}
        return self._converted([given[name] for name in self._names])

    def _converted(self, values: list[Any]) -> list[Any]:
        for position, convert in self._into:
            values[position] = convert(values[position])
        return values


def prepared(connection: Connection, statement: Executable) -> Prepared:
    """The statement ready to run; `statement` must be one that is kept, not built anew each time."""
    key = (connection.dialect.name, id(statement))
    known = _KNOWN.get(key)
    if known is None:
        # The statement itself is kept too, so that its id stays its own.
        known = _KNOWN[key] = (statement, Prepared(statement, connection.dialect))
    return known[1]


_KNOWN: dict[tuple[str, int], tuple[Executable, Prepared]] = {}


@contextmanager
def batch(connection: Connection) -> Iterator[None]:
    """Statements whose answers nobody reads are sent together where the driver can (psycopg's pipeline)."""
    driver: Any = connection.connection.driver_connection
    if not hasattr(driver, "pipeline"):
        yield
        return
    try:
        with driver.pipeline():
            yield
    except Exception as error:
        if not connection.in_transaction():
            # A COMMIT sent along was passed over after the error, yet SQLAlchemy takes it for done and would give the
            # connection back to the pool inside a transaction that has failed.
            with suppress(connection.dialect.loaded_dbapi.Error):
                driver.rollback()
        wrapped = _wrapped(connection, "", error)
        if wrapped is error:
            raise
        raise wrapped from error


def _joins_rows(statement: Executable, dialect: Dialect) -> bool:
    # SQLite's driver repeats a statement at no cost of its own.
    return isinstance(statement, Insert) and dialect.name == "postgresql"


def _rows_at_once(text: str, values: int) -> int:
    head, _, row = text.partition(" VALUES ")
    return min(VALUES_AT_ONCE // values, (LONGEST - len(head)) // (len(row) + 2))


def _many_rows(text: str, number: int) -> str:
    head, _, row = text.partition(" VALUES ")
    return f"{head} VALUES {', '.join([row] * number)}"


def _joined(rows: list[list[Any]]) -> list[Any]:
    return [value for row in rows for value in row]


@cache
def _by_position(dialect: Dialect) -> Dialect:
    """The dialect with parameters that a driver need not look up by name."""
    return dialect if dialect.positional else type(dialect)(paramstyle="format")  # type: ignore[call-arg]


def _tell(text: str, rows: int) -> None:
    for observer in OBSERVERS:
        observer(text, rows)


def _cursor(connection: Connection) -> Any:
    # Not through the pool's stand-in for it, whose own cursor() would only pass the call on.
    driver: Any = connection.connection.dbapi_connection
    return driver.cursor()


def _wrapped(connection: Connection, text: str, error: Exception) -> BaseException:
    """The driver's error as SQLAlchemy names it, so that callers know one family of errors."""
    dialect = connection.dialect
    base = dialect.loaded_dbapi.Error
    if not isinstance(error, base):
        return error
    lost = dialect.is_disconnect(error, connection.connection.driver_connection, None)
    if lost:
        connection.invalidate(error)
        # Its neighbours in the pool are older than the loss, so they are gone as well.
        connection.engine.dispose(close=False)
    return DBAPIError.instance(text, {}, error, base, dialect=dialect, connection_invalidated=lost)
