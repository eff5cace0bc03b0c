"""Process instances, their history and what they wait for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from tongban.engine import bpmn, errors, feel
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import process as tables
from tongban.engine.ports import Activity, Instance, Library, Subscription, Timer
from tongban.engine.queries.instance_search import search, started_between
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import record, records, select_all
from tongban.engine.queries.visibility import of_instances
from tongban.engine.use_cases.views import scope_id, variables_view

TABLE = tables.instance
MAX_ACTIVITIES = 10_000


def instances(
    connection: Connection,
    actor: Actor,
    library: Library,
    *,
    process: str | None = None,
    business_key: str | None = None,
    state: str | None = None,
    definition: str | None = None,
    element: str | None = None,
    variable: str | None = None,
    started_after: datetime | None = None,
    started_before: datetime | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of instances, newest first; `element` is where they stand, `variable` is `name=value`."""
    statement = _with_version().where(of_instances(actor))
    for column, value in (
        (TABLE.c.process_key, process),
        (TABLE.c.business_key, business_key),
        (TABLE.c.state, state),
        (TABLE.c.definition_id, definition),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if definition is not None:
        # An instance bears the key of the version it runs, which the index begins with.
        version = tables.definition
        key = select(version.c.key).where(version.c.id == definition).scalar_subquery()
        statement = statement.where(TABLE.c.process_key == key)
    statement = started_between(statement, started_after, started_before)
    if element is not None or variable is not None:
        return search(
            connection,
            statement,
            lambda row: _view(library, row),
            cursor,
            page_size,
            element=element,
            variable=variable,
        )
    return page(connection, statement, TABLE.c.id, lambda row: _view(library, row), cursor, page_size)


def instance(connection: Connection, actor: Actor, library: Library, instance_id: str) -> dict[str, Any]:
    """One instance."""
    return _view(library, visible_instance(connection, actor, instance_id))


def activities(connection: Connection, actor: Actor, library: Library, instance_id: str) -> dict[str, Any]:
    """Its history in order; the oldest ten thousand visits."""
    found = record(Instance, visible_instance(connection, actor, instance_id))
    elements = library.process(found.definition_id).elements
    table = tables.activity
    rows = records(
        connection,
        Activity,
        select_all(Activity)
        .where(table.c.instance_id == instance_id)
        .order_by(table.c.no)
        .limit(MAX_ACTIVITIES),
    )
    return {"items": [_activity(one, elements) for one in rows], "next_cursor": None}


def _activity(one: Activity, elements: Any) -> dict[str, Any]:
    element = elements.get(one.element)
    return {
        "element": one.element,
        "name": element.name if element else None,
        "type": element.type if element else None,
        "state": one.state,
        "started_at": one.started_at,
        "ended_at": one.ended_at,
        "task_id": one.task_id,
        "child_instance_id": one.child_instance_id,
        "scope_id": scope_id(one.instance_id, one.scope),
    }


def timers(
    connection: Connection,
    actor: Actor,
    *,
    instance: str | None = None,
    element: str | None = None,
    due_before: datetime | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """Pending BPMN timers, those of start events included."""
    may(actor, "timer.read")
    table = tables.timer
    statement = select_all(Timer).where(or_(table.c.token.is_not(None), table.c.kind == "start"))
    if instance is not None:
        statement = statement.where(table.c.instance_id == instance)
    if element is not None:
        statement = statement.where(table.c.element == element)
    if due_before is not None:
        statement = statement.where(table.c.due_at < due_before)

    def view(row: Row[Any]) -> dict[str, Any]:
        timer = record(Timer, row)
        return {
            "id": timer.id,
            "instance_id": timer.instance_id,
            "element": timer.element,
            "due": timer.due_at,
            "kind": timer.kind,
            "attempts": timer.attempts,
            "error": timer.error,
        }

    return page(connection, statement, table.c.id, view, cursor, page_size, descending=False)


def subscriptions(
    connection: Connection,
    actor: Actor,
    *,
    instance: str | None = None,
    kind: str | None = None,
    name: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """Open waits."""
    may(actor, "subscription.read")
    table = tables.subscription
    statement = select_all(Subscription)
    for column, value in ((table.c.instance_id, instance), (table.c.kind, kind), (table.c.name, name)):
        if value is not None:
            statement = statement.where(column == value)

    def view(row: Row[Any]) -> dict[str, Any]:
        wait = record(Subscription, row)
        return {
            "id": wait.id,
            "kind": wait.kind,
            "name": wait.name,
            "element": wait.element,
            "instance_id": wait.instance_id,
            "business_key": wait.business_key,
        }

    return page(connection, statement, table.c.id, view, cursor, page_size, descending=False)


def visible_instance(connection: Connection, actor: Actor, instance_id: str) -> Row[Any]:
    """The row of an instance the actor may see, its definition's version last."""
    row = connection.execute(
        _with_version().where(TABLE.c.id == instance_id, of_instances(actor))
    ).one_or_none()
    if row is None:
        raise errors.NotFound(instance=instance_id)
    return row


def _with_version() -> Select[Any]:
    definition = tables.definition
    version = select(definition.c.version).where(definition.c.id == TABLE.c.definition_id).scalar_subquery()
    return select_all(Instance, version.label("version"))


def _view(library: Library, row: Row[Any]) -> dict[str, Any]:
    found = record(Instance, row)
    variables = bpmn.variables_of(found.state_blob)
    return {
        "id": found.id,
        "process": found.process_key,
        "version": row.version,
        "business_key": found.business_key,
        "state": found.state,
        "parent_id": found.parent_id,
        "variables": variables_view(found, feel.to_json(variables)),
        "started_at": found.started_at,
        "ended_at": found.ended_at,
        "started_by": found.starter,
        "revision": found.chain_no,
    }
