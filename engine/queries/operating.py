"""What an operator looks at: versions with what runs in them; one instance's family, chart and record."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, and_, func, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.events import event_text
from tongban.engine.domain.states import INSTANCE_OPEN
from tongban.engine.persistence.tables import case, process
from tongban.engine.ports import Definition, Event, Instance, Library
from tongban.engine.queries.definitions import definition_xml
from tongban.engine.queries.instances import visible_instance
from tongban.engine.queries.paging import DEFAULT_PAGE, check_size, decode, encode, page
from tongban.engine.queries.rows import record, select_all
from tongban.engine.queries.visibility import of_instances
from tongban.engine.use_cases.small_acts import definition_view
from tongban.engine.use_cases.views import english_name

#: Counting stops here: whoever looks wants to know whether it is few or many.
MOST_COUNTED = 10_000
MOST_VERSIONS = 20
MOST_RELATIVES = 500
MOST_TOKENS = 10_000
_INSTANCE, _DEFINITION = process.instance, process.definition


def process_overview(
    connection: Connection,
    actor: Actor,
    *,
    key: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of processes by key, each with its newest versions and what is open in each."""
    may(actor, "definition.read")
    size = check_size(page_size)
    keys = select(_DEFINITION.c.key).where(_DEFINITION.c.kind == "process").distinct()
    if key is not None:
        keys = keys.where(_DEFINITION.c.key == key)
    if cursor:
        keys = keys.where(_DEFINITION.c.key > decode(cursor))
    found = list(connection.execute(keys.order_by(_DEFINITION.c.key).limit(size + 1)).scalars())
    shown = found[:size]
    return {
        "items": [{"key": one, "versions": _versions(connection, one)} for one in shown],
        "next_cursor": encode(shown[-1]) if len(found) > size else None,
    }


def _versions(connection: Connection, key: str) -> list[dict[str, Any]]:
    statement = (
        select_all(Definition)
        .where(_DEFINITION.c.kind == "process", _DEFINITION.c.key == key)
        .order_by(_DEFINITION.c.version.desc())
        .limit(MOST_VERSIONS)
    )
    found = [record(Definition, row) for row in connection.execute(statement)]
    switches = _switches(connection, [one.id for one in found])
    return [
        {**definition_view(one), **_open_in(connection, one.id), "switches": switches.get(one.id, [])}
        for one in found
    ]


