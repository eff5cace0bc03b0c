"""External jobs: which there are, in whose hands, and whether there is one to take."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.jobs import oldest_job
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import ExternalJob
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import one, record, select_all
from tongban.engine.use_cases.job_views import job_state, job_view

TABLE = TABLE_OF[ExternalJob]


def external_jobs(
    connection: Connection,
    actor: Actor,
    now: datetime,
    *,
    topic: str | None = None,
    instance: str | None = None,
    worker: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of jobs, oldest first."""
    may(actor, "job.read")
    statement = select_all(ExternalJob)
    for column, value in ((TABLE.c.topic, topic), (TABLE.c.instance_id, instance), (TABLE.c.worker, worker)):
        if value is not None:
            statement = statement.where(column == value)
    if state is not None:
        statement = statement.where(*_states(now)[state])

    def view(row: Row[Any]) -> dict[str, Any]:
        job = record(ExternalJob, row)
        return {**job_view(job), "state": job_state(job, now)}

    return page(connection, statement, TABLE.c.id, view, cursor, page_size, descending=False)


def external_job(connection: Connection, actor: Actor, now: datetime, job_id: str) -> dict[str, Any]:
    """One job with what went wrong last."""
    may(actor, "job.read")
    job = one(connection, ExternalJob, select_all(ExternalJob).where(TABLE.c.id == job_id), job=job_id)
    return {**job_view(job), "state": job_state(job, now), "details": job.details}


def jobs_wait(connection: Connection, actor: Actor, now: datetime, topics: tuple[str, ...]) -> bool:
    """Whether one of the topics has a job to take."""
    may(actor, "job.work")
    return any(oldest_job(connection, topic, now) is not None for topic in topics)


def _states(now: datetime) -> dict[str, tuple[Any, ...]]:
    """As `job_state` says them of one job."""
    later = TABLE.c.available_at > now
    return {
        "failed": (TABLE.c.available_at.is_(None),),
        "available": (TABLE.c.available_at <= now,),
        "locked": (later, TABLE.c.worker.is_not(None)),
        "waiting": (later, TABLE.c.worker.is_(None)),
    }
