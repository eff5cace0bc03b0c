"""What people have arranged: standing proxies, jumps that wait for approval, what somebody would leave, phrases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.domain.authorize import Thing, allowed, may
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.tables import case as case_tables
from tongban.engine.persistence.tables import operations as tables
from tongban.engine.persistence.tables import people, process
from tongban.engine.ports import Instance, Jump, Library, Phrase, Proxy, Task
from tongban.engine.queries.groups import group_names
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import one, record, records, select_all
from tongban.engine.queries.visibility import of_tasks
from tongban.engine.use_cases.operations.jump_task import NEVER, jump_view
from tongban.engine.use_cases.operations.phrases import own_list, phrase_view
from tongban.engine.use_cases.operations.proxies import proxy_view
from tongban.engine.use_cases.views import english_name

MOST = 1000
#: Where work can be taken to by an administrator: what people do, and the ends.
LANDINGS = ("userTask", "manualTask", "task", "serviceTask", "receiveTask", "callActivity", "endEvent")


def proxies(
    connection: Connection, actor: Actor, *, cursor: str | None = None, page_size: int = DEFAULT_PAGE
) -> dict[str, Any]:
    """A page of the proxies the actor gave or was given; administrators see all."""
    table = tables.proxy
    statement = select_all(Proxy)
    if not allowed(actor, "person.change") and "unit_admin" not in actor.roles:
        statement = statement.where(or_(table.c.principal == actor.id, table.c.agent == actor.id))
    found = page(
        connection, statement, table.c.id, lambda row: proxy_view(record(Proxy, row)), cursor, page_size
    )
    _name_people(connection, found["items"], "principal", "agent")
    _name_items(connection, found["items"])
    return found


def jumps(
    connection: Connection,
    actor: Actor,
    library: Library,
    *,
    state: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of the jumps that were asked for, newest first."""
    may(actor, "task.jump")
    table, task, instance = tables.jump, process.task, process.instance
    statement = (
        select_all(Jump, task.c.case_no, task.c.element, instance.c.definition_id)
        .join(task, task.c.id == table.c.task_id)
        .join(instance, instance.c.id == table.c.instance_id)
    )
    if state is not None:
        statement = statement.where(table.c.state == state)

    def view(row: Any) -> dict[str, Any]:
        elements = library.process(row.definition_id).elements
        here, there = elements[row.element], elements.get(row.to)
        return {
            **jump_view(record(Jump, row)),
            "case_no": row.case_no,
            "step": here.name or here.id,
            "step_en": english_name(here),
            "to_name": (there.name if there else None) or row.to,
            "to_name_en": english_name(there) if there else None,
        }

    found = page(connection, statement, table.c.id, view, cursor, page_size)
    _name_people(connection, found["items"], "asked_by", "decided_by")
    return found


def waiting_jumps(connection: Connection, actor: Actor) -> int:
    """How many jumps somebody else asked for and this administrator may decide; counted up to a thousand."""
    may(actor, "task.jump")
    table = tables.jump
    waiting = select(table.c.id).where(table.c.state == "waiting", table.c.asked_by != actor.id).limit(MOST)
    return int(connection.execute(select(func.count()).select_from(waiting.subquery())).scalar_one())


def jump_targets(connection: Connection, actor: Actor, library: Library, task_id: str) -> dict[str, Any]:
    """The steps and ends of the task's diagram; whether one can be reached from here the act itself decides."""
    may(actor, "task.jump")
    found = one(connection, Task, select_all(Task).where(process.task.c.id == task_id, of_tasks(actor)))
    instance = one(
        connection, Instance, select_all(Instance).where(process.instance.c.id == found.instance_id)
    )
    rows = [
        {"element": element.id, "type": element.type, "name": element.name or element.id,
         "name_en": english_name(element)}
        for element in library.process(instance.definition_id).elements.values()
        if element.type in LANDINGS and element.type not in NEVER and element.id != found.element
    ]  # fmt: skip
    return {"items": rows, "next_cursor": None}


def belongings(connection: Connection, actor: Actor, username: str) -> dict[str, int]:
    """What somebody would hand over: `{held, owned, offered, proxies}`, each counted up to a thousand."""
    posts = connection.execute(
        select(people.post.c.unit)
        .join(people.holding, people.holding.c.post == people.post.c.code)
        .where(people.holding.c.username == username)
    ).scalars()
    if not any(allowed(actor, "person.change", Thing(unit=unit)) for unit in posts):
        may(actor, "person.change")
    known = select(people.person.c.username).where(people.person.c.username == username)
    if connection.execute(known).first() is None:
        raise errors.NotFound(person=username)
    task, candidate, proxy = process.task, process.task_candidate, tables.proxy
    is_open = task.c.state.in_(TASK_OPEN)
    offered = select(candidate.c.task_id).where(candidate.c.ref == user_ref(username))
    standing = or_(proxy.c.principal == username, proxy.c.agent == username)
    wanted: dict[str, tuple[Any, tuple[ColumnElement[bool], ...]]] = {
        "held": (task.c.id, (task.c.assignee == username, is_open)),
        "owned": (task.c.id, (task.c.owner == username, task.c.assignee != username, is_open)),
        "offered": (task.c.id, (task.c.id.in_(offered), task.c.assignee.is_(None), is_open)),
        "proxies": (proxy.c.id, (standing, proxy.c.revoked_at.is_(None))),
    }
    counts = {}
    for name, (column, conditions) in wanted.items():
        limited = select(column).where(*conditions).limit(MOST).subquery()
        counts[name] = int(connection.execute(select(func.count()).select_from(limited)).scalar_one())
    return counts


def phrases(
    connection: Connection, actor: Actor, *, unit: str | None = None, kind: str | None = None
) -> dict[str, Any]:
    """The phrases of a unit; without one those of the actor's units and the actor's own."""
    may(actor, "phrase.read")
    table = tables.phrase
    if unit and ":" in unit:
        raise errors.NotAllowed(unit=unit)
    lists = [unit] if unit else [own_list(actor.id), *sorted(actor.units)]
    statement = select_all(Phrase).where(table.c.unit.in_(lists)).order_by(table.c.id).limit(MOST)
    if kind is not None:
        statement = statement.where(table.c.kind.in_((kind, "any")))
    return {
        "items": [phrase_view(one) for one in records(connection, Phrase, statement)],
        "next_cursor": None,
    }


def _name_people(connection: Connection, rows: list[dict[str, Any]], *keys: str) -> None:
    """`…_name` and `…_name_en` beside each username."""
    called = group_names(connection, {user_ref(row[key]) for row in rows for key in keys if row[key]})
    for row in rows:
        for key in keys:
            name = called.get(user_ref(row[key])) if row[key] else None
            row[f"{key}_name"], row[f"{key}_name_en"] = name or (None, None)


def _name_items(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """`item_names` in the order of `items`."""
    wanted = sorted({code for row in rows for code in row["items"]})
    version = case_tables.item_version
    known: dict[str, dict[str, Any]] = {}
    if wanted:
        statement = (
            select(version.c.code, version.c.slug, version.c.name, version.c.name_en)
            .where(or_(version.c.code.in_(wanted), version.c.slug.in_(wanted)))
            .order_by(version.c.id)
            .limit(MOST)
        )
        for row in connection.execute(statement):
            for key in (row.code, row.slug):
                known[key] = {"name": row.name, "name_en": row.name_en}
    for one_row in rows:
        one_row["item_names"] = [
            known.get(code, {"name": code, "name_en": code}) for code in one_row["items"]
        ]
