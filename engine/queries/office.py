"""The office itself: people, units, message boxes, and whether the system is ready."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import allowed, may
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import people as organisation
from tongban.engine.ports import Message, Person
from tongban.engine.queries.like import escape
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import record, select_all


def messages(
    connection: Connection, actor: Actor, *, cursor: str | None = None, page_size: int = DEFAULT_PAGE
) -> dict[str, Any]:
    """A page of the actor's message box, newest first."""
    table = tables.message
    statement = select_all(Message).where(table.c.recipient.in_(sorted(actor.refs)))

    def view(row: Any) -> dict[str, Any]:
        found = record(Message, row)
        return {
            "id": found.id,
            "subject": found.subject,
            "body": found.body,
            "subject_en": found.subject_en,
            "body_en": found.body_en,
            "created_at": found.created_at,
            "case_no": found.case_no,
            "task_id": found.task_id,
            "publication_id": found.publication_id,
            "read_at": found.read_at,
        }

    return page(connection, statement, table.c.id, view, cursor, page_size)


def people(
    connection: Connection,
    actor: Actor,
    *,
    q: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of the people of the office with their posts; applicants are shown to whoever manages accounts."""
    may(actor, "person.read")
    table = organisation.person
    statement = select_all(Person)
    if not allowed(actor, "person.manage"):
        statement = statement.where(table.c.kind != "applicant")
    if q:
        like = f"%{escape(q)}%"
        statement = statement.where(
            or_(
                table.c.name.like(like, escape="\\"),
                table.c.name_en.like(like, escape="\\"),
                table.c.username.like(like, escape="\\"),
            )
        )

    def view(row: Any) -> dict[str, Any]:
        found = record(Person, row)
        return {
            "username": found.username,
            "name": found.name,
            "name_en": found.name_en,
            "kind": found.kind,
            "disabled": found.disabled,
            "posts": [],
        }

    found = page(connection, statement, table.c.username, view, cursor, page_size, descending=False)
    held = _posts(connection, [one["username"] for one in found["items"]])
    for one in found["items"]:
        one["posts"] = held.get(one["username"], [])
    return found


def units(
    connection: Connection, actor: Actor, *, cursor: str | None = None, page_size: int = DEFAULT_PAGE
) -> dict[str, Any]:
    """A page of the units."""
    may(actor, "person.read")
    table = organisation.unit

    def view(row: Any) -> dict[str, Any]:
        return {
            "code": row.code,
            "name": row.name,
            "name_en": row.name_en,
            "region": row.region,
            "parent": row.parent,
        }

    return page(connection, select(table), table.c.code, view, cursor, page_size, descending=False)


def worker_seen(connection: Connection) -> datetime | None:
    """When a worker last gave a sign of life."""
    table = organisation.heartbeat
    return connection.execute(select(table.c.at).order_by(table.c.at.desc()).limit(1)).scalar_one_or_none()


def _posts(connection: Connection, usernames: list[str]) -> dict[str, list[dict[str, Any]]]:
    holding, post = organisation.holding, organisation.post
    rows = connection.execute(
        select(holding.c.username, post.c.code, post.c.role, post.c.unit, post.c.name, post.c.name_en)
        .join(post, post.c.code == holding.c.post)
        .where(holding.c.username.in_(usernames))
    )
    held: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        held.setdefault(row.username, []).append(
            {"code": row.code, "role": row.role, "unit": row.unit, "name": row.name, "name_en": row.name_en}
        )
    return held
