"""The state calendar 2025-2026 for tests, taken from an independent package."""

from datetime import date, datetime, time

import chinese_calendar

from tongban.engine.domain.calendar import ZONE, WorkingCalendar


def state_calendar(**options: object) -> WorkingCalendar:
    constants = chinese_calendar.constants
    exceptions = {day: False for day in constants.holidays} | {day: True for day in constants.workdays}
    years = {year: "published" for year in range(2004, 2027)}
    return WorkingCalendar(exceptions, years, **options)  # type: ignore[arg-type]


def at(day: str, clock: str = "10:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZONE)
