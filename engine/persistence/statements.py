"""SQL statements built once from the tables and kept, so that an act only binds values."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import (
    ColumnElement,
    Delete,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)

from tongban.engine.persistence.tables import TABLE_OF, people
from tongban.engine.ports import Event, Instance, Task

P = ParamSpec("P")
T = TypeVar("T")


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """Remember every result: the arguments are types and column names of our own, so there are few."""
    known: dict[Any, T] = {}

    @wraps(make)
    def find(*args: P.args, **kwargs: P.kwargs) -> T:
        if args not in known:
            known[args] = make(*args, **kwargs)
        return known[args]

    return find


@kept
def fields(record_type: type[Any]) -> tuple[str, ...]:
    """The column names of a record, in the order of its constructor."""
    return tuple(field.name for field in dataclasses.fields(record_type))


@kept
def key_columns(record_type: type[Any]) -> tuple[str, ...]:
    """The primary key."""
    return tuple(column.name for column in TABLE_OF[record_type].primary_key)


@kept
def other_columns(record_type: type[Any]) -> tuple[str, ...]:
    """Every column but the primary key."""
    keys = key_columns(record_type)
    return tuple(name for name in fields(record_type) if name not in keys)


@kept
def select_where(
    record_type: type[Any], columns: tuple[str, ...], lists: tuple[bool, ...], order: str, lock: bool
) -> Select[Any]:
    """Rows by equality or membership, bound by the column names, limited by `limit_`."""
    table = TABLE_OF[record_type]
    statement = select(*(table.c[name] for name in fields(record_type)))
    for name, many in zip(columns, lists, strict=True):
        statement = statement.where(_condition(table.c[name], name, many))
    if order:
        column = table.c[order.removeprefix("-")]
        statement = statement.order_by(column.desc() if order.startswith("-") else column)
    statement = statement.limit(bindparam("limit_"))
    if not lock:
        return statement
    if record_type is Instance:
        sub_case = table.alias("sub_case")
        statement = statement.where(
            _joint_first(
                sub_case,
                *(
                    _condition(sub_case.c[name], name, many)
                    for name, many in zip(columns, lists, strict=True)
                ),
            )
        )
    return statement.with_for_update()


@kept
def delete_where(record_type: type[Any], columns: tuple[str, ...], lists: tuple[bool, ...]) -> Delete:
    """Delete by equality or membership."""
    if not columns:
        raise ValueError("a delete needs a condition")
    table = TABLE_OF[record_type]
    conditions = [_condition(table.c[name], name, many) for name, many in zip(columns, lists, strict=True)]
    return delete(table).where(and_(*conditions))


@kept
def update_by_key(record_type: type[Any], names: tuple[str, ...]) -> Update:
    """Update the named columns (or all) of the row with the key bound as `key_…`."""
    table = TABLE_OF[record_type]
    keys = [table.c[name] == bindparam(f"key_{name}") for name in key_columns(record_type)]
    changed = names or other_columns(record_type)
    return update(table).where(and_(*keys)).values({name: bindparam(name) for name in changed})


@kept
def insert_into(record_type: type[Any]) -> Insert:
    """Insert one record."""
    # Inline: nobody reads the numbers that the database gives.
    return (
        insert(TABLE_OF[record_type]).values({name: bindparam(name) for name in fields(record_type)}).inline()
    )


@kept
def insert_event(dialect: str) -> Insert:
    """Insert an event with the number of its transaction, by which readers see only what is settled."""
    transaction: ColumnElement[int] = literal_column("txid_current()" if dialect == "postgresql" else "0")
    names: dict[str, Any] = {name: bindparam(name) for name in fields(Event)}
    return insert(TABLE_OF[Event]).values(**names, tx=transaction).inline()


def _condition(column: Any, name: str, many: bool) -> Any:
    return column.in_(bindparam(name, expanding=True)) if many else column == bindparam(name)


def _joint_first(sub_case: Any, *wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    """True, once the joint cases of the wanted instances are locked.

    One order for a family of cases: the joint case first, then its sub-cases. An act on a sub-case may have to tell the
    joint case, and an act on the joint case opens its sub-cases; met in opposite orders they would wait for each other.
    The condition depends on no row, so that the database meets it before it reads and locks one. Only a sub-case has
    both a case and a caller; for every other instance there is nothing above to lock.
    """
    instance = TABLE_OF[Instance]
    joint = select(sub_case.c.parent_id).where(
        *wanted, sub_case.c.parent_id.is_not(None), sub_case.c.case_id.is_not(None)
    )
    above = (
        select(instance.c.id)
        .where(instance.c.id.in_(joint))
        .order_by(instance.c.id)
        .with_for_update()
        .cte("above")
    )
    return select(func.count()).select_from(above).scalar_subquery() >= literal_column("0")


# The instance is locked before the task: whoever holds an instance may change any of its tasks, and must never
# meet one that is held by somebody who waits for the instance. Both rows are read as they stand after the wait.
_ITS_INSTANCE = (
    select(TABLE_OF[Task].c.instance_id).where(TABLE_OF[Task].c.id == bindparam("task_id")).scalar_subquery()
)
_SUB_CASE = TABLE_OF[Instance].alias("sub_case")
_INSTANCE_OF_TASK = (
    select(*(TABLE_OF[Instance].c[name] for name in fields(Instance)))
    .where(
        TABLE_OF[Instance].c.id == _ITS_INSTANCE,
        _joint_first(_SUB_CASE, _SUB_CASE.c.id == _ITS_INSTANCE),
    )
    .with_for_update()
    .cte("held")
)
TASK_WITH_INSTANCE = (
    select(
        *(TABLE_OF[Task].c[name] for name in fields(Task)),
        *(_INSTANCE_OF_TASK.c[name] for name in fields(Instance)),
    )
    .join_from(TABLE_OF[Task], _INSTANCE_OF_TASK, TABLE_OF[Task].c.instance_id == _INSTANCE_OF_TASK.c.id)
    .where(TABLE_OF[Task].c.id == bindparam("task_id"))
    .with_for_update(of=TABLE_OF[Task])
)

NEXT_NUMBER = text(
    "INSERT INTO counter (name, value) VALUES (:name, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"
)

HELD_POSTS = (
    select(people.post.c.code, people.post.c.role, people.post.c.unit)
    .join(people.holding, people.holding.c.post == people.post.c.code)
    .join(people.person, people.person.c.username == people.holding.c.username)
    .where(
        people.person.c.disabled.is_(False),
        or_(
            people.post.c.code.in_(bindparam("names", expanding=True)),
            people.post.c.role.in_(bindparam("names", expanding=True)),
            people.post.c.unit.in_(bindparam("names", expanding=True)),
        ),
    )
    .distinct()
)
