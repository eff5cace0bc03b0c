"""Tasks: lists by every field of the contract, and what may be done with one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, literal_column, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, allowed
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.statements import kept
from tongban.engine.persistence.tables import process as process_tables
from tongban.engine.ports import Task
from tongban.engine.queries import search
from tongban.engine.queries.paging import DEFAULT_PAGE, check_size
from tongban.engine.queries.rows import record, select_all
from tongban.engine.queries.task_orders import TaskOrder, order_for
from tongban.engine.queries.task_search import searched
from tongban.engine.queries.visibility import of_tasks, sees_everything
from tongban.engine.use_cases.stand_in import acting, is_theirs
from tongban.engine.use_cases.views import task_view

TABLE = process_tables.task
OLDEST_FIRST = TaskOrder()
STATES = {"open": TASK_OPEN, "unclaimed": ("open",), "all": (*TASK_OPEN, "completed", "cancelled")}


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
    """A page of tasks by any of FILTERS; `state` open means everything not finished, `all` everything.

    `q`: see task_search; `sort`: one of task_orders.SORTS, `-` before it descends.
    """
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
    order = order_for(sort)
    question = search.read(connection, q or "")
    if question.words:
        found, further = searched(connection, statement, given, question, order, size, cursor)
        return {"items": [task_view(task) for task in found], "next_cursor": further}
    if cursor:
        statement = statement.where(order.behind(cursor))
    statement = statement.order_by(None).order_by(*order.sorted())
    rows = connection.execute(statement, {**given, "limit_": size + 1}).all()
    return _answer([record(Task, row) for row in rows], size, order)


def _answer(found: list[Task], size: int, order: TaskOrder = OLDEST_FIRST) -> dict[str, Any]:
    """The page of what was found, one more than a page if there are more."""
    further = order.cursor(found[size - 1]) if len(found) > size else None
    return {"items": [task_view(task) for task in found[:size]], "next_cursor": further}


@kept
def _listing(names: tuple[str, ...]) -> Select[Any]:
    """The list by these filters, built once: integrators ask for it before every completion."""
    statement = select_all(Task)
    for name in names:
        statement = statement.where(FILTERS[name])
    return statement.order_by(TABLE.c.id).limit(bindparam("limit_"))


def operations(actor: Actor, found: Task) -> list[str]:
    """What this actor may do with the task now."""
    if found.state not in TASK_OPEN:
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
