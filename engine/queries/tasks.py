"""Tasks: lists by every field of the contract, and what may be done with one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, literal_column, or_, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, allowed
from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.statements import kept
from tongban.engine.persistence.tables import case as case_tables
from tongban.engine.persistence.tables import process as process_tables
from tongban.engine.ports import Task
from tongban.engine.queries.paging import DEFAULT_PAGE, check_size, decode, encode
from tongban.engine.queries.rows import record, select_all
from tongban.engine.queries.visibility import OPEN, of_tasks, sees_everything
from tongban.engine.use_cases.stand_in import acting, is_theirs
from tongban.engine.use_cases.views import task_view

TABLE = process_tables.task
SORTS = ("created_at", "due", "priority")
STATES = {"open": OPEN, "unclaimed": ("open",), "all": (*OPEN, "completed", "cancelled")}


def _candidate(name: str) -> ColumnElement[bool]:
    candidate = process_tables.task_candidate
    return exists(select(1).where(candidate.c.task_id == TABLE.c.id, candidate.c.ref == bindparam(name)))


FILTERS: dict[str, ColumnElement[bool]] = {
    "instance": TABLE.c.instance_id == bindparam("instance"),
    "case": TABLE.c.case_no == bindparam("case"),
    "process": TABLE.c.process_key == bindparam("process"),
    "element": TABLE.c.element == bindparam("element"),
    "assignee": TABLE.c.assignee == bindparam("assignee"),
    "candidate_user": _candidate("candidate_user"),
    "candidate_group": _candidate("candidate_group"),
    "state": TABLE.c.state == bindparam("state"),
    **{
        name: TABLE.c.state.in_([literal_column(f"'{state}'") for state in states])
        for name, states in STATES.items()
    },
    "due_before": TABLE.c.due < bindparam("due_before"),
}


def tasks(
    connection: Connection,
    actor: Actor,
    *,
    q: str | None = None,
    sort: str | None = None,
    state: str | None = "open",
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
    **filters: Any,
) -> dict[str, Any]:
    """A page of tasks by any of FILTERS; `state` open means everything not finished, `all` everything."""
    size = check_size(page_size)
    given = {name: value for name, value in filters.items() if value is not None}
    wanted = state or "open"
    if wanted not in STATES:
        given["state"] = wanted
    for kind in ("candidate_user", "candidate_group"):
        if kind in given:
            given[kind] = f"{kind.removeprefix('candidate_')}:{given[kind]}"
    statement = _listing((*given, *((wanted,) if wanted in STATES else ())))
    if sees_everything(actor) and not (q or sort or cursor):
        # The list an integrator asks for before every completion.
        rows = prepared(connection, statement).rows(connection, {**given, "limit_": size + 1})
        return _answer([Task(*row) for row in rows], size)
    if not sees_everything(actor):
        statement = statement.where(of_tasks(actor))
    if q:
        statement = _searched(statement, q)
    if sort is not None:
        return _sorted(connection, statement, given, sort, cursor, size)
    if cursor:
        given["after"] = decode(cursor)
        statement = statement.where(TABLE.c.id > bindparam("after"))
    rows = connection.execute(
        _first(statement) if q or cursor else statement, {**given, "limit_": size + 1}
    ).all()
    return _answer([record(Task, row) for row in rows], size)


def _answer(found: list[Task], size: int) -> dict[str, Any]:
    shown = [task_view(task) for task in found[:size]]
    return {"items": shown, "next_cursor": encode(shown[-1]["id"]) if len(found) > size else None}


@kept
def _listing(names: tuple[str, ...]) -> Select[Any]:
    """The list by these filters, built once: integrators ask for it before every completion."""
    statement = select_all(Task)
    for name in names:
        statement = statement.where(FILTERS[name])
    return _first(statement)


def _first(statement: Select[Any]) -> Select[Any]:
    return statement.order_by(None).order_by(TABLE.c.id).limit(bindparam("limit_"))


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


def _searched(statement: Select[Any], q: str) -> Select[Any]:
    file = case_tables.approval_case
    like = f"%{escape(q)}%"
    columns = (TABLE.c.name, TABLE.c.case_no, file.c.applicant_name, file.c.item_name)
    return statement.join(file, file.c.id == TABLE.c.case_id, isouter=True).where(
        or_(*(column.like(like, escape="\\") for column in columns))
    )


def escape(text: str) -> str:
    """A user's text for LIKE, its own wildcards taken literally."""
    return text[:100].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _sorted(
    connection: Connection,
    statement: Select[Any],
    given: dict[str, Any],
    sort: str,
    cursor: str | None,
    size: int,
) -> dict[str, Any]:
    """By a column; the cursor is a bounded offset because due dates repeat."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise errors.Invalid(errors=[{"field": "sort", "message": f"One of {', '.join(SORTS)}, - descends."}])
    offset = int(decode(cursor)) if cursor and decode(cursor).isdigit() else 0
    column = TABLE.c[name]
    order = column.desc() if sort.startswith("-") else column
    ordered = statement.order_by(None).order_by(order.nulls_last(), TABLE.c.id)
    rows = connection.execute(ordered.offset(min(offset, 100_000)), {**given, "limit_": size + 1}).all()
    return {
        "items": [task_view(record(Task, row)) for row in rows[:size]],
        "next_cursor": encode(str(offset + size)) if len(rows) > size else None,
    }
