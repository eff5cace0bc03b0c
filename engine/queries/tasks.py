"""Tasks: lists by every field of the contract, and what may be done with one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, exists, or_, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, allowed
from tongban.engine.persistence.tables import case as case_tables
from tongban.engine.persistence.tables import process as process_tables
from tongban.engine.ports import Task
from tongban.engine.queries.paging import DEFAULT_PAGE, check_size, decode, encode, page
from tongban.engine.queries.rows import record, select_all
from tongban.engine.queries.visibility import OPEN, of_tasks
from tongban.engine.use_cases.stand_in import acting, is_theirs
from tongban.engine.use_cases.views import task_view

TABLE = process_tables.task
SORTS = ("created_at", "due", "priority")


def tasks(
    connection: Connection,
    actor: Actor,
    *,
    instance: str | None = None,
    case: str | None = None,
    process: str | None = None,
    element: str | None = None,
    assignee: str | None = None,
    candidate_user: str | None = None,
    candidate_group: str | None = None,
    state: str | None = "open",
    due_before: datetime | None = None,
    q: str | None = None,
    sort: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of tasks; `state` open means everything not finished, `all` everything."""
    statement = select_all(Task).where(of_tasks(actor))
    equal = {
        TABLE.c.instance_id: instance,
        TABLE.c.case_no: case,
        TABLE.c.process_key: process,
        TABLE.c.element: element,
        TABLE.c.assignee: assignee,
    }
    for column, value in equal.items():
        if value is not None:
            statement = statement.where(column == value)
    for kind, name in (("user", candidate_user), ("group", candidate_group)):
        if name is not None:
            statement = statement.where(_candidate(f"{kind}:{name}"))
    statement = _narrowed(statement, state, due_before, q)
    if sort is None:
        return page(
            connection,
            statement,
            TABLE.c.id,
            lambda row: task_view(record(Task, row)),
            cursor,
            page_size,
            descending=False,
        )
    return _sorted(connection, statement, sort, cursor, page_size)


def operations(actor: Actor, found: Task) -> list[str]:
    """What this actor may do with the task now."""
    if found.state not in OPEN:
        return []
    actor = acting(actor, found)
    thing = Thing(candidates=frozenset(found.candidates), assignee=found.assignee)
    mine = found.assignee is not None and is_theirs(actor, found)
    possible = []
    if not mine and found.assignee is None and allowed(actor, "task.claim", thing):
        possible.append("claim")
    if mine and found.candidates != [f"user:{found.assignee}"] and found.candidates and not found.owner:
        possible.append("release")
    if (mine or found.assignee is None or actor.is_admin) and allowed(actor, "task.complete", thing):
        possible.append("complete")
    return possible


def _candidate(ref: str) -> ColumnElement[bool]:
    candidate = process_tables.task_candidate
    return exists(select(1).where(candidate.c.task_id == TABLE.c.id, candidate.c.ref == ref))


def _narrowed(
    statement: Select[Any], state: str | None, due_before: datetime | None, q: str | None
) -> Select[Any]:
    if state in (None, "open"):
        statement = statement.where(TABLE.c.state.in_(OPEN))
    elif state == "unclaimed":
        statement = statement.where(TABLE.c.state == "open")
    elif state != "all":
        statement = statement.where(TABLE.c.state == state)
    if due_before is not None:
        statement = statement.where(TABLE.c.due < due_before)
    if q:
        file = case_tables.approval_case
        like = f"%{escape(q)}%"
        statement = statement.join(file, file.c.id == TABLE.c.case_id, isouter=True).where(
            or_(
                TABLE.c.name.like(like, escape="\\"),
                TABLE.c.case_no.like(like, escape="\\"),
                file.c.applicant_name.like(like, escape="\\"),
                file.c.item_name.like(like, escape="\\"),
            )
        )
    return statement


def escape(text: str) -> str:
    """A user's text for LIKE, its own wildcards taken literally."""
    return text[:100].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _sorted(
    connection: Connection, statement: Select[Any], sort: str, cursor: str | None, page_size: int
) -> dict[str, Any]:
    """By a column; the cursor is a bounded offset because due dates repeat."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise errors.Invalid(errors=[{"field": "sort", "message": f"One of {', '.join(SORTS)}, - descends."}])
    size = check_size(page_size)
    offset = int(decode(cursor)) if cursor and decode(cursor).isdigit() else 0
    column = TABLE.c[name]
    order = column.desc() if sort.startswith("-") else column
    rows = connection.execute(
        statement.order_by(order.nulls_last(), TABLE.c.id).offset(min(offset, 100_000)).limit(size + 1)
    ).all()
    more = len(rows) > size
    return {
        "items": [task_view(record(Task, row)) for row in rows[:size]],
        "next_cursor": encode(str(offset + size)) if more else None,
    }
