"""The inbox: a person's work, what their posts may take, what they have done; most urgent first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.regimes import marks
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import operations as operation_tables
from tongban.engine.persistence.tables import process
from tongban.engine.ports import CopySent, Draft, Library, Task
from tongban.engine.queries.paging import DEFAULT_PAGE, MAX_PAGE, check_size, decode, encode
from tongban.engine.queries.rows import names, record, records, select_all
from tongban.engine.queries.tasks import escape, operations
from tongban.engine.queries.visibility import lent, of_tasks
from tongban.engine.use_cases.stand_in import acting
from tongban.engine.use_cases.views import english_name, task_view

TABLE = process.task
BOXES = ("mine", "pool", "done", "cc")
MAX_COUNT = 1000
SOON_DAYS = 1


def inbox(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    *,
    box: str = "mine",
    q: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of one box; each row with its item, applicant, working days left and traffic light."""
    size = check_size(page_size)
    file = tables.approval_case
    statement = _with_case().where(in_box(actor, box))
    if q:
        like = f"%{escape(q)}%"
        columns = (
            TABLE.c.name,
            TABLE.c.case_no,
            file.c.applicant_name,
            file.c.item_name,
            file.c.item_name_en,
        )
        statement = statement.where(or_(*(column.like(like, escape="\\") for column in columns)))
    offset = min(int(decode(cursor)), 100_000) if cursor and decode(cursor).isdigit() else 0
    rows = connection.execute(_ordered(statement, box).offset(offset).limit(size + 1)).all()
    return {
        "items": _beside(
            connection, actor, [_row(actor, library, calendar, now, row) for row in rows[:size]]
        ),
        "next_cursor": encode(str(offset + size)) if len(rows) > size else None,
    }


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


def inbox_counts(connection: Connection, actor: Actor) -> dict[str, int]:
    """How many lie in each box (counted up to a thousand), and how many messages are unread."""
    counts = {}
    for box in BOXES:
        limited = select(TABLE.c.id).where(in_box(actor, box)).limit(MAX_COUNT).subquery()
        counts[box] = int(connection.execute(select(func.count()).select_from(limited)).scalar_one())
    message = tables.message
    unread = (
        select(message.c.id)
        .where(message.c.recipient.in_(sorted(actor.refs)), message.c.read_at.is_(None))
        .limit(MAX_COUNT)
        .subquery()
    )
    counts["messages"] = int(connection.execute(select(func.count()).select_from(unread)).scalar_one())
    sent = operation_tables.copy_sent
    fresh = select(sent.c.task_id).where(sent.c.recipient == actor.id, sent.c.read_at.is_(None))
    limited = fresh.limit(MAX_COUNT).subquery()
    counts["cc_unread"] = int(connection.execute(select(func.count()).select_from(limited)).scalar_one())
    return counts


def in_box(actor: Actor, box: str) -> ColumnElement[bool]:
    """Which tasks lie in a box."""
    is_open = TABLE.c.state.in_(("open", "claimed"))
    if box == "mine":
        return and_(TABLE.c.assignee == actor.id, is_open)
    if box == "done":
        return TABLE.c.completed_by == actor.id
    if box == "pool":
        candidate = process.task_candidate
        may_take = select(candidate.c.task_id).where(candidate.c.ref.in_(sorted(actor.refs)))
        return or_(and_(TABLE.c.id.in_(may_take), TABLE.c.state == "open"), *lent(actor))
    if box == "cc":
        sent = operation_tables.copy_sent
        return TABLE.c.id.in_(select(sent.c.task_id).where(sent.c.recipient == actor.id))
    raise errors.Invalid(errors=[{"field": "box", "message": f"One of {', '.join(BOXES)}."}])


def light_of(due: datetime | None, now: datetime, calendar: WorkingCalendar) -> tuple[int | None, str | None]:
    """Working days left and the traffic light of a task's own limit."""
    if due is None:
        return None, None
    left = calendar.working_days_between(calendar.day_of(now), calendar.day_of(due))
    if due < now:
        return min(left, 0), "red"
    return left, "amber" if left <= SOON_DAYS else "green"


def _with_case() -> Select[Any]:
    """Tasks with what is told of their case."""
    file, instance = tables.approval_case, process.instance
    return (
        select_all(
            Task,
            file.c.item_code,
            file.c.item_name,
            file.c.item_name_en,
            file.c.applicant_name,
            file.c.regimes,
            instance.c.definition_id,
        )
        .join(instance, instance.c.id == TABLE.c.instance_id)
        .join(file, file.c.id == TABLE.c.case_id, isouter=True)
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


def _ordered(statement: Select[Any], box: str) -> Select[Any]:
    if box == "done":
        return statement.order_by(TABLE.c.completed_at.desc(), TABLE.c.id)
    return statement.order_by(TABLE.c.due.nulls_last(), TABLE.c.id)


def _row(
    actor: Actor, library: Library, calendar: WorkingCalendar, now: datetime, row: Any
) -> dict[str, Any]:
    task = record(Task, row)
    is_open = task.state in ("open", "claimed")
    left, light = light_of(task.due, now, calendar) if is_open else (None, None)
    element = library.process(row.definition_id).elements[task.element]
    outcome = next((one for one in element.extensions.outcomes if one.id == task.outcome), None)
    return {
        **task_view(task),
        "name_en": english_name(element),
        "outcome_name": outcome.name if outcome else task.outcome,
        "outcome_name_en": outcome.name_en if outcome else task.outcome,
        "item": {"code": row.item_code, "name": row.item_name, "name_en": row.item_name_en},
        "applicant_name": row.applicant_name,
        "marks": marks(row.regimes),
        "days_left": left,
        "light": light,
        "operations": operations(actor, task),
        "acts_for": acting(actor, task).on_behalf_of if is_open else None,
    }
