"""The feed of everything that happened: in order, replayable from any point, showing only what is settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence import feed
from tongban.engine.persistence.tables import case as tables
from tongban.engine.queries.paging import DEFAULT_PAGE, check_size

TABLE = tables.event


def events(
    connection: Connection,
    actor: Actor,
    *,
    after: str | None = None,
    types: Sequence[str] | None = None,
    case: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """Events after an id, oldest first; `next_cursor` is the id to go on from."""
    may(actor, "event.read")
    size = check_size(page_size)
    last = _number(cursor or after)
    columns = [column for column in TABLE.c if column.name not in ("tx", "hash")]
    tx = feed.transaction_of(connection, last)
    statement = feed.following(select(*columns), connection.dialect.name, tx, last).limit(size + 1)
    if types:
        statement = statement.where(TABLE.c.type.in_(list(types)))
    if case is not None:
        statement = statement.where(TABLE.c.case_no == case)
    rows = connection.execute(statement).all()
    shown = [_view(row) for row in rows[:size]]
    return {"items": shown, "next_cursor": str(shown[-1]["id"]) if len(rows) > size else None}


def _view(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "type": row.type,
        "at": row.at,
        "actor": row.actor,
        "on_behalf_of": row.on_behalf_of,
        "case_no": row.case_no,
        "instance_id": row.chain if row.chain_no else None,
        "task_id": row.task_id,
        "chain_no": row.chain_no,
        "data": row.data,
    }


def _number(text: str | None) -> int:
    if not text:
        return 0
    if not text.isdigit() or len(text) > 18:
        raise errors.Invalid(errors=[{"field": "after", "message": "The id of an event."}])
    return int(text)
