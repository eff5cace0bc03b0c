"""Statements compiled once and run by the driver itself.

An act runs a dozen small statements. SQLAlchemy compiles them, once, and says how each value goes in and comes out;
its bookkeeping around each execution is left out, because it costs more than the database does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Insert, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

from tongban.engine.persistence.libpq import DirectConnection

# Told of every statement and how many rows of parameters it had; benches and tests count with it.
OBSERVERS: list[Callable[[str, int], None]] = []
#: Values that PostgreSQL is given in one INSERT of many rows: each statement costs it as much as several rows do.
VALUES_AT_ONCE = 50


class Prepared:
    """One statement for one dialect, its parameters by position."""

    __slots__ = ("_at_once", "_constants", "_into", "_many", "_names", "_of_record", "_out", "text")

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=_by_position(dialect))  # type: ignore[attr-defined]
        self.text = str(compiled)
        self._names: Sequence[str] = compiled.positiontup
        self._at_once = VALUES_AT_ONCE // len(self._names) if _joins_rows(statement, dialect) else 1
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
        if OBSERVERS:
            _tell(self.text, len(rows))
        try:
            if 1 < self._at_once <= len(rows):
                whole = len(rows) - len(rows) % self._at_once
                starts = range(0, whole, self._at_once)
                _write(connection, self._many, [_joined(rows[one : one + self._at_once]) for one in starts])
                rows = rows[whole:]
            if rows:
                _write(connection, self.text, rows)
        except Exception as error:
            raise _wrapped(connection, self.text, error) from error

    def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
        """The rows of a query, converted."""
        if OBSERVERS:
            _tell(self.text, 1)
        try:
            found = _read(connection, self.text, self._parameters(parameters))
        except Exception as error:
            raise _wrapped(connection, self.text, error) from error
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


def _joins_rows(statement: Executable, dialect: Dialect) -> bool:
    # SQLite's driver repeats a statement at no cost of its own.
    return isinstance(statement, Insert) and dialect.name == "postgresql"


def _many_rows(text: str, number: int) -> str:
    """The INSERT of one row, of so many."""
    head, _, row = text.partition(" VALUES ")
    width = row.count("$")

    def numbered(place: int) -> str:
        return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + place * width}", row)

    return f"{head} VALUES {', '.join(numbered(place) for place in range(number))}"


def _joined(rows: list[list[Any]]) -> list[Any]:
    return [value for row in rows for value in row]


@cache
def _by_position(dialect: Dialect) -> Dialect:
    """The dialect with parameters by position, as each driver wants them: `?`, or libpq's `$1`."""
    return dialect if dialect.positional else type(dialect)(paramstyle="numeric_dollar")  # type: ignore[call-arg]


def _tell(text: str, rows: int) -> None:
    for observer in OBSERVERS:
        observer(text, rows)


def _write(connection: Connection, text: str, rows: list[list[Any]]) -> None:
    # Not through the pool's stand-in for it, which would only pass the call on.
    driver: Any = connection.connection.dbapi_connection
    if isinstance(driver, DirectConnection):
        driver.tell(text, rows)
    elif len(rows) == 1:
        driver.execute(text, rows[0])
    else:
        driver.executemany(text, rows)


def _read(connection: Connection, text: str, values: list[Any]) -> Sequence[Sequence[Any]]:
    driver: Any = connection.connection.dbapi_connection
    if isinstance(driver, DirectConnection):
        return driver.ask(text, values)
    found: list[Sequence[Any]] = driver.execute(text, values).fetchall()
    return found


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
