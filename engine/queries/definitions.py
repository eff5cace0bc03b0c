"""Deployed definitions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, func, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import process
from tongban.engine.ports import Definition
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import one, record, select_all
from tongban.engine.use_cases.small_acts import definition_view

TABLE = process.definition


def definitions(
    connection: Connection,
    actor: Actor,
    *,
    kind: str | None = "process",
    key: str | None = None,
    latest: bool = False,
    enabled: bool | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of definitions, newest first."""
    may(actor, "definition.read")
    statement = select_all(Definition)
    if kind is not None:
        statement = statement.where(TABLE.c.kind == kind)
    if key is not None:
        statement = statement.where(TABLE.c.key == key)
    if enabled is not None:
        statement = statement.where(TABLE.c.enabled == enabled)
    if latest:
        newest = (
            select(TABLE.c.kind, TABLE.c.key, func.max(TABLE.c.version).label("version"))
            .group_by(TABLE.c.kind, TABLE.c.key)
            .subquery()
        )
        statement = statement.join(
            newest,
            and_(
                newest.c.kind == TABLE.c.kind,
                newest.c.key == TABLE.c.key,
                newest.c.version == TABLE.c.version,
            ),
        )
    return page(
        connection,
        statement,
        TABLE.c.id,
        lambda row: definition_view(record(Definition, row)),
        cursor,
        page_size,
    )


def definition(connection: Connection, actor: Actor, definition_id: str) -> dict[str, Any]:
    """One definition."""
    may(actor, "definition.read")
    return definition_view(
        one(connection, Definition, select_all(Definition).where(TABLE.c.id == definition_id))
    )


def definition_xml(connection: Connection, actor: Actor, definition_id: str) -> bytes:
    """Its source, byte for byte."""
    may(actor, "definition.read")
    return bytes(
        one(connection, Definition, select_all(Definition).where(TABLE.c.id == definition_id)).source
    )
