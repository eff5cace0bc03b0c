"""External jobs that somebody may take now, found by index and passed over while another worker is taking them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.statements import fields
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import ExternalJob, Instance

_JOB, _INSTANCE = TABLE_OF[ExternalJob], TABLE_OF[Instance]
# A suspended instance keeps its jobs until it is resumed.
_FREE = (
    _JOB.c.topic == bindparam("topic"),
    _JOB.c.available_at <= bindparam("now"),
    _INSTANCE.c.state != "suspended",
)
_ORDER = (_JOB.c.available_at, _JOB.c.id)
NEXT = (
    select(*(_JOB.c[name] for name in fields(ExternalJob)))
    .join_from(_JOB, _INSTANCE, _INSTANCE.c.id == _JOB.c.instance_id)
    .where(*_FREE)
    .order_by(*_ORDER)
    .limit(bindparam("limit_"))
    .with_for_update(of=_JOB, skip_locked=True)
)
OLDEST = (
    select(_JOB.c.available_at)
    .join_from(_JOB, _INSTANCE, _INSTANCE.c.id == _JOB.c.instance_id)
    .where(*_FREE)
    .order_by(*_ORDER)
    .limit(1)
)


def next_jobs(connection: Connection, topic: str, now: datetime, limit: int) -> list[ExternalJob]:
    """The longest waiting jobs of a topic, locked."""
    rows = prepared(connection, NEXT).rows(connection, {"topic": topic, "now": now, "limit_": limit})
    return [ExternalJob(*row) for row in rows]


def oldest_job(connection: Connection, topic: str, now: datetime) -> datetime | None:
    """Since when the longest waiting job of a topic may be taken."""
    rows = prepared(connection, OLDEST).rows(connection, {"topic": topic, "now": now})
    return next((row[0] for row in rows), None)
