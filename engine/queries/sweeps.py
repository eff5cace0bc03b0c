"""What the worker looks for: what is due, by index, whatever the number of open cases; and its own heartbeat."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from tongban.engine.persistence.database import write, writing
from tongban.engine.persistence.deliveries import MOST_WEBHOOKS
from tongban.engine.persistence.feed import feed
from tongban.engine.persistence.tables import TABLE_OF, case, process, supervision
from tongban.engine.persistence.tables import people as organisation
from tongban.engine.ports import Webhook


def due_timers(engine: Engine, now: datetime, limit: int) -> list[str]:
    """Ids of timers whose time has come, oldest first."""
    table = process.timer
    statement = select(table.c.id).where(table.c.due_at <= now).order_by(table.c.due_at).limit(limit)
    with engine.connect() as connection:
        return list(connection.execute(statement).scalars())


def due_notices(engine: Engine, now: datetime, limit: int) -> list[str]:
    """Ids of notices to deliver, oldest first."""
    table = case.outgoing
    statement = (
        select(table.c.id)
        .where(table.c.state == "waiting", table.c.due_at <= now)
        .order_by(table.c.due_at)
        .limit(limit)
    )
    with engine.connect() as connection:
        return list(connection.execute(statement).scalars())


def watch_waits(engine: Engine) -> list[str]:
    """`events` when the feed goes on after the bookmark, `rearm` when rules were changed under running clocks."""
    table = supervision.bookmark
    with engine.connect() as connection:
        places = {row.name: row for row in connection.execute(select(table))}
        watch = places.get("supervision")
        unread = feed(connection, watch.tx if watch else 0, watch.event_id if watch else 0, 1)
    return [*(["events"] if unread else []), *(["rearm"] if "rearm" in places else [])]


def webhooks_wait(engine: Engine) -> bool:
    """Whether the feed goes on after what the webhooks that are switched on have read."""
    hook, table = TABLE_OF[Webhook], supervision.bookmark
    starts = select(hook.c.tx, hook.c.event_id).where(hook.c.enabled).limit(MOST_WEBHOOKS)
    with engine.connect() as connection:
        places = [(row.tx, row.event_id) for row in connection.execute(starts)]
        if not places:
            return False
        read = connection.execute(select(table).where(table.c.name == "webhooks")).first()
        tx, event_id = max(min(places), (read.tx, read.event_id) if read else (0, 0))
        return bool(feed(connection, tx, event_id, 1))


def beat(engine: Engine, worker: str, now: datetime) -> None:
    """A worker's sign of life."""
    table = organisation.heartbeat
    with write(writing(engine)) as connection:
        updated = connection.execute(table.update().where(table.c.worker == worker).values(at=now)).rowcount
        if not updated:
            # Workers that ended long ago leave with the arrival of a new one.
            connection.execute(table.delete().where(table.c.at < now - timedelta(days=1)))
            connection.execute(table.insert().values(worker=worker, at=now))
        connection.commit()
