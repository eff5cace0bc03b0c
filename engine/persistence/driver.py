"""Statements compiled once and run on the driver's own cursor.

An act runs a dozen small statements. SQLAlchemy compiles them, once, and says how each value goes in and comes out;
its bookkeeping around each execution is left out, because it costs more than the database does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

Convert = Callable[[Any], Any]
# Told of every statement and how many rows of parameters it had; benches and tests count with it.
OBSERVERS: list[Callable[[str, int], None]] = []


class Prepared:
    """One statement for one dialect."""

    __slots__ = ("_constants", "_into", "_names", "_out", "text")

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.text = str(compiled)
        self._names: Sequence[str] | None = compiled.positiontup if compiled.positional else None
        self._into: dict[str, Convert] = {}
        for name, bind in compiled.binds.items():
            convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if convert is not None:
                self._into[name] = convert
        self._constants = {
            name: self._converted(name, value) for name, value in compiled.params.items() if value is not None
        }
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._out = [
            (position, convert)
            for position, column in enumerate(columns)
            if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        ]

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Execute for every row of parameters."""
        cursor = _cursor(connection)
        _tell(self.text, len(rows))
        try:
            if len(rows) == 1:
                cursor.execute(self.text, self._parameters(rows[0]))
            else:
                cursor.executemany(self.text, [self._parameters(row) for row in rows])
        except Exception as error:
            raise _wrapped(connection, self.text, error) from error
        finally:
            cursor.close()

    def rows(self, connection: Connection, parameters: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
        """The rows of a query, converted."""
        cursor = _cursor(connection)
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

    def _parameters(self, given: Mapping[str, Any]) -> Any:
        values = {**self._constants, **given}
        for name, convert in self._into.items():
            if name in given:
                values[name] = convert(given[name])
        return values if self._names is None else [values[name] for name in self._names]

    def _converted(self, name: str, value: Any) -> Any:
        convert = self._into.get(name)
        return value if convert is None else convert(value)


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
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, "", error) from error


def _tell(text: str, rows: int) -> None:
    for observer in OBSERVERS:
        observer(text, rows)


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def _wrapped(connection: Connection, text: str, error: Exception) -> BaseException:
    """The driver's error as SQLAlchemy names it, so that callers know one family of errors."""
    dialect = connection.dialect
    base = dialect.loaded_dbapi.Error
    if not isinstance(error, base):
        return error
    lost = dialect.is_disconnect(error, connection.connection.driver_connection, None)
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(text, {}, error, base, dialect=dialect, connection_invalidated=lost)
