"""Working calendars: reading, taking in and changing them, and which cases that moved."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import Paged, page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.calendar import (
    CalendarBody,
    CalendarChange,
    CalendarRow,
    CalendarUse,
    CalendarYear,
    ChangedDays,
    ChangeQuery,
    ClockMove,
    ClosureBody,
    LoadedCalendar,
    UseBody,
)
from tongban.engine import AssignCalendar, ChangeDays
from tongban.engine.calendar_files import calendar_of

blueprint = Blueprint("calendars", __name__, description="Working calendars")


@blueprint.post("/calendars")
@blueprint.body(CalendarBody)
@blueprint.answer(201, LoadedCalendar)
def load_calendar(given: dict[str, Any]) -> Any:
    """Take in a calendar; each named year is replaced whole, and the clocks it touches are counted again."""
    return act(calendar_of({name: value for name, value in given.items() if value is not None}))


@blueprint.get("/calendars")
@blueprint.answer(200, page_of(CalendarRow))
def list_calendars() -> Any:
    """List the calendars."""
    return ask("calendars")


@blueprint.get("/calendars/<code>/years/<int:year>")
@blueprint.answer(200, CalendarYear)
def read_calendar_year(code: str, year: int) -> Any:
    """Read a year of a calendar day by day, with what the calendars beneath it say."""
    return ask("calendar", code, year)


@blueprint.post("/calendars/<code>/days")
@blueprint.body(ClosureBody)
@blueprint.answer(200, ChangedDays)
def change_days(code: str, given: dict[str, Any]) -> Any:
    """Close days or open them, with the reason; the clocks they touch are counted again."""
    days = tuple((one["day"], one["working"]) for one in given["days"])
    return act(ChangeDays(code, days, given["reason"]))


@blueprint.post("/calendar-uses")
@blueprint.body(UseBody)
@blueprint.answer(200, CalendarUse)
def assign_calendar(given: dict[str, Any]) -> Any:
    """Let a unit or region go by a calendar."""
    return act(AssignCalendar(given["place"], given["calendar"]))


@blueprint.get("/calendar-changes")
@blueprint.query(ChangeQuery)
@blueprint.answer(200, page_of(CalendarChange))
def list_changes(filters: dict[str, Any]) -> Any:
    """List what was changed, the newest first, and how far the clocks have been counted again."""
    return ask("calendar_changes", **filters)


@blueprint.get("/calendar-changes/<change_id>/moves")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(ClockMove))
def list_moves(change_id: str, filters: dict[str, Any]) -> Any:
    """List the clocks a change has moved, with their ends before and after."""
    return ask("clock_moves", change_id, **filters)
