"""The rows of an inbox: a task with what is told of its case, the copy one was sent and the draft one keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.regimes import marks
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.statements import fields
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import operations as operation_tables
from tongban.engine.persistence.tables import people, process
from tongban.engine.ports import Library, Task
from tongban.engine.queries.rows import names, select_all
from tongban.engine.queries.tasks import operations
from tongban.engine.use_cases.stand_in import acting
from tongban.engine.use_cases.views import english_name, task_view

TABLE = process.task
FILE = tables.approval_case
SENT, DRAFT = operation_tables.copy_sent, operation_tables.draft
WIDTH = len(fields(Task))
SOON_DAYS = 1


def with_case(me: Any, *more: Any) -> Select[Any]:
    """Tasks with what `rows_of` tells beside them to whoever is called `me`, then more columns.

    Whoever sent a copy may be known to us by name or be a client of ours; a task has one draft at most.
    """
    instance, sender, office = process.instance, people.person, people.unit
    return (
        select_all(
            Task,
            FILE.c.item_code,
            FILE.c.item_name,
            FILE.c.item_name_en,
            FILE.c.applicant_name,
            FILE.c.unit,
            office.c.name.label("unit_name"),
            office.c.name_en.label("unit_name_en"),
            FILE.c.regimes,
            instance.c.definition_id,
            instance.c.business_key,
            SENT.c.sent_by,
            sender.c.name.label("sent_by_name"),
            SENT.c.at,
            SENT.c.text,
            SENT.c.read_at,
            DRAFT.c.saved_at,
            *more,
        )
        .join(instance, instance.c.id == TABLE.c.instance_id)
        .join(FILE, FILE.c.id == TABLE.c.case_id, isouter=True)
        .join(office, office.c.code == FILE.c.unit, isouter=True)
        .join(SENT, and_(SENT.c.task_id == TABLE.c.id, SENT.c.recipient == me), isouter=True)
        .join(sender, sender.c.username == SENT.c.sent_by, isouter=True)
        .join(DRAFT, and_(DRAFT.c.task_id == TABLE.c.id, DRAFT.c.username == me), isouter=True)
    )


def rows_of(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    found: list[Any],
) -> list[dict[str, Any]]:
    """What a page shows of each row of `with_case`; one statement more for whoever stands in for others."""
    rows = [_row(actor, library, calendar, now, one) for one in found]
    called = names(connection, {row["acts_for"] for row in rows if row["acts_for"]})
    for row in rows:
        row["acts_for_name"] = called.get(row["acts_for"] or "", row["acts_for"])
    return rows


def light_of(due: datetime | None, now: datetime, calendar: WorkingCalendar) -> tuple[int | None, str | None]:
    """Working days left and the traffic light of a task's own limit."""
    if due is None:
        return None, None
    left = calendar.working_days_between(calendar.day_of(now), calendar.day_of(due))
    if due < now:
        return min(left, 0), "red"
    return left, "amber" if left <= SOON_DAYS else "green"


def _row(
    actor: Actor, library: Library, calendar: WorkingCalendar, now: datetime, row: Any
) -> dict[str, Any]:
    task = Task(*row[:WIDTH])
    item_code, item_name, item_name_en, applicant_name = row[WIDTH : WIDTH + 4]
    unit, unit_name, unit_name_en, regimes, definition_id, key = row[WIDTH + 4 : WIDTH + 10]
    sent_by, sent_by_name, sent_at, sent_text, read_at, saved_at = row[WIDTH + 10 : WIDTH + 16]
    is_open = task.state in TASK_OPEN
    left, light = light_of(task.due, now, calendar) if is_open else (None, None)
    definition = library.process(definition_id)
    element = definition.elements[task.element]
    outcome = next((one for one in element.extensions.outcomes if one.id == task.outcome), None)
    return {
        **task_view(task),
        "name_en": english_name(element),
        "outcome_name": outcome.name if outcome else task.outcome,
        "outcome_name_en": outcome.name_en if outcome else task.outcome,
        # What belongs to no case is told by its process and what that was started about.
        "item": {"code": item_code, "name": item_name or definition.name, "name_en": item_name_en},
        "about": key,
        "applicant_name": applicant_name,
        "office": {"code": unit, "name": unit_name or unit, "name_en": unit_name_en or unit},
        "marks": marks(regimes),
        "days_left": left,
        "light": light,
        "operations": operations(actor, task),
        "acts_for": acting(actor, task).on_behalf_of if is_open else None,
        "draft_at": saved_at,
        "copied": sent_at
        and {"by_name": sent_by_name or sent_by, "at": sent_at, "text": sent_text, "read_at": read_at},
    }
