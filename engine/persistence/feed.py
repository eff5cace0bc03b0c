"""The feed read to its end, and figures added up: what supervision asks of the database and nobody else does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, literal_column, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from tongban.engine.persistence.tables import case, supervision
from tongban.engine.ports import FeedEvent, Figure

EVENT, FIGURE = case.event, supervision.figure
COLUMNS = ("id", "tx", "chain", "chain_no", "type", "at", "actor", "data", "case_no", "task_id")


def feed(connection: Connection, tx: int, event_id: int, limit: int) -> list[FeedEvent]:
    """Settled events after a place in the feed."""
    statement = select(*(EVENT.c[name] for name in COLUMNS))
    rows = connection.execute(following(statement, connection.dialect.name, tx, event_id).limit(limit))
    return [FeedEvent(*row) for row in rows]


def transaction_of(connection: Connection, event_id: int) -> int:
    """The transaction that wrote an event, or the last one before it; 0 where transactions have no number."""
    if not event_id or connection.dialect.name != "postgresql":
        return 0
    place = select(EVENT.c.tx).where(EVENT.c.id <= event_id).order_by(EVENT.c.id.desc()).limit(1)
    return connection.execute(place).scalar() or 0


def following(statement: Select[Any], dialect: str, tx: int, event_id: int) -> Select[Any]:
    """What stands after an event, in an order to which nothing is ever added before what was read.

    On PostgreSQL a transaction that began early may write late, and one with a smaller number of an event may
    commit after one with a larger: so events are ordered by transaction first, and one that still runs holds
    back all that began after it.
    """
    if dialect != "postgresql":
        return statement.where(EVENT.c.id > event_id).order_by(EVENT.c.id)
    settled: Any = literal_column("txid_snapshot_xmin(txid_current_snapshot())")
    # The first condition is implied by the index's own.
    after = or_(EVENT.c.tx > tx, and_(EVENT.c.tx == tx, EVENT.c.id > event_id))
    return statement.where(EVENT.c.tx >= max(tx, 1), after, EVENT.c.tx < settled).order_by(
        EVENT.c.tx, EVENT.c.id
    )


def up_to(tx: int, event_id: int) -> ColumnElement[bool]:
    """What stands no later than an event; SQLite's order is by number alone, and all of its `tx` are 0."""
    return or_(EVENT.c.tx < tx, and_(EVENT.c.tx == tx, EVENT.c.id <= event_id))


def add_figures(connection: Connection, figures: Sequence[Figure]) -> None:
    """Add these to what the days have so far."""
    if not figures:
        return
    insert: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(FIGURE)
    statement = statement.on_conflict_do_update(
        index_elements=[column.name for column in FIGURE.primary_key],
        set_={
            "n": FIGURE.c.n + statement.excluded.n,
            "total": FIGURE.c.total + statement.excluded.total,
        },
    )
    rows = [{column.name: getattr(one, column.name) for column in FIGURE.c} for one in figures]
    connection.execute(statement, rows)


def live_clocks(connection: Connection, after: str, limit: int) -> list[str]:
    """Ids of clocks that still count, in order, after one of them."""
    clock = case.clock
    statement = (
        select(clock.c.id)
        .where(clock.c.state.in_(["running", "paused", "expired"]), clock.c.id > after)
        .order_by(clock.c.id)
        .limit(limit)
    )
    return list(connection.execute(statement).scalars())
