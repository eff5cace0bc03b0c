"""What people have arranged: standing proxies, jumps that wait for approval, phrases of a unit."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import allowed, may
from tongban.engine.persistence.tables import operations as tables
from tongban.engine.ports import Jump, Phrase, Proxy
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import record, records, select_all
from tongban.engine.use_cases.operations.jump_task import jump_view
from tongban.engine.use_cases.operations.phrases import phrase_view
from tongban.engine.use_cases.operations.proxies import proxy_view

MOST = 1000


def proxies(
    connection: Connection, actor: Actor, *, cursor: str | None = None, page_size: int = DEFAULT_PAGE
) -> dict[str, Any]:
    """A page of the proxies the actor gave or was given; administrators see all."""
    table = tables.proxy
    statement = select_all(Proxy)
    if not allowed(actor, "person.change") and "unit_admin" not in actor.roles:
        statement = statement.where(or_(table.c.principal == actor.id, table.c.agent == actor.id))
    return page(
        connection, statement, table.c.id, lambda row: proxy_view(record(Proxy, row)), cursor, page_size
    )


def jumps(
    connection: Connection,
    actor: Actor,
    *,
    state: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of the jumps that were asked for, newest first."""
    may(actor, "task.jump")
    table = tables.jump
    statement = select_all(Jump)
    if state is not None:
        statement = statement.where(table.c.state == state)
    return page(
        connection, statement, table.c.id, lambda row: jump_view(record(Jump, row)), cursor, page_size
    )


def phrases(
    connection: Connection, actor: Actor, *, unit: str | None = None, kind: str | None = None
) -> dict[str, Any]:
    """The phrases of a unit, by default of the actor's own."""
    may(actor, "phrase.read")
    table = tables.phrase
    units = [unit] if unit else sorted(actor.units)
    statement = select_all(Phrase).where(table.c.unit.in_(units)).order_by(table.c.id).limit(MOST)
    if kind is not None:
        statement = statement.where(table.c.kind.in_((kind, "any")))
    return {
        "items": [phrase_view(one) for one in records(connection, Phrase, statement)],
        "next_cursor": None,
    }
