"""What stands still, why and where."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, Select, and_

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.statements import fields
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import Case, ExternalJob, Incident, Instance
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import select_all
from tongban.engine.use_cases.incident_views import incident_view

TABLE, _INSTANCE = TABLE_OF[Incident], TABLE_OF[Instance]
_JOB, _CASE = TABLE_OF[ExternalJob], TABLE_OF[Case]
WIDTH = len(fields(Incident))


def incidents(
    connection: Connection,
    actor: Actor,
    *,
    instance: str | None = None,
    element: str | None = None,
    reason: str | None = None,
    process: str | None = None,
    state: str = "open",
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of incidents, newest first; `state` is open, closed or all."""
    may(actor, "incident.read")
    statement = _incidents()
    for column, value in (
        (TABLE.c.instance_id, instance),
        (TABLE.c.element, element),
        (TABLE.c.reason, reason),
        (_INSTANCE.c.process_key, process),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if state == "open":
        statement = statement.where(TABLE.c.resolved_at.is_(None))
    elif state == "closed":
        statement = statement.where(TABLE.c.resolved_at.is_not(None))
    return page(connection, statement, TABLE.c.id, _view, cursor, page_size)


def incident(connection: Connection, actor: Actor, incident_id: str) -> dict[str, Any]:
    """One incident, open or closed."""
    may(actor, "incident.read")
    row = connection.execute(_incidents().where(TABLE.c.id == incident_id)).one_or_none()
    if row is None:
        raise errors.NotFound(incident=incident_id)
    return _view(row)


def _incidents() -> Select[Any]:
    return (
        select_all(
            Incident,
            _INSTANCE.c.process_key,
            _INSTANCE.c.business_key,
            _JOB.c.retries.label("retries"),
            _CASE.c.case_no.label("case_no"),
        )
        .join_from(TABLE, _INSTANCE, _INSTANCE.c.id == TABLE.c.instance_id)
        .outerjoin(_JOB, and_(_JOB.c.id == TABLE.c.job_id, TABLE.c.resolved_at.is_(None)))
        .outerjoin(_CASE, _CASE.c.id == _INSTANCE.c.case_id)
    )


def _view(row: Row[Any]) -> dict[str, Any]:
    process_key, business_key, retries, case_no = row[WIDTH:]
    found = Incident(*row[:WIDTH])
    return {
        **incident_view(found, process_key, business_key),
        "retries": retries,
        "case_no": case_no,
    }
