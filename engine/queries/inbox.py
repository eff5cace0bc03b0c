"""The inbox: a person's work, what their posts may take, what they have done; most urgent first.

A page costs the same few statements and reads as many rows, however much there is: a box is walked in its own order
(queries.boxes), and what filters or words leave out of MOST_WALKED rows only makes the page shorter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, literal_column, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.statements import kept
from tongban.engine.persistence.tables import people
from tongban.engine.ports import Library, Task
from tongban.engine.queries import search
from tongban.engine.queries.boxes import (
    BY_LIMIT,
    GOING_ON,
    WHOLE,
    Place,
    among,
    anybody,
    cursor_of,
    parameters,
    place_of,
    walk,
    who,
)
from tongban.engine.queries.inbox_filters import asks_case, conditions, span_of
from tongban.engine.queries.inbox_orders import MOST_SORTED, Order, order_for
from tongban.engine.queries.inbox_rows import FILE, TABLE, WIDTH, rows_of, with_case
from tongban.engine.queries.paging import DEFAULT_PAGE, MAX_PAGE, check_size
from tongban.engine.queries.visibility import of_tasks
from tongban.engine.use_cases.inbox_acts import BOXES

#: Rows that one page may look at to find its own.
MOST_WALKED = 400
TASK_BOXES = tuple(box for box in BOXES if box != "watched")
#: Boxes that grow without end: in them few cases are looked for one by one, not along the box.
FAR_BOXES = ("pool", "done")


def inbox(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    box: str = "mine",
    q: str | None = None,
    filters: Mapping[str, str] | None = None,
    sort: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of one box; each row with its item, applicant, working days left and traffic light.

    `filters`: `item` (code), `urgency` (overdue | soon | later | none), `arrived` (days). `sort`: use_cases.inbox_orders.
    A page may hold fewer rows than asked for and still have a `next_cursor`: further on there may be more.
    """
    size = check_size(page_size)
    if box not in TASK_BOXES:
        raise errors.Invalid(errors=[{"field": "box", "message": f"One of {', '.join(BOXES)}."}])
    order = order_for(box, sort)
    place = None if order else place_of(cursor)
    further = None
    if (q and q.strip()) or filters or order or actor.stand_ins or (place is not None and place.key is None):
        look = _Look(connection, actor, box, size, place, order, cursor if order else None)
        rows, further = look.for_(q or "", filters or {}, calendar, now)
    else:
        # What nearly every look at an inbox asks.
        statement = _plain(box, len(actor.refs), size + 1, place is not None)
        rows = list(prepared(connection, statement).rows(connection, parameters(actor, place)))
    if len(rows) > size:
        last = rows[size - 1]
        id_ = Task(*last[:WIDTH]).id
        further = order.cursor(last[-1], id_) if order else cursor_of(last[-1], id_)
    return {
        "items": rows_of(connection, actor, library, calendar, now, rows[:size]),
        "next_cursor": further,
    }


@kept
def _plain(box: str, names: int, rows: int, goes_on: bool) -> Select[Any]:
    """So many rows of a box without filters, built once for everybody with so many names.

    The number stands in the statement: a database that plans it once for all would take a parameter for thousands.
    """
    one = anybody(names)
    steps = walk(one, box, literal_column(str(rows)), GOING_ON if goes_on else None)
    return _told(one.me, steps, box)


