"""Base lists as analysts search them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import base_list
from tongban.engine.ports.base_list_records import BaseEntry
from tongban.engine.queries.like import escape
from tongban.engine.queries.paging import page
from tongban.engine.queries.rows import one, record, select_all

TABLE = base_list.base_entry
PAGE, MOST_LISTS = 50, 50


def base_lists(connection: Connection, actor: Actor) -> dict[str, Any]:
    """Which lists there are, how many entries each has and when it was brought in."""
    may(actor, "item.draft")
    rows = connection.execute(
        select(TABLE.c.source, func.count().label("n"), func.max(TABLE.c.imported_at).label("at"))
        .group_by(TABLE.c.source)
        .order_by(TABLE.c.source)
        .limit(MOST_LISTS)
    )
    return {"items": [{"source": row.source, "n": row.n, "at": row.at} for row in rows], "next_cursor": None}


def base_entries(
    connection: Connection,
    actor: Actor,
    *,
    source: str | None = None,
    q: str | None = None,
    cursor: str | None = None,
) -> dict[str, Any]:
    """A page of the entries whose code begins with `q` or whose name holds it."""
    may(actor, "item.draft")
    statement = select_all(BaseEntry)
    if source:
        statement = statement.where(TABLE.c.source == source)
    if q:
        like = escape(q)
        statement = statement.where(
            or_(
                TABLE.c.code.like(f"{like}%", escape="\\"),
                TABLE.c.name.like(f"%{like}%", escape="\\"),
                TABLE.c.name_en.like(f"%{like}%", escape="\\"),
            )
        )
    return page(connection, statement, TABLE.c.id, _view, cursor, PAGE, descending=False)


def base_entry(connection: Connection, actor: Actor, source: str, code: str) -> dict[str, Any]:
    """One entry; NotFound when the list does not have it."""
    may(actor, "item.draft")
    statement = select_all(BaseEntry).where(TABLE.c.source == source, TABLE.c.code == code)
    return _of(one(connection, BaseEntry, statement, source=source, code=code))


def _view(row: Row[Any]) -> dict[str, Any]:
    return _of(record(BaseEntry, row))


def _of(found: BaseEntry) -> dict[str, Any]:
    return {
        "source": found.source,
        "code": found.code,
        "name": found.name,
        "name_en": found.name_en,
        "item_type": found.item_type,
        "levels": found.levels,
        "organ": found.organ,
        "basis": found.basis,
        "imported_at": found.imported_at,
    }
