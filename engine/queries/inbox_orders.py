"""Other orders than a box's own: its first MOST_SORTED rows, sorted by a column, and where a page of them goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import ColumnElement, String, func, literal, tuple_

from tongban.engine import errors
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import people, process
from tongban.engine.persistence.types import Moment
from tongban.engine.ports import NO_LIMIT
from tongban.engine.queries.boxes import BY_LIMIT
from tongban.engine.queries.paging import decode, encode
from tongban.engine.use_cases.inbox_orders import is_order

TABLE = process.task
FILE = tables.approval_case
#: No order but its own has an index for every box, so no more than these are sorted: the most urgent, or the newest.
MOST_SORTED = 1000


@dataclass(frozen=True, slots=True)
class Order:
    """A column to sort by, downwards or not; what has no value comes as the empty text."""

    column: Any
    down: bool
    is_time: bool = False
    asks_case: bool = True

    def sorted(self, key: Any, id_: Any) -> tuple[Any, Any]:
        """What a statement is ordered by."""
        return (key.desc(), id_.desc()) if self.down else (key, id_)

    def behind(self, cursor: str, id_: Any) -> ColumnElement[bool]:
        """The rows behind the last one of a page; Invalid if the cursor is none of this order."""
        text, _, last = decode(cursor).partition("|")
        try:
            key = datetime.fromisoformat(text) if self.is_time else unquote(text)
        except ValueError:
            raise errors.Invalid(
                errors=[{"field": "cursor", "message": "Not a cursor of this list."}]
            ) from None
        here = tuple_(literal(key, Moment() if self.is_time else String()), literal(last))
        own = tuple_(self.column, id_)
        return own < here if self.down else own > here

    def cursor(self, key: Any, id_: str) -> str:
        """Where the next page begins."""
        return encode(f"{key.isoformat() if self.is_time else quote(key)}|{id_}")


def order_for(box: str, sort: str | None) -> Order | None:
    """The order asked for, None for the box's own; Invalid for one this box has not."""
    if not sort or (sort == "urgency" and box in BY_LIMIT):
        return None
    if not is_order(box, sort):
        raise errors.Invalid(
            errors=[{"field": "sort", "message": "这个分类不能这样排序 / this box cannot be sorted so"}]
        )
    name = sort.removeprefix("-")
    if name == "urgency":
        return Order(func.coalesce(TABLE.c.due, NO_LIMIT, type_=Moment()), False, True, asks_case=False)
    if name == "received":
        return Order(TABLE.c.created_at, sort != name, True, asks_case=False)
    columns = {
        "item": FILE.c.item_name,
        "applicant": FILE.c.applicant_name,
        "unit": people.unit.c.name,
        "case_no": TABLE.c.case_no,
        "step": TABLE.c.name,
    }
    return Order(
        func.coalesce(columns[name], ""), sort != name, asks_case=name in ("item", "applicant", "unit")
    )
