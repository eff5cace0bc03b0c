"""Take in a working calendar: the days that differ from their weekday, and which years are published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import CalendarDay, CalendarYear, UnitOfWork
from tongban.engine.use_cases.flow import journal


@dataclass(frozen=True, slots=True)
class LoadCalendar:
    """`days` are (date, working, name, source); `years` are (year, published or estimated)."""

    calendar: str
    days: tuple[tuple[date, bool, str, str], ...]
    years: tuple[tuple[int, str], ...]


def load_calendar(command: LoadCalendar, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """How many days and years were taken in; each named year is replaced whole."""
    may(actor, "calendar.change")
    years = {year for year, _ in command.years}
    old = [
        day for day in uow.find(CalendarDay, calendar=command.calendar, limit=20_000) if day.day.year in years
    ]
    for day in old:
        uow.remove(CalendarDay, calendar=command.calendar, day=day.day)
    uow.remove(CalendarYear, calendar=command.calendar, year=sorted(years))
    uow.find(CalendarDay, limit=1, calendar=command.calendar)  # the removals go first
    for when, working, name, source in command.days:
        uow.add(CalendarDay(command.calendar, when, working, name, source))
    for year, status in command.years:
        uow.add(CalendarYear(command.calendar, year, status))
    counts = {"days": len(command.days), "years": sorted(years)}
    journal.alone(uow, actor, uow.new_id(), "calendar.loaded", calendar=command.calendar, **counts)
    return {"calendar": command.calendar, **counts}
