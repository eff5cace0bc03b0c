"""The inbox: a person's work, what their posts may take, what they have done; most urgent first.

A page costs the same few statements and reads as many rows, however much there is: a box is walked in its own order
(queries.boxes), and what filters or words leave out of MOST_WALKED rows only makes the page shorter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal_column, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.regimes import marks
from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.statements import fields, kept
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import operations as operation_tables
from tongban.engine.persistence.tables import process
from tongban.engine.ports import CopySent, Draft, Library, Task
from tongban.engine.queries import search
from tongban.engine.queries.boxes import (
    BOXES,
    GOING_ON,
    Place,
    among,
    anybody,
    cursor_of,
    parameters,
    place_of,
    walk,
    who,
)
from tongban.engine.queries.paging import DEFAULT_PAGE, MAX_PAGE, check_size
from tongban.engine.queries.rows import names, records, select_all
from tongban.engine.queries.tasks import operations
from tongban.engine.queries.visibility import of_tasks
from tongban.engine.use_cases.inbox_acts import URGENCIES
from tongban.engine.use_cases.stand_in import acting
from tongban.engine.use_cases.views import english_name, task_view

TABLE = process.task
FILE = tables.approval_case
SOON_DAYS = 1
#: Rows that one page may look at to find its own.
MOST_WALKED = 400
#: No stretch of days off is longer.
LONGEST_PAUSE = 20
WIDTH = len(fields(Task))
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
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of one box; each row with its item, applicant, working days left and traffic light.

    `filters`: `item` (code), `urgency` (overdue | soon | later | none), `arrived` (days). A page may hold fewer rows
    than asked for and still have a `next_cursor`: further on there may be more.
    """
    size = check_size(page_size)
    if box not in TASK_BOXES:
        raise errors.Invalid(errors=[{"field": "box", "message": f"One of {', '.join(BOXES)}."}])
    place = place_of(cursor)
    further = None
    if (q and q.strip()) or filters or actor.stand_ins or (place is not None and place.key is None):
        rows, further = _sought(connection, actor, calendar, now, box, q or "", filters or {}, place, size)
    else:
        # What nearly every look at an inbox asks.
        statement = _plain(box, len(actor.refs), size + 1, place is not None)
        rows = list(prepared(connection, statement).rows(connection, parameters(actor, place)))
    if len(rows) > size:
        further = cursor_of(rows[size - 1][-1], Task(*rows[size - 1][:WIDTH]).id)
    return {
        "items": _beside(
            connection, actor, [_row(actor, library, calendar, now, row) for row in rows[:size]]
        ),
        "next_cursor": further,
    }


@kept
def _plain(box: str, names: int, rows: int, goes_on: bool) -> Select[Any]:
    """So many rows of a box without filters, built once for everybody with so many names.

    The number stands in the statement: a database that plans it once for all would take a parameter for thousands.
    """
    limit: ColumnElement[int] = literal_column(str(rows))
    steps = walk(anybody(names), box, limit, GOING_ON if goes_on else None)
    walked = steps.subquery("walk")
    statement = _with_case(walked.c.place).join(walked, walked.c.task_id == TABLE.c.id)
    return _ordered(statement, walked, box)


def _sought(
    connection: Connection,
    actor: Actor,
    calendar: WorkingCalendar,
    now: datetime,
    box: str,
    q: str,
    filters: Mapping[str, str],
    place: Place | None,
    size: int,
) -> tuple[list[Any], str | None]:
    """The rows that filters and words ask for, one more than a page; and where to go on if not all were looked at."""
    one, wanted = who(actor), _wanted(filters, calendar, now)
    question = search.read(connection, q) if q.strip() else None
    if question is not None and question.words:
        columns = (TABLE.c.name, FILE.c.item_name, FILE.c.item_name_en)
        wanted.append(search.matches(question, TABLE.c.case_id, *columns))
    found = question is not None and question.rarest is not None and box in FAR_BOXES
    whole = not wanted
    if question is not None and found:
        steps = among(one, box, search.instances(question), place)
    else:
        steps = walk(one, box, size + 1 if whole else MOST_WALKED, place)
    walked = steps.subquery("walk")
    statement = _with_case(walked.c.place).join(walked, walked.c.task_id == TABLE.c.id).where(*wanted)
    rows = list(connection.execute(_ordered(statement, walked, box).limit(size + 1)).all())
    if len(rows) > size or whole or found:
        return rows, None
    # What lies further on has not been looked at.
    end = connection.execute(steps.offset(MOST_WALKED - 1).limit(1)).first()
    return rows, cursor_of(end.place, end.task_id) if end is not None else None


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
    statement = _with_case().where(TABLE.c.id.in_(list(connection.execute(wanted).scalars())))
    rows = [_row(actor, library, calendar, now, row) for row in connection.execute(statement)]
    found = {row["id"]: row for row in _beside(connection, actor, rows)}
    return {"items": [found[one] for one in task_ids if one in found], "next_cursor": None}


