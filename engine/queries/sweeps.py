"""What the worker looks for: what is due, by index, whatever the number of open cases; and its own heartbeat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select

from tongban.engine.persistence.database import write
from tongban.engine.persistence.tables import case, process
from tongban.engine.persistence.tables import people as organisation


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


def beat(engine: Engine, worker: str, now: datetime) -> None:
    """A worker's sign of life."""
    table = organisation.heartbeat
    with write(engine) as connection:
        updated = connection.execute(table.update().where(table.c.worker == worker).values(at=now)).rowcount
        if not updated:
            connection.execute(table.insert().values(worker=worker, at=now))
        connection.commit()