def _open_in(connection: Connection, definition_id: str) -> dict[str, Any]:
    """`{running, suspended, incident, counted_all}` of one version; at most MOST_COUNTED rows are counted."""
    few = (
        select(_INSTANCE.c.state)
        .where(_INSTANCE.c.definition_id == definition_id, _INSTANCE.c.ended_at.is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )
    rows = connection.execute(select(few.c.state, func.count()).group_by(few.c.state))
    counts = {row[0]: row[1] for row in rows}
    return {
        **{state: counts.get(state, 0) for state in INSTANCE_OPEN},
        "counted_all": sum(counts.values()) < MOST_COUNTED,
    }


def _switches(connection: Connection, definition_ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """When which version is switched on or off by itself."""
    timer = process.timer
    rows = connection.execute(
        select(timer.c.definition_id, timer.c.id, timer.c.due_at, timer.c.element)
        .where(timer.c.definition_id.in_(definition_ids), timer.c.kind == "switch")
        .order_by(timer.c.due_at)
        .limit(200)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.definition_id, []).append(
            {"id": row.id, "at": row.due_at, "enabled": row.element == "enable"}
        )
    return found


def instance_tree(connection: Connection, actor: Actor, instance_id: str) -> dict[str, Any]:
    """`{items}`: the instance that called first, then everything called, each after its caller.

    A row is `{id, process, version, state, business_key, parent_id, called_from, depth}`; at most MOST_RELATIVES.
    """
    visible_instance(connection, actor, instance_id)
    found = [
        _relative(row, 0)
        for row in _rows(connection, actor, _INSTANCE.c.id == _eldest(connection, instance_id))
    ]
    if not found:
        found = [_relative(row, 0) for row in _rows(connection, actor, _INSTANCE.c.id == instance_id)]
    children: dict[str, list[dict[str, Any]]] = {}
    level = found
    count = len(found)
    while level and count < MOST_RELATIVES:
        callers = [one["id"] for one in level]
        depth = level[0]["depth"] + 1
        rows = _rows(connection, actor, _INSTANCE.c.parent_id.in_(callers), MOST_RELATIVES - count)
        level = [_relative(row, depth) for row in rows]
        for one in level:
            children.setdefault(one["parent_id"], []).append(one)
        count += len(level)
    _say_where(connection, children)
    return {"items": _in_order(found, children)}


def _eldest(connection: Connection, instance_id: str) -> str:
    for _ in range(MOST_RELATIVES):
        parent = connection.execute(
            select(_INSTANCE.c.parent_id).where(_INSTANCE.c.id == instance_id)
        ).scalar_one_or_none()
        if parent is None:
            break
        instance_id = parent
    return instance_id


def _rows(connection: Connection, actor: Actor, which: Any, most: int = 1) -> list[Any]:
    version = (
        select(_DEFINITION.c.version).where(_DEFINITION.c.id == _INSTANCE.c.definition_id).scalar_subquery()
    )
    statement = (
        select(
            _INSTANCE.c.id,
            _INSTANCE.c.process_key,
            _INSTANCE.c.state,
            _INSTANCE.c.business_key,
            _INSTANCE.c.parent_id,
            version.label("version"),
        )
        .where(which, of_instances(actor))
        .order_by(_INSTANCE.c.id)
        .limit(most)
    )
    return list(connection.execute(statement))


def _relative(row: Any, depth: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "process": row.process_key,
        "version": row.version,
        "state": row.state,
        "business_key": row.business_key,
        "parent_id": row.parent_id,
        "called_from": None,
        "depth": depth,
    }


def _say_where(connection: Connection, children: dict[str, list[dict[str, Any]]]) -> None:
    """At which element of its caller each was called."""
    visit = process.activity
    called = {one["id"]: one for rows in children.values() for one in rows}
    if not called:
        return
    rows = connection.execute(
        select(visit.c.element, visit.c.child_instance_id).where(
            visit.c.instance_id.in_(list(children)), visit.c.child_instance_id.in_(list(called))
        )
    )
    for row in rows:
        called[row.child_instance_id]["called_from"] = row.element


def _in_order(rows: list[dict[str, Any]], children: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    ordered: list[dict[str, Any]] = []
    waiting = list(reversed(rows))
    while waiting:
        one = waiting.pop()
        ordered.append(one)
        waiting.extend(reversed(children.get(one["id"], [])))
    return ordered


def instance_diagram(
    connection: Connection, actor: Actor, library: Library, instance_id: str
) -> dict[str, Any]:
    """`{xml, flows, steps}`: the chart, the flows walked, and every element with its tokens and open incidents."""
    found = record(Instance, visible_instance(connection, actor, instance_id))
    definition = library.process(found.definition_id)
    visit, trouble = process.activity, process.incident
    states: dict[str, str] = {}
    tokens: Counter[str] = Counter()
    rows = connection.execute(
        select(visit.c.element, visit.c.state)
        .where(visit.c.instance_id == instance_id)
        .order_by(visit.c.no)
        .limit(MOST_TOKENS)
    )
    for row in rows:
        tokens[row.element] += row.state == "active"
        if states.get(row.element) != "active":
            states[row.element] = row.state
    incidents = Counter(
        connection.execute(
            select(trouble.c.element)
            .where(and_(trouble.c.instance_id == instance_id, trouble.c.resolved_at.is_(None)))
            .limit(MOST_TOKENS)
        ).scalars()
    )
    return {
        "xml": definition_xml(connection, actor, found.definition_id).decode("utf-8", "replace"),
        "flows": found.flows,
        "steps": [
            {
                "element": element.id,
                "type": element.type,
                "name": element.name or element.id,
                "name_en": english_name(element),
                "state": states.get(element.id, "waiting"),
                "tokens": tokens[element.id],
                "incidents": incidents[element.id],
            }
            for element in definition.elements.values()
        ],
    }


def instance_events(
    connection: Connection,
    actor: Actor,
    instance_id: str,
    *,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of what happened to an instance and by whom, the latest first."""
    visible_instance(connection, actor, instance_id)
    may(actor, "instance.history")
    table = case.event

    def view(row: Any) -> dict[str, Any]:
        event = record(Event, row)
        return {
            "no": event.chain_no,
            "type": event.type,
            "text": event_text(event.type),
            "text_en": event_text(event.type, "en"),
            "at": event.at,
            "actor": event.actor,
            "on_behalf_of": event.on_behalf_of,
            "task_id": event.task_id,
            "data": event.data,
        }

    statement = select_all(Event).where(table.c.chain == instance_id)
    if cursor:
        statement = statement.where(table.c.chain_no < _number(decode(cursor)))
    return page(connection, statement, table.c.chain_no, view, None, page_size)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
