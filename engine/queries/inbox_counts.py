"""How many lie in each box, by one statement that counts no further than MOST."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    union,
)

from tongban.engine.domain.actor import Actor
from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.statements import kept
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import desk, operations, process
from tongban.engine.persistence.types import Moment
from tongban.engine.ports import TAKEN
from tongban.engine.queries.boxes import IS_OPEN, Who, anybody, in_box, parameters, who
from tongban.engine.queries.visibility import lent_by

TABLE = process.task
#: From here on a page says "999+": nobody counts what they cannot see at a glance.
MOST = 1000
UP_TO: ColumnElement[int] = literal_column(str(MOST))
NAMES = ("mine", "pool", "watched", "returned", "cc", "done", "drafts", "overdue", "cc_unread", "messages")


def inbox_counts(connection: Connection, actor: Actor, now: datetime) -> dict[str, int]:
    """Per box, `cc_unread`, `overdue` (of one's own work) and unread `messages`, each up to MOST."""
    if actor.stand_ins:
        statement, given = _counts(who(actor)), {"now": now}
        row: Sequence[Any] = connection.execute(statement, given).one()
    else:
        statement = _plain_counts(len(actor.refs))
        (row,) = prepared(connection, statement).rows(connection, {**parameters(actor), "now": now})
    return dict(zip(NAMES, row, strict=True))


@kept
def _plain_counts(names: int) -> Select[Any]:
    return _counts(anybody(names))


def _counts(one: Who) -> Select[Any]:
    sent, message, watch = operations.copy_sent, tables.message, desk.case_watch
    past = TABLE.c.due < bindparam("now", type_=Moment())
    wanted: dict[str, Select[Any]] = {
        "mine": select(TABLE.c.id).where(in_box(one, "mine")),
        "pool": _pool(one),
        "watched": select(watch.c.case_id).where(watch.c.username == one.me),
        "returned": select(TABLE.c.id).where(in_box(one, "returned")),
        "cc": select(sent.c.task_id).where(sent.c.recipient == one.me),
        "done": select(TABLE.c.id).where(in_box(one, "done")),
        "drafts": _drafts(one),
        "overdue": select(TABLE.c.id).where(in_box(one, "mine"), past),
        "cc_unread": select(sent.c.task_id).where(sent.c.recipient == one.me, sent.c.read_at.is_(None)),
        "messages": select(message.c.id).where(
            message.c.recipient.in_(one.refs), message.c.read_at.is_(None)
        ),
    }
    columns = []
    for name in NAMES:
        counted = select(func.count()).select_from(wanted[name].limit(UP_TO).subquery())
        columns.append(counted.scalar_subquery().label(name))
    return select(*columns)


def unread_messages(connection: Connection, actor: Actor) -> int:
    """Unread lines in the message box, up to MOST."""
    message = tables.message
    rows = select(message.c.id).where(
        message.c.recipient.in_(sorted(actor.refs)), message.c.read_at.is_(None)
    )
    counted = select(func.count()).select_from(rows.limit(UP_TO).subquery())
    return int(connection.execute(counted).scalar_one())


def _drafts(one: Who) -> Select[Any]:
    draft = operations.draft
    return (
        select(draft.c.task_id)
        .join(TABLE, TABLE.c.id == draft.c.task_id)
        .where(draft.c.username == one.me, IS_OPEN)
    )


def _pool(one: Who) -> Select[Any]:
    """What may be taken, each task once however many of the actor's names it is offered to."""
    candidate = process.task_candidate
    free = candidate.c.due < literal(TAKEN, Moment())
    parts = []
    for ref in one.refs:
        offered = select(candidate.c.task_id).where(candidate.c.ref == ref, free)
        parts.append(offered.limit(UP_TO).subquery())
    # One part for each principal: a task of theirs is found by their name or by who holds it.
    parts += [
        select(TABLE.c.id.label("task_id")).where(condition).limit(UP_TO).subquery()
        for condition in lent_by(one.stand_ins)
    ]
    together = union(*(select(part.c.task_id) for part in parts)).subquery()
    return select(together.c.task_id)