def light_of(due: datetime | None, now: datetime, calendar: WorkingCalendar) -> tuple[int | None, str | None]:
    """Working days left and the traffic light of a task's own limit."""
    if due is None:
        return None, None
    left = calendar.working_days_between(calendar.day_of(now), calendar.day_of(due))
    if due < now:
        return min(left, 0), "red"
    return left, "amber" if left <= SOON_DAYS else "green"


def _wanted(
    filters: Mapping[str, str], calendar: WorkingCalendar, now: datetime
) -> list[ColumnElement[bool]]:
    """The conditions of a view's filters."""
    found: list[ColumnElement[bool]] = []
    if filters.get("item"):
        found.append(FILE.c.item_code == filters["item"])
    if str(filters.get("arrived") or "").isdigit():
        found.append(TABLE.c.created_at >= now - timedelta(days=int(filters["arrived"])))
    urgency = filters.get("urgency")
    if urgency in URGENCIES:
        soon = _end_of_soon(calendar, now)
        conditions: dict[str, list[ColumnElement[bool]]] = {
            "overdue": [TABLE.c.due < now],
            "soon": [TABLE.c.due >= now, TABLE.c.due <= soon],
            "later": [TABLE.c.due > soon],
            "none": [TABLE.c.due.is_(None)],
        }
        found += conditions[urgency]
    return found


def _end_of_soon(calendar: WorkingCalendar, now: datetime) -> datetime:
    """The last moment that is still SOON_DAYS working days away, the days off behind it included."""
    today = calendar.day_of(now)
    last = calendar.add_working_days(today, SOON_DAYS)
    for ahead in range(1, LONGEST_PAUSE):
        if calendar.working_days_between(today, last + timedelta(days=ahead)) > SOON_DAYS:
            return calendar.end_of(last + timedelta(days=ahead - 1))
    return calendar.end_of(last)


def _with_case(*more: Any) -> Select[Any]:
    """Tasks with what is told of their case."""
    instance = process.instance
    return (
        select_all(
            Task,
            FILE.c.item_code,
            FILE.c.item_name,
            FILE.c.item_name_en,
            FILE.c.applicant_name,
            FILE.c.regimes,
            instance.c.definition_id,
            *more,
        )
        .join(instance, instance.c.id == TABLE.c.instance_id)
        .join(FILE, FILE.c.id == TABLE.c.case_id, isouter=True)
    )


def _beside(connection: Connection, actor: Actor, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What else a page of rows tells: the copy one was sent, one's draft, and for whom one stands in."""
    ids = [row["id"] for row in rows]
    sent, draft = operation_tables.copy_sent, operation_tables.draft
    copies: dict[str, CopySent] = {}
    drafts: dict[str, Draft] = {}
    if ids:
        mine = (sent.c.task_id.in_(ids), sent.c.recipient == actor.id)
        copies = {
            one.task_id: one for one in records(connection, CopySent, select_all(CopySent).where(*mine))
        }
        own = (draft.c.task_id.in_(ids), draft.c.username == actor.id)
        drafts = {one.task_id: one for one in records(connection, Draft, select_all(Draft).where(*own))}
    people = {row["acts_for"] for row in rows if row["acts_for"]} | {one.sent_by for one in copies.values()}
    called = names(connection, people)
    for row in rows:
        copy, kept = copies.get(row["id"]), drafts.get(row["id"])
        row["acts_for_name"] = called.get(row["acts_for"] or "", row["acts_for"])
        row["draft_at"] = kept.saved_at if kept else None
        row["copied"] = copy and {
            "by_name": called.get(copy.sent_by, copy.sent_by),
            "at": copy.at,
            "text": copy.text,
            "read_at": copy.read_at,
        }
    return rows


def _ordered(statement: Select[Any], walked: Any, box: str) -> Select[Any]:
    if box in ("mine", "returned"):
        return statement.order_by(TABLE.c.due.nulls_last(), TABLE.c.id)
    if box == "pool":
        return statement.order_by(walked.c.place, TABLE.c.id)
    return statement.order_by(walked.c.place.desc(), TABLE.c.id.desc())


def _row(
    actor: Actor, library: Library, calendar: WorkingCalendar, now: datetime, row: Any
) -> dict[str, Any]:
    task = Task(*row[:WIDTH])
    item_code, item_name, item_name_en, applicant_name, regimes, definition_id = row[WIDTH : WIDTH + 6]
    is_open = task.state in ("open", "claimed")
    left, light = light_of(task.due, now, calendar) if is_open else (None, None)
    element = library.process(definition_id).elements[task.element]
    outcome = next((one for one in element.extensions.outcomes if one.id == task.outcome), None)
    return {
        **task_view(task),
        "name_en": english_name(element),
        "outcome_name": outcome.name if outcome else task.outcome,
        "outcome_name_en": outcome.name_en if outcome else task.outcome,
        "item": {"code": item_code, "name": item_name, "name_en": item_name_en},
        "applicant_name": applicant_name,
        "marks": marks(regimes),
        "days_left": left,
        "light": light,
        "operations": operations(actor, task),
        "acts_for": acting(actor, task).on_behalf_of if is_open else None,
    }
