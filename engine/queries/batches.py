"""Batch jobs as pages, their rows, and what a filter finds of the things they are about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, exists, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import TABLE_OF, process
from tongban.engine.ports import BatchJob, BatchRow
from tongban.engine.queries.instance_search import started_between
from tongban.engine.queries.paging import DEFAULT_PAGE, decode, page
from tongban.engine.queries.rows import one, record, select_all
from tongban.engine.use_cases.batches.kinds import KINDS
from tongban.engine.use_cases.batches.views import batch_view, row_view
from tongban.engine.use_cases.batches.work import UNDER_WAY

JOB, ROW = TABLE_OF[BatchJob], TABLE_OF[BatchRow]
_INSTANCE, _INCIDENT, _VISIT = process.instance, process.incident, process.activity
MOST = 50


def batches(
    connection: Connection,
    actor: Actor,
    *,
    state: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of batches, the newest first."""
    may(actor, "batch.read")
    statement = select_all(BatchJob)
    if state is not None:
        statement = statement.where(JOB.c.state == state)
    return page(
        connection, statement, JOB.c.id, lambda row: batch_view(record(BatchJob, row)), cursor, page_size
    )


def batch(connection: Connection, actor: Actor, batch_id: str) -> dict[str, Any]:
    """One batch with how far it is."""
    may(actor, "batch.read")
    return batch_view(
        one(connection, BatchJob, select_all(BatchJob).where(JOB.c.id == batch_id), batch=batch_id)
    )


def batch_rows(
    connection: Connection,
    actor: Actor,
    batch_id: str,
    *,
    state: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of a batch's rows in their order."""
    batch(connection, actor, batch_id)
    statement = select_all(BatchRow).where(ROW.c.batch_id == batch_id)
    if state is not None:
        statement = statement.where(ROW.c.state == state)
    if cursor:
        text = decode(cursor)
        statement = statement.where(ROW.c.no > (int(text) if text.isascii() and text.isdigit() else 0))
    return page(
        connection,
        statement,
        ROW.c.no,
        lambda row: row_view(record(BatchRow, row)),
        None,
        page_size,
        descending=False,
    )


def under_way(engine: Engine) -> list[str]:
    """Ids of the batches that have something to do, the oldest first."""
    statement = select(JOB.c.id).where(JOB.c.state.in_(UNDER_WAY)).order_by(JOB.c.id).limit(MOST)
    with engine.connect() as connection:
        return list(connection.execute(statement).scalars())


def waiting_rows(engine: Engine, batch_id: str, limit: int) -> list[int]:
    """Numbers of the next rows of a batch."""
    statement = (
        select(ROW.c.no)
        .where(ROW.c.batch_id == batch_id, ROW.c.state == "waiting")
        .order_by(ROW.c.no)
        .limit(limit)
    )
    with engine.connect() as connection:
        return list(connection.execute(statement).scalars())


def matching(
    engine: Engine, kind: str, which: Mapping[str, Any], before: datetime, after: str, limit: int
) -> list[str]:
    """Ids of what the filter finds after a place, in their order; nothing that began after the batch was made."""
    statement = _incidents(which) if KINDS[kind].of == "incident" else _instances(kind, which)
    column = _INCIDENT.c.id if KINDS[kind].of == "incident" else _INSTANCE.c.id
    statement = started_between(statement, _moment(which, "started_after"), _moment(which, "started_before"))
    statement = statement.where(column > after, _INSTANCE.c.started_at <= before)
    with engine.connect() as connection:
        return list(connection.execute(statement.order_by(column).limit(limit)).scalars())


def done_rows(engine: Engine, batch_id: str, after: str, limit: int) -> list[tuple[int, str, dict[str, Any]]]:
    """(number, id, what undoing needs) of the rows of a batch that succeeded, after a place."""
    statement = (
        select(ROW.c.no, ROW.c.object_id, ROW.c.before)
        .where(ROW.c.batch_id == batch_id, ROW.c.state == "done", ROW.c.no > int(after or 0))
        .order_by(ROW.c.no)
        .limit(limit)
    )
    with engine.connect() as connection:
        return [(row.no, row.object_id, row.before) for row in connection.execute(statement)]


def _instances(kind: str, which: Mapping[str, Any]) -> Select[Any]:
    statement = select(_INSTANCE.c.id)
    states = [which["state"]] if which.get("state") else list(KINDS[kind].states)
    statement = statement.where(_INSTANCE.c.state.in_(states))
    if kind == "delete":
        statement = statement.where(
            _INSTANCE.c.ended_at.is_not(None), _INSTANCE.c.case_id.is_(None), _INSTANCE.c.parent_id.is_(None)
        )
    else:
        statement = statement.where(_INSTANCE.c.ended_at.is_(None))
    if kind == "terminate":
        statement = statement.where(_INSTANCE.c.parent_id.is_(None))
    return _of_version(statement, which)


def _incidents(which: Mapping[str, Any]) -> Select[Any]:
    statement = (
        select(_INCIDENT.c.id)
        .join_from(_INCIDENT, _INSTANCE, _INSTANCE.c.id == _INCIDENT.c.instance_id)
        .where(_INCIDENT.c.resolved_at.is_(None))
    )
    return _of_version(statement, which)


def _of_version(statement: Select[Any], which: Mapping[str, Any]) -> Select[Any]:
    if which.get("process"):
        statement = statement.where(_INSTANCE.c.process_key == which["process"])
    if which.get("definition"):
        statement = statement.where(_INSTANCE.c.definition_id == which["definition"])
    if which.get("element"):
        there = exists().where(
            _VISIT.c.instance_id == _INSTANCE.c.id,
            _VISIT.c.element == which["element"],
            _VISIT.c.state == "active",
        )
        statement = statement.where(there)
    return statement


def _moment(which: Mapping[str, Any], name: str) -> datetime | None:
    text = which.get(name)
    return datetime.fromisoformat(text) if text else None
