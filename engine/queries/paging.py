"""Pages of a list ordered by id: a cursor names the last row seen."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, Select

from tongban.engine import errors

MAX_PAGE = 200
DEFAULT_PAGE = 50


def encode(value: str) -> str:
    """An opaque cursor."""
    return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")


def decode(cursor: str) -> str:
    """The value in a cursor; Invalid if it is not one of ours."""
    try:
        value = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        if not value.isprintable() or encode(value) != cursor:
            raise ValueError
        return value
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise errors.Invalid(errors=[{"field": "cursor", "message": "Not a cursor of this list."}]) from None


def page(
    connection: Connection,
    statement: Select[Any],
    column: Any,
    view: Callable[[Row[Any]], dict[str, Any]],
    cursor: str | None,
    page_size: int,
    *,
    descending: bool = True,
    end: str | None = None,
) -> dict[str, Any]:
    """`{items, next_cursor}` of a statement, ordered and continued by `column`.

    `end`: how far the statement looks, when there may be more behind it.
    """
    size = check_size(page_size)
    if cursor:
        last = decode(cursor)
        statement = statement.where(column < last if descending else column > last)
    ordered = statement.order_by(column.desc() if descending else column).limit(size + 1)
    rows = connection.execute(ordered).all()
    more = len(rows) > size
    rows = rows[:size]
    stopped = str(rows[-1]._mapping[column]) if more else end
    next_cursor = encode(stopped) if stopped else None
    return {"items": [view(row) for row in rows], "next_cursor": next_cursor}


def check_size(page_size: int) -> int:
    """The size of a page, or Invalid."""
    if not 1 <= page_size <= MAX_PAGE:
        raise errors.Invalid(errors=[{"field": "page_size", "message": f"1 to {MAX_PAGE}"}])
    return page_size
