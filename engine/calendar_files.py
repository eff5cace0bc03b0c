"""A working calendar from its YAML file, as in processes/calendars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from tongban.engine import errors
from tongban.engine.use_cases.load_calendar import LoadCalendar


def read_calendar(text: str) -> LoadCalendar:
    """The command that takes this calendar in; Invalid says what is wrong with the file."""
    try:
        content = yaml.safe_load(text)
        return LoadCalendar(
            calendar=str(content["calendar"]),
            days=tuple(day for year in content["years"] for day in _days(year)),
            years=tuple((int(year["year"]), str(year["status"])) for year in content["years"]),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as broken:
        raise errors.Invalid(f"The calendar file is not well-formed: {broken!r}") from None


def _days(year: Mapping[str, Any]) -> Iterator[tuple[date, bool, str, str]]:
    source = str(year.get("source", ""))
    for name, days in (year.get("holidays") or {}).items():
        for day in days:
            yield _within(day, year), False, str(name), source
    for day in year.get("workdays") or ():
        yield _within(day, year), True, "", source


def _within(day: Any, year: Mapping[str, Any]) -> date:
    if not isinstance(day, date) or day.year != year["year"]:
        raise ValueError(f"{day} is no day of {year['year']}")
    return day
