"""What the filters of an inbox ask for: a stretch of the box's own order where they can be one, else conditions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement

from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import process
from tongban.engine.ports import NO_LIMIT
from tongban.engine.queries.boxes import WHOLE, Span
from tongban.engine.queries.inbox_rows import SOON_DAYS

TABLE = process.task
FILE = tables.approval_case
#: No stretch of days off is longer.
LONGEST_PAUSE = 20
MOMENT = timedelta(microseconds=1)


def span_of(urgency: str | None, calendar: WorkingCalendar, now: datetime) -> Span:
    """Where in the order of limits the tasks of this urgency lie (overdue | soon | later | none); all for another."""
    if urgency == "overdue":
        return Span(None, now)
    if urgency == "none":
        return Span(NO_LIMIT)
    if urgency in ("soon", "later"):
        behind = end_of_soon(calendar, now) + MOMENT
        return Span(now, behind) if urgency == "soon" else Span(behind, NO_LIMIT)
    return WHOLE


def conditions(filters: Mapping[str, str], now: datetime, span: Span) -> list[ColumnElement[bool]]:
    """The filters that each row is asked for; `span` for a box that does not lie in the order of limits."""
    found: list[ColumnElement[bool]] = span.holds_due()
    if filters.get("item"):
        found.append(FILE.c.item_code == filters["item"])
    if str(filters.get("arrived") or "").isdigit():
        found.append(TABLE.c.created_at >= now - timedelta(days=int(filters["arrived"])))
    return found


def asks_case(filters: Mapping[str, Any]) -> bool:
    """Whether a row's case has to be read to tell."""
    return bool(filters.get("item"))


def end_of_soon(calendar: WorkingCalendar, now: datetime) -> datetime:
    """The last moment that is still SOON_DAYS working days away, the days off behind it included."""
    today = calendar.day_of(now)
    last = calendar.add_working_days(today, SOON_DAYS)
    for ahead in range(1, LONGEST_PAUSE):
        if calendar.working_days_between(today, last + timedelta(days=ahead)) > SOON_DAYS:
            return calendar.end_of(last + timedelta(days=ahead - 1))
    return calendar.end_of(last)
