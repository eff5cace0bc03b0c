"""The orders of the list of tasks, and where a page of each goes on: behind the last row, by its value and id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, func, literal, or_

from tongban.engine import errors
from tongban.engine.persistence.tables import process
from tongban.engine.persistence.types import Moment
from tongban.engine.ports import NO_LIMIT
from tongban.engine.queries.paging import decode, encode

TABLE = process.task
SORTS = ("created_at", "due", "priority")
#: What has no value comes last in either direction.
_BEFORE_ALL = datetime(1900, 1, 1, tzinfo=UTC)
_MOST_NUMBER = 1_000_000


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """By a column of SORTS, downwards or not, equal ones by id; without a column by id, the oldest first."""

    name: str | None = None
    down: bool = False

    @property
    def columns(self) -> tuple[Any, ...]:
        """What a row needs to know its place."""
        return (TABLE.c.id,) if self.name is None else (TABLE.c.id, TABLE.c[self.name])

    def sorted(self, rows: Any = TABLE) -> tuple[Any, ...]:
        """What a statement over the table, or over `columns` of it, is ordered by."""
        if self.name is None:
            return (rows.c.id,)
        key = self._key(rows)
        return (key.desc() if self.down else key, rows.c.id)

    def behind(self, cursor: str) -> ColumnElement[bool]:
        """The tasks behind the last row of a page; Invalid if the cursor is none of this order."""
        text = decode(cursor)
        if self.name is None:
            return TABLE.c.id > text
        value, _, last = text.partition("|")
        here = literal(self._read(value), self._type)
        key = self._key(TABLE)
        further = key < here if self.down else key > here
        return or_(further, and_(key == here, TABLE.c.id > last))

    def cursor(self, row: Any) -> str:
        """Where the next page begins, after a task or a row of `columns`."""
        if self.name is None:
            return encode(row.id)
        value = getattr(row, self.name)
        if self.name != "priority":
            value = (self._filler if value is None else value).isoformat()
        return encode(f"{value}|{row.id}")

    @property
    def _filler(self) -> datetime:
        return _BEFORE_ALL if self.down else NO_LIMIT

    @property
    def _type(self) -> Any:
        return Integer() if self.name == "priority" else Moment()

    def _key(self, rows: Any) -> Any:
        column = rows.c[self.name]
        return func.coalesce(column, self._filler, type_=Moment()) if self.name == "due" else column

    def _read(self, value: str) -> datetime | int:
        try:
            if self.name == "priority":
                number = int(value)
                if abs(number) <= _MOST_NUMBER:
                    return number
            else:
                moment = datetime.fromisoformat(value)
                if moment.tzinfo is not None:
                    return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise errors.Invalid(errors=[{"field": "cursor", "message": "Not a cursor of this list."}])


def order_for(sort: str | None) -> TaskOrder:
    """The order asked for; Invalid for one there is not."""
    if sort is None:
        return TaskOrder()
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise errors.Invalid(errors=[{"field": "sort", "message": f"One of {', '.join(SORTS)}, - descends."}])
    return TaskOrder(name, sort != name)
