"""The boxes of an inbox as walks: the tasks of a box in its order, from a place on, never more than asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union,
)

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, StandIn
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.tables import operations, process
from tongban.engine.persistence.types import Moment
from tongban.engine.ports import NO_LIMIT, TAKEN
from tongban.engine.queries.paging import decode, encode
from tongban.engine.queries.visibility import lent_by
from tongban.engine.use_cases.inbox_acts import BOXES

TABLE = process.task
CANDIDATE = process.task_candidate
#: The most urgent first; the others have the newest first.
BY_LIMIT = ("mine", "pool", "returned")
RETURNED = "returned"
# Written out, so that a prepared statement may use the indexes of open work alone.
IS_OPEN = TABLE.c.state.in_([literal_column(f"'{state}'") for state in TASK_OPEN])
IS_FREE = TABLE.c.state == literal_column("'open'")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk goes on: behind this key and id; in a statement that is kept both are parameters."""

    key: Any
    id: Any


@dataclass(frozen=True, slots=True)
class Who:
    """Whose box: the name, the names they answer to, and for whom they stand in."""

    me: Any
    refs: tuple[Any, ...]
    stand_ins: tuple[StandIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a box that lies in the order of its limits: from `start`, up to and without `end`.

    What has no limit lies behind everything else, at NO_LIMIT.
    """

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, column: Any) -> list[ColumnElement[bool]]:
        """For a column in which NO_LIMIT is written out."""
        found = [] if self.start is None else [column >= literal(self.start, Moment())]
        return found if self.end is None else [*found, column < literal(self.end, Moment())]

    def holds_due(self) -> list[ColumnElement[bool]]:
        """For a task's own limit, which may be missing."""
        return [TABLE.c.due.is_(None)] if self.start == NO_LIMIT else self.holds(TABLE.c.due)


WHOLE = Span()


#: Whoever asks, and wherever they go on, as parameters of a statement that is kept.
GOING_ON = Place(bindparam("place_key", type_=Moment()), bindparam("place_id", type_=String()))


def who(actor: Actor) -> Who:
    return Who(actor.id, tuple(sorted(actor.refs)), actor.stand_ins)


def anybody(number: int) -> Who:
    """Somebody who answers to so many names: `me`, `ref_0`, `ref_1` …"""
    return Who(
        bindparam("me", type_=String()),
        tuple(bindparam(f"ref_{one}", type_=String()) for one in range(number)),
    )


def parameters(actor: Actor, place: Place | None = None) -> dict[str, Any]:
    """What a statement about anybody needs to be about the actor."""
    names = {f"ref_{number}": ref for number, ref in enumerate(sorted(actor.refs))}
    going_on = {} if place is None else {"place_key": place.key or NO_LIMIT, "place_id": place.id}
    return {"me": actor.id, **names, **going_on}


def place_of(cursor: str | None) -> Place | None:
    """The place in a cursor; Invalid if it is none of ours."""
    if not cursor:
        return None
    key, _, id_ = decode(cursor).partition("|")
    try:
        return Place(datetime.fromisoformat(key) if key else None, id_)
    except ValueError:
        raise errors.Invalid(errors=[{"field": "cursor", "message": "Not a cursor of this list."}]) from None


def cursor_of(key: datetime | None, id_: str) -> str:
    """A place as a cursor."""
    return encode(f"{key.isoformat() if key else ''}|{id_}")


def here(place: Place) -> Any:
    """A place to compare a key and an id with."""
    if place is GOING_ON:
        return tuple_(place.key, place.id)
    return tuple_(literal(place.key or NO_LIMIT, Moment()), literal(place.id))


def walk(one: Who, box: str, limit: Any, place: Place | None, span: Span = WHOLE) -> Select[Any]:
    """`task_id, place` of the next tasks of a box, in its order; `span` only for BY_LIMIT."""
    if box == "pool":
        return _pool(one, limit, place, span)
    if box in BY_LIMIT:
        urgent: Select[Any] = select(TABLE.c.id.label("task_id"), TABLE.c.due.label("place"))
        urgent = urgent.where(in_box(one, box), *span.holds_due())
        if place is not None:
            urgent = urgent.where(_after_due(place))
        return urgent.order_by(TABLE.c.due.nulls_last(), TABLE.c.id).limit(limit)
    key, id_, statement = _newest_first(one, box)
    if place is not None:
        statement = statement.where(tuple_(key, id_) < here(place))
    return statement.order_by(key.desc(), id_.desc()).limit(limit)


def among(one: Who, box: str, instances: Select[Any], place: Place | None) -> Select[Any]:
    """The same for the tasks of few instances: what of them lies in the pool, or was done by the actor."""
    key: Any = TABLE.c.completed_at if box == "done" else func.coalesce(TABLE.c.due, NO_LIMIT, type_=Moment())
    statement = select(TABLE.c.id.label("task_id"), key.label("place")).where(
        TABLE.c.instance_id.in_(instances), in_box(one, box)
    )
    if place is not None:
        own = tuple_(key, TABLE.c.id)
        statement = statement.where(own < here(place) if box == "done" else own > here(place))
    return statement


def in_box(one: Who, box: str) -> ColumnElement[bool]:
    """Which tasks lie in a box."""
    sent, draft, remark = operations.copy_sent, operations.draft, operations.remark
    if box == "mine":
        return and_(TABLE.c.assignee == one.me, IS_OPEN)
    if box == "returned":
        came_back = exists(
            select(1)
            .where(remark.c.task_id == TABLE.c.id, remark.c.kind == literal_column(f"'{RETURNED}'"))
            .correlate(TABLE)
        )
        return and_(TABLE.c.assignee == one.me, IS_OPEN, came_back)
    if box == "done":
        return and_(TABLE.c.completed_by == one.me)
    if box == "pool":
        may_take = exists(select(1).where(CANDIDATE.c.task_id == TABLE.c.id, CANDIDATE.c.ref.in_(one.refs)))
        return or_(and_(may_take, IS_FREE), *lent_by(one.stand_ins))
    if box == "cc":
        return exists(select(1).where(sent.c.task_id == TABLE.c.id, sent.c.recipient == one.me))
    if box == "drafts":
        mine = exists(select(1).where(draft.c.task_id == TABLE.c.id, draft.c.username == one.me))
        return and_(IS_OPEN, mine)
    return _unknown()  # type: ignore[no-any-return]


def _after_due(place: Place) -> ColumnElement[bool]:
    if place.key is None:
        return and_(TABLE.c.due.is_(None), TABLE.c.id > place.id)
    return or_(tuple_(TABLE.c.due, TABLE.c.id) > here(place), TABLE.c.due.is_(None))


def _newest_first(one: Who, box: str) -> tuple[Any, Any, Select[Any]]:
    """What a box is ordered by, downwards, its task, and the rows."""
    sent, draft = operations.copy_sent, operations.draft
    key, id_, own = {
        "done": (TABLE.c.completed_at, TABLE.c.id, TABLE.c.completed_by == one.me),
        "cc": (sent.c.at, sent.c.task_id, sent.c.recipient == one.me),
        "drafts": (draft.c.saved_at, draft.c.task_id, draft.c.username == one.me),
    }.get(box) or _unknown()
    return key, id_, select(id_.label("task_id"), key.label("place")).where(own)


def _unknown() -> Any:
    raise errors.Invalid(errors=[{"field": "box", "message": f"One of {', '.join(BOXES)}."}])


def _pool(one: Who, limit: Any, place: Place | None, span: Span) -> Select[Any]:
    """What the actor's names may take, each name's most urgent first, and what they hold for others."""
    parts = [_offered([ref], limit, place, span) for ref in one.refs]
    for proxy in one.stand_ins:
        parts.append(_offered(sorted(proxy.refs), limit, place, span, scope=proxy))
        parts.append(_held(proxy, limit, place, span))
    together = union(*(select(part.c.task_id, part.c.due) for part in parts)).subquery()
    return (
        select(together.c.task_id, together.c.due.label("place"))
        .order_by(together.c.due, together.c.task_id)
        .limit(limit)
    )


def _offered(
    refs: list[str], limit: Any, place: Place | None, span: Span, scope: StandIn | None = None
) -> Any:
    one = CANDIDATE.c.ref == refs[0] if len(refs) == 1 else CANDIDATE.c.ref.in_(refs)
    statement = select(CANDIDATE.c.task_id, CANDIDATE.c.due).where(
        one, CANDIDATE.c.due < literal(TAKEN, Moment()), *span.holds(CANDIDATE.c.due)
    )
    if scope is not None and (scope.processes or scope.since):
        statement = statement.join(TABLE, TABLE.c.id == CANDIDATE.c.task_id).where(*_within(scope))
    if place is not None:
        statement = statement.where(tuple_(CANDIDATE.c.due, CANDIDATE.c.task_id) > here(place))
    return statement.order_by(CANDIDATE.c.due, CANDIDATE.c.task_id).limit(limit).subquery()


def _held(one: StandIn, limit: Any, place: Place | None, span: Span) -> Any:
    due = func.coalesce(TABLE.c.due, NO_LIMIT, type_=Moment())
    statement = select(TABLE.c.id.label("task_id"), due.label("due")).where(
        TABLE.c.assignee == one.principal, IS_OPEN, *_within(one), *span.holds_due()
    )
    if place is not None:
        statement = statement.where(_after_due(Place(place.key if place.key != NO_LIMIT else None, place.id)))
    return statement.order_by(TABLE.c.due.nulls_last(), TABLE.c.id).limit(limit).subquery()


def _within(scope: StandIn | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if scope is not None and scope.processes:
        found.append(TABLE.c.process_key.in_(sorted(scope.processes)))
    if scope is not None and scope.since is not None:
        found.append(TABLE.c.created_at >= scope.since)
    return found
