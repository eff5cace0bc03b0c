"""A working calendar from its YAML file, as in processes/calendars (JSON is YAML too)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from tongban.engine import errors
from tongban.engine.use_cases.load_calendar import LoadCalendar

KEYS = {"calendar", "name", "base", "hours", "ends_at", "time_zone", "used_by", "years"}
YEAR_KEYS = {"year", "status", "source", "holidays", "workdays"}
LONGEST = 1_000_000


def read_calendar(text: str) -> LoadCalendar:
    """The command that takes this calendar in; Invalid says what is wrong with the file."""
    if len(text) > LONGEST:
        raise errors.Invalid("The calendar file is too large.", most=LONGEST)
    try:
        return calendar_of(yaml.safe_load(text))
    except yaml.YAMLError as broken:
        raise errors.Invalid(f"The calendar file is not well-formed: {broken!r}") from None


def calendar_of(content: Any) -> LoadCalendar:
    """The command from the file's content (shape: docs/clocks.md); Invalid says what is wrong with it."""
    try:
        _only(content, KEYS, "calendar")
        years = content.get("years") or ()
        used_by = content.get("used_by")
        hours = content.get("hours")
        return LoadCalendar(
            calendar=str(content["calendar"]),
            days=tuple(day for year in years for day in _days(year)),
            years=tuple((int(year["year"]), str(year.get("status", "published"))) for year in years),
            name=_name(content.get("name")),
            base=_text(content.get("base")),
            hours=tuple((str(opens), str(closes)) for opens, closes in hours) if hours else None,
            ends_at=_text(content.get("ends_at")),
            zone=_text(content.get("time_zone")),
            places=tuple(_places(used_by)) if used_by else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as broken:
        raise errors.Invalid(f"The calendar file is not well-formed: {broken!r}") from None


def _days(year: Mapping[str, Any]) -> Iterator[tuple[date, bool, str, str]]:
    _only(year, YEAR_KEYS, str(year.get("year")))
    source = str(year.get("source", ""))
    for name, days in (year.get("holidays") or {}).items():
        for day in days:
            yield _within(day, year), False, str(name), source
    for day in year.get("workdays") or ():
        yield _within(day, year), True, "", source


def _within(day: Any, year: Mapping[str, Any]) -> date:
    if isinstance(day, str):
        day = date.fromisoformat(day)
    if not isinstance(day, date) or day.year != year["year"]:
        raise ValueError(f"{day} is no day of {year['year']}")
    return day


def _places(used_by: Mapping[str, Any]) -> Iterator[str]:
    _only(used_by, {"units", "regions"}, "used_by")
    for unit in used_by.get("units") or ():
        yield f"unit:{unit}"
    for region in used_by.get("regions") or ():
        yield f"region:{region}"


def _name(given: Any) -> tuple[str, str] | None:
    if given is None:
        return None
    if isinstance(given, str):
        return given, given
    return str(given["zh"]), str(given.get("en") or given["zh"])


def _text(given: Any) -> str | None:
    """A text; YAML reads an unquoted 17:00 as a number of minutes in base sixty."""
    if isinstance(given, int):
        return f"{given // 60:02}:{given % 60:02}"
    return None if given is None else str(given)


def _only(content: Any, known: set[str], where: str) -> None:
    unknown = sorted(str(key) for key in content if key not in known)
    if not isinstance(content, Mapping) or unknown:
        raise ValueError(f"unknown in {where}: {', '.join(unknown)}")
