"""Rows of the tables read back as records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Connection, Row, Select, bindparam, select

from tongban.engine import errors
from tongban.engine.persistence.statements import fields
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import Person

R = TypeVar("R")


def select_all(record_type: type, *more: Any) -> Select[Any]:
    """Every column of a record, then more columns."""
    table = TABLE_OF[record_type]
    return select(*(table.c[name] for name in fields(record_type)), *more)


def among(column: Any, values: Sequence[str]) -> ColumnElement[bool]:
    """The column holds one of these, said in the statement itself: an index over such rows alone serves only then."""
    known: BindParameter[list[str]] = bindparam(
        None, list(values), expanding=True, literal_execute=True, unique=True
    )
    found: ColumnElement[bool] = column.in_(known)
    return found


def record(record_type: type[R], row: Row[Any]) -> R:
    """The record at the beginning of a row."""
    return record_type(*row[: len(fields(record_type))])


def records(connection: Connection, record_type: type[R], statement: Select[Any]) -> list[R]:
    """Every row as a record."""
    return [record(record_type, row) for row in connection.execute(statement)]


def one(connection: Connection, record_type: type[R], statement: Select[Any], **facts: Any) -> R:
    """The only row, or NotFound."""
    row = connection.execute(statement.limit(1)).first()
    if row is None:
        raise errors.NotFound(**facts)
    return record(record_type, row)


def names(connection: Connection, usernames: set[str]) -> Mapping[str, str]:
    """What people are called."""
    if not usernames:
        return {}
    person = TABLE_OF[Person]
    rows = connection.execute(
        select(person.c.username, person.c.name).where(person.c.username.in_(sorted(usernames)))
    )
    return {row.username: row.name for row in rows}
