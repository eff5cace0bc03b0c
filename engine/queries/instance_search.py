"""Instances by what they hold and where they stand, looked for within a bounded window of a list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, exists, literal

from tongban.engine import bpmn, errors, feel
from tongban.engine.domain.ids import lowest_id
from tongban.engine.persistence.tables import process as tables
from tongban.engine.queries.paging import check_size, decode, encode

TABLE = tables.instance
#: So many instances are looked into for one page; a page that found too little says where to go on.
WINDOW = 1000


def started_between(statement: Select[Any], after: datetime | None, before: datetime | None) -> Select[Any]:
    """Only what began at `after` or later and earlier than `before`: ids sort by the moment they were made."""
    if after is not None:
        statement = statement.where(TABLE.c.id >= lowest_id(after))
    if before is not None:
        statement = statement.where(TABLE.c.id < lowest_id(before))
    return statement


def search(
    connection: Connection,
    statement: Select[Any],
    view: Callable[[Row[Any]], dict[str, Any]],
    cursor: str | None,
    page_size: int,
    *,
    element: str | None,
    variable: str | None,
) -> dict[str, Any]:
    """A page of those that stand at `element` and hold `variable` (`name=value`); `state_blob` must be selected.

    At most WINDOW rows are looked into: a page may hold few and still have a `next_cursor`.
    """
    size = check_size(page_size)
    holds = _holds(variable) if variable is not None else None
    if cursor:
        statement = statement.where(TABLE.c.id < decode(cursor))
    visit = tables.activity
    stands: Any = literal(True)
    if element is not None:
        stands = exists().where(
            visit.c.instance_id == TABLE.c.id, visit.c.element == element, visit.c.state == "active"
        )
    rows = connection.execute(
        statement.add_columns(stands.label("stands_there")).order_by(TABLE.c.id.desc()).limit(WINDOW)
    )
    found: list[Row[Any]] = []
    seen, last = 0, ""
    for row in rows:
        seen, last = seen + 1, row.id
        if row.stands_there and (holds is None or holds(row.state_blob)):
            found.append(row)
            if len(found) == size:
                break
    more = len(found) == size or seen == WINDOW
    return {"items": [view(row) for row in found], "next_cursor": encode(last) if more else None}


def _holds(variable: str) -> Callable[[bytes], bool]:
    name, mark, text = variable.partition("=")
    name = name.strip()
    if not mark or not name:
        raise errors.Invalid(errors=[{"field": "variable", "message": "Write it as name=value."}])
    try:
        wanted = feel.loads(text)
    except feel.FeelError:
        wanted = text

    def holds(state: bytes) -> bool:
        variables = bpmn.variables_of(state)
        if name not in variables:
            return False
        value = feel.to_json(variables[name])
        return bool(
            (value == wanted and type(value) is type(wanted)) or (isinstance(value, str) and value == text)
        )

    return holds
