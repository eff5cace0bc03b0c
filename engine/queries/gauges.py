"""What a monitoring system measures of the database: queues, workers, what is open, what went wrong; all bounded."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, func, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import TABLE_OF, case, process
from tongban.engine.ports import BatchJob
from tongban.engine.queries.queues import queue_rows
from tongban.engine.queries.workers import workers

MOST_COUNTED = 10_000
MOST_VERSIONS = 500
_BATCH = TABLE_OF[BatchJob]

#: name, labels, value
Sample = tuple[str, dict[str, str], float]


def gauges(connection: Connection, actor: Actor, now: datetime) -> list[Sample]:
    """(name without prefix, labels, value) of each gauge; every count stops at MOST_COUNTED."""
    may(actor, "metrics.read")
    return gauge_rows(connection, now)


def gauge_rows(connection: Connection, now: datetime) -> list[Sample]:
    """The same, for who has proven the right otherwise."""
    found: list[Sample] = []
    for row in queue_rows(connection, now):
        labels = {"queue": row["queue"], "topic": row["topic"] or ""}
        for name in ("waiting", "due", "failed", "lag_seconds"):
            found.append((f"queue_{name}", labels, row[name]))
    crew = workers(connection, now)
    found.append(("workers_alive", {}, crew["alive"]))
    found.append(("worker_behind_seconds", {}, crew["behind_seconds"]))
    found.append(("incidents_open", {}, _open_incidents(connection)))
    found.append(("batches_under_way", {}, _batches(connection)))
    last = connection.execute(select(func.max(case.event.c.id))).scalar_one()
    found.append(("event_last_id", {}, last or 0))
    found.extend(_open_instances(connection))
    return found


def _open_incidents(connection: Connection) -> int:
    table = process.incident
    few = select(table.c.id).where(table.c.resolved_at.is_(None)).limit(MOST_COUNTED).subquery()
    return connection.execute(select(func.count()).select_from(few)).scalar_one()


def _batches(connection: Connection) -> int:
    few = (
        select(_BATCH.c.id).where(_BATCH.c.state.in_(["gathering", "running"])).limit(MOST_COUNTED).subquery()
    )
    return connection.execute(select(func.count()).select_from(few)).scalar_one()


def _open_instances(connection: Connection) -> list[Sample]:
    """By process and state; the newest versions first, so that what is left out is what is oldest."""
    version, table = process.definition, process.instance
    rows = connection.execute(
        select(version.c.id, version.c.key)
        .where(version.c.kind == "process")
        .order_by(version.c.id.desc())
        .limit(MOST_VERSIONS)
    ).all()
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        few = (
            select(table.c.state)
            .where(table.c.definition_id == row.id, table.c.ended_at.is_(None))
            .limit(MOST_COUNTED)
            .subquery()
        )
        for state, number in connection.execute(select(few.c.state, func.count()).group_by(few.c.state)):
            counts[row.key, state] += number
    return [
        ("instances_open", {"process": key, "state": state}, number)
        for (key, state), number in sorted(counts.items())
    ]


def described() -> dict[str, str]:
    """What each gauge means."""
    return {
        "queue_waiting": "How many wait in a queue, counted to 10000.",
        "queue_due": "How many of them could be done now.",
        "queue_failed": "How many have used up their attempts.",
        "queue_lag_seconds": "For how long the oldest could have been done.",
        "workers_alive": "Workers heard of within a minute.",
        "worker_behind_seconds": "For how long the oldest timer or notice has been due.",
        "incidents_open": "Open incidents, counted to 10000.",
        "batches_under_way": "Batch jobs that are not done.",
        "event_last_id": "Number of the last event; its rate is the rate of acts.",
        "instances_open": "Open process instances by process and state.",
    }