class _Look:
    """One look for what filters and words ask for, a page of it from a place on."""

    def __init__(
        self,
        connection: Connection,
        actor: Actor,
        box: str,
        size: int,
        place: Place | None,
        order: Order | None,
        cursor: str | None,
    ) -> None:
        self.connection, self.one, self.box, self.size = connection, who(actor), box, size
        self.place, self.order, self.cursor = place, order, cursor

    def for_(
        self, q: str, filters: Mapping[str, str], calendar: WorkingCalendar, now: datetime
    ) -> tuple[list[Any], str | None]:
        """The rows, one more than a page; and where to go on if not all were looked at."""
        connection, box, order = self.connection, self.box, self.order
        span = span_of(filters.get("urgency"), calendar, now)
        along = box in BY_LIMIT
        wanted = conditions(filters, now, WHOLE if along else span)
        reads_case = asks_case(filters)
        question = search.read(connection, q)
        found = question.is_narrow and box in FAR_BOXES and not self._calls_a_step(question)
        if question.words:
            items = (FILE.c.item_name, FILE.c.item_name_en)
            known = question.way_in if found else None
            wanted.append(search.matches(question, TABLE.c.case_id, TABLE.c.name, items=items, but=known))
            reads_case = reads_case or search.names_items(question)
        whole = not wanted and order is None
        if found:
            steps = among(self.one, box, search.instances(question), self.place)
            wanted += span.holds_due() if along else []
        else:
            most = self.size + 1 if whole else MOST_SORTED if order else MOST_WALKED
            steps = walk(self.one, box, most, self.place, span if along else WHOLE)
        picked = steps if whole else self._picked(steps, wanted, reads_case)
        rows = list(connection.execute(_told(self.one.me, picked, box, order)).all())
        if len(rows) > self.size or whole or found or order:
            return rows, None
        # What lies further on has not been looked at.
        end = connection.execute(steps.offset(MOST_WALKED - 1).limit(1)).first()
        return rows, cursor_of(end.place, end.task_id) if end is not None else None

    def _calls_a_step(self, question: search.Question) -> bool:
        """Whether a step among the first of the box is called by the word that leads to few cases."""
        first = walk(self.one, self.box, MOST_WALKED, None).subquery("first")
        names = select(TABLE.c.name).join(first, first.c.task_id == TABLE.c.id)
        return search.names_a_step(self.connection, names, question)

    def _picked(self, steps: Select[Any], wanted: list[Any], reads_case: bool) -> Select[Any]:
        """`task_id, place` of the rows of a page: no more is read of the others than it takes to tell."""
        walked = steps.subquery("walk")
        order = self.order
        key = order.column if order else walked.c.place
        statement = (
            select(walked.c.task_id, key.label("place"))
            .join_from(walked, TABLE, TABLE.c.id == walked.c.task_id)
            .where(*wanted)
        )
        if reads_case or (order and order.asks_case):
            statement = statement.join(FILE, FILE.c.id == TABLE.c.case_id, isouter=True)
        if order and order.asks_case:
            statement = statement.join(people.unit, people.unit.c.code == FILE.c.unit, isouter=True)
        if order and self.cursor:
            statement = statement.where(order.behind(self.cursor, TABLE.c.id))
        return statement.order_by(*_ways(key, TABLE.c.id, self.box, order)).limit(self.size + 1)


def inbox_rows(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    task_ids: list[str],
) -> dict[str, Any]:
    """The same rows for tasks somebody has ticked, in that order; those that are not for the actor are left out."""
    wanted = select(TABLE.c.id).where(TABLE.c.id.in_(task_ids[:MAX_PAGE]), of_tasks(actor))
    statement = with_case(actor.id).where(TABLE.c.id.in_(list(connection.execute(wanted).scalars())))
    rows = rows_of(connection, actor, library, calendar, now, list(connection.execute(statement)))
    found = {row["id"]: row for row in rows}
    return {"items": [found[one] for one in task_ids if one in found], "next_cursor": None}


def _told(me: Any, steps: Select[Any], box: str, order: Order | None = None) -> Select[Any]:
    """The rows of these steps with everything told of them, in their order; the place comes last."""
    walked = steps.subquery("page")
    statement = with_case(me, walked.c.place).join(walked, walked.c.task_id == TABLE.c.id)
    return statement.order_by(*_ways(walked.c.place, TABLE.c.id, box, order))


def _ways(key: Any, id_: Any, box: str, order: Order | None) -> tuple[Any, Any]:
    if order is not None:
        return order.sorted(key, id_)
    return (key.nulls_last(), id_) if box in BY_LIMIT else (key.desc(), id_.desc())
