"""The feed of everything that happened: in order, replayable from any point, showing only what is settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence import feed
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import process
from tongban.engine.queries.paging import DEFAULT_PAGE, check_size

TABLE = tables.event
#: How many events a page of some types looks through.
LOOKED_THROUGH = 10_000


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
    """Events after an id, oldest first; `next_cursor` is the id to go on from.

    A page of some types looks through so many events at most: it may be empty and still have a next one.
    """
    may(actor, "event.read")
    size = check_size(page_size)
    last = place_of(cursor or after)
    columns = [column for column in TABLE.c if column.name != "hash"]
    tx = feed.transaction_of(connection, last)
    following = feed.following(select(*columns), connection.dialect.name, tx, last)
    statement, end = following.limit(size + 1), None
    if case is not None:
        # By the chains of its instances, which have an index; by number the feed would be read to its end.
        chains = connection.execute(_chains_of(case)).scalars().all()
        statement = statement.where(TABLE.c.case_no == case, TABLE.c.chain.in_(chains))
    elif types:
        end = connection.execute(following.offset(LOOKED_THROUGH - 1).limit(1)).first()
    if types:
        statement = statement.where(TABLE.c.type.in_(list(types)))
    if end is not None:
        statement = statement.where(feed.up_to(end.tx, end.id))
    rows = connection.execute(statement).all()
    shown = [_view(row) for row in rows[:size]]
    if len(rows) > size:
        return {"items": shown, "next_cursor": str(shown[-1]["id"])}
    return {"items": shown, "next_cursor": str(end.id) if end is not None else None}


def _chains_of(case_no: str) -> Select[Any]:
    of_case = select(tables.approval_case.c.id).where(tables.approval_case.c.case_no == case_no)
    return select(process.instance.c.id).where(process.instance.c.case_id.in_(of_case))


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


def place_of(text: str | None) -> int:
    """The event a reader has come to; 0 for the beginning."""
    if not text:
        return 0
    if not text.isdigit() or len(text) > 18:
        raise errors.Invalid(errors=[{"field": "after", "message": "The id of an event."}])
    return int(text)
