"""The queues the workers serve: how much waits in each, how much is due, and for how long the oldest has been."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import case, integration, process, supervision
from tongban.engine.queries.workers import workers

#: Counting stops here.
MOST_COUNTED = 10_000
MOST_TOPICS = 200


def queues(connection: Connection, actor: Actor, now: datetime) -> dict[str, Any]:
    """`{workers, items}`; an item is `{queue, topic, waiting, due, failed, oldest_at, lag_seconds}`."""
    may(actor, "queue.read")
    return {"workers": workers(connection, now), "items": queue_rows(connection, now)}


def queue_rows(connection: Connection, now: datetime) -> list[dict[str, Any]]:
    """One row for each queue, and one for each topic of external tasks."""
    timer, notice, sent = process.timer, case.outgoing, integration.delivery
    # The index begins with the webhook.
    of_a_webhook = sent.c.webhook_id.in_(select(integration.webhook.c.id))
    found = [
        _row(connection, now, "timers", timer, timer.c.due_at, ()),
        _row(
            connection,
            now,
            "notices",
            notice,
            notice.c.due_at,
            [notice.c.state == "waiting"],
            failed=[notice.c.state == "dead"],
        ),
        _row(
            connection,
            now,
            "webhooks",
            sent,
            sent.c.due_at,
            [of_a_webhook, sent.c.state == "waiting"],
            failed=[of_a_webhook, sent.c.state == "dead"],
        ),
    ]
    return [*found, *_jobs(connection, now), _feed(connection, now)]


def _jobs(connection: Connection, now: datetime) -> list[dict[str, Any]]:
    job = process.external_job
    topics: list[str] = []
    # One step of the index for each topic, however many jobs it has.
    while len(topics) < MOST_TOPICS:
        following = select(job.c.topic).order_by(job.c.topic).limit(1)
        if topics:
            following = following.where(job.c.topic > topics[-1])
        topic = connection.execute(following).scalar_one_or_none()
        if topic is None:
            break
        topics.append(topic)
    return [
        _row(
            connection,
            now,
            "jobs",
            job,
            job.c.available_at,
            [job.c.topic == topic],
            failed=[job.c.topic == topic, job.c.available_at.is_(None)],
            topic=topic,
        )
        for topic in topics
    ]


def _feed(connection: Connection, now: datetime) -> dict[str, Any]:
    """How far supervision is behind the feed of events."""
    event, mark = case.event, supervision.bookmark
    read = connection.execute(
        select(mark.c.event_id).where(mark.c.name == "supervision")
    ).scalar_one_or_none()
    behind = event.c.id > (read or 0)
    return _row(connection, now, "supervision", event, event.c.at, [behind], by=event.c.id)


def _row(
    connection: Connection,
    now: datetime,
    queue: str,
    table: Table,
    at: Any,
    which: list[ColumnElement[bool]] | tuple[()],
    *,
    failed: list[ColumnElement[bool]] | None = None,
    topic: str | None = None,
    by: Any = None,
) -> dict[str, Any]:
    oldest = connection.execute(
        select(at).where(*which, at.is_not(None)).order_by(at if by is None else by).limit(1)
    ).scalar_one_or_none()
    due = oldest is not None and oldest <= now
    return {
        "queue": queue,
        "topic": topic,
        "waiting": _count(connection, table, *which),
        "due": _count(connection, table, *which, at <= now) if due else 0,
        "failed": _count(connection, table, *failed) if failed else 0,
        "oldest_at": oldest,
        "lag_seconds": max(0, int((now - oldest).total_seconds())) if oldest is not None else 0,
    }


def _count(connection: Connection, table: Table, *which: ColumnElement[bool]) -> int:
    few = select(table.c[table.primary_key.columns.keys()[0]]).where(*which).limit(MOST_COUNTED).subquery()
    return connection.execute(select(func.count()).select_from(few)).scalar_one()
