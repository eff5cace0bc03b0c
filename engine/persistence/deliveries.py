"""Webhook deliveries by their lanes: what is due, which lanes are busy, what comes next in one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, exists, func, literal_column, select
from sqlalchemy import case as when

from tongban.engine.persistence.statements import fields
from tongban.engine.persistence.tables import TABLE_OF, case
from tongban.engine.ports import ConnectorRow, Delivery, ExternalJob, Instance, Webhook

_ROW, _HOOK, _EVENT = TABLE_OF[Delivery], TABLE_OF[Webhook], case.event
_OPEN = _ROW.c.state.in_(["queued", "waiting"])
MOST_WEBHOOKS = 100


def due(engine: Engine, now: datetime, each: int) -> list[str]:
    """Ids of deliveries to send, the longest waiting first, at most so many of each enabled webhook."""
    hooks = select(_HOOK.c.id).where(_HOOK.c.enabled).order_by(_HOOK.c.id).limit(MOST_WEBHOOKS)
    found: list[tuple[datetime, str]] = []
    with engine.connect() as connection:
        for hook in connection.execute(hooks).scalars().all():
            statement = (
                select(_ROW.c.due_at, _ROW.c.id)
                .where(_ROW.c.webhook_id == hook, _ROW.c.state == "waiting", _ROW.c.due_at <= now)
                .order_by(_ROW.c.due_at)
                .limit(each)
            )
            found += [(row.due_at, row.id) for row in connection.execute(statement)]
    return [id for _, id in sorted(found)]


def busy_lanes(connection: Connection, webhook_id: str, lanes: Collection[str]) -> set[str]:
    """Those of the lanes in which something is still to be sent."""
    statement = select(_ROW.c.lane).where(
        _ROW.c.webhook_id == webhook_id, _OPEN, _ROW.c.lane.in_(list(lanes))
    )
    return set(connection.execute(statement.distinct()).scalars())


def next_in_lane(connection: Connection, webhook_id: str, lane: str) -> Delivery | None:
    """The delivery of a lane whose turn it is: the one that is being sent, else the first in the order of the feed."""
    statement = (
        select(*(_ROW.c[name] for name in fields(Delivery)))
        .where(_ROW.c.webhook_id == webhook_id, _ROW.c.lane == lane, _OPEN)
        .order_by(when((_ROW.c.state == "waiting", 0), else_=1), _ROW.c.tx, _ROW.c.event_id)
        .limit(1)
    )
    row = connection.execute(statement).first()
    return None if row is None else Delivery(*row)


def forget(connection: Connection, before: datetime, limit: int) -> int:
    """Remove what was delivered before a moment, in small steps; how much that was."""
    old = (
        select(_ROW.c.id)
        .where(_ROW.c.state == "delivered", _ROW.c.delivered_at < before)
        .order_by(_ROW.c.delivered_at)
        .limit(limit)
    )
    return connection.execute(delete(_ROW).where(_ROW.c.id.in_(old.scalar_subquery()))).rowcount


def feed_end(connection: Connection) -> tuple[int, int]:
    """The place of the last settled event."""
    statement = select(_EVENT.c.tx, _EVENT.c.id).order_by(_EVENT.c.id.desc())
    if connection.dialect.name == "postgresql":
        settled: Any = literal_column("txid_snapshot_xmin(txid_current_snapshot())")
        statement = select(_EVENT.c.tx, _EVENT.c.id).where(_EVENT.c.tx > 0, _EVENT.c.tx < settled)
        statement = statement.order_by(_EVENT.c.tx.desc(), _EVENT.c.id.desc())
    row = connection.execute(statement.limit(1)).first()
    return (0, 0) if row is None else (row.tx or 0, row.id)


def feed_place(connection: Connection, event_id: int) -> tuple[int, int] | None:
    """Where an event stands in the feed; the first one after it when it is not kept any more."""
    statement = select(_EVENT.c.tx, _EVENT.c.id).where(_EVENT.c.id >= event_id).order_by(_EVENT.c.id).limit(1)
    row = connection.execute(statement).first()
    return None if row is None else (row.tx or 0, row.id)


def counts(connection: Connection, webhook_ids: Collection[str]) -> dict[tuple[str, str], int]:
    """How many deliveries each webhook has in each state, by (webhook, state)."""
    statement = (
        select(_ROW.c.webhook_id, _ROW.c.state, func.count())
        .where(_ROW.c.webhook_id.in_(list(webhook_ids)))
        .group_by(_ROW.c.webhook_id, _ROW.c.state)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(statement)}


def calls_wait(engine: Engine, now: datetime) -> bool:
    """Whether a registered connector has a job to do."""
    connector, job, instance = TABLE_OF[ConnectorRow], TABLE_OF[ExternalJob], TABLE_OF[Instance]
    statement = (
        select(connector.c.name)
        .where(
            connector.c.enabled,
            exists()
            .where(job.c.topic == connector.c.name, job.c.available_at <= now)
            .where(instance.c.id == job.c.instance_id, instance.c.state != "suspended"),
        )
        .limit(1)
    )
    with engine.connect() as connection:
        return connection.execute(statement).first() is not None
