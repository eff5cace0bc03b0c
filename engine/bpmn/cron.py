"""Cron lines: five fields, or six and seven with seconds first and a year last; in the zone of the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

_MONTHS = dict(zip("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), range(1, 13), strict=True))
_DAYS = dict(zip("SUN MON TUE WED THU FRI SAT".split(), range(7), strict=True))
_YEARS_AHEAD = 12


class BadCron(ValueError):
    """The text is not a cron line."""


@dataclass(frozen=True, slots=True)
class _Line:
    seconds: tuple[int, ...]
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int] | None
    months: frozenset[int]
    weekdays: frozenset[int] | None
    years: frozenset[int] | None
    last_day: bool

    def holds(self, day: datetime) -> bool:
        if day.month not in self.months or (self.years is not None and day.year not in self.years):
            return False
        if self.last_day:
            return (day + timedelta(days=1)).day == 1
        in_month = self.days is None or day.day in self.days
        in_week = self.weekdays is None or day.isoweekday() % 7 in self.weekdays
        # Both given: either will do, as cron has always had it.
        return (
            (in_month or in_week)
            if self.days is not None and self.weekdays is not None
            else in_month and in_week
        )


def is_cron(text: str) -> bool:
    return len(text.split()) in (5, 6, 7)


def check(text: str) -> None:
    _line(text)


def next_after(text: str, moment: datetime) -> datetime:
    """The first time strictly after `moment`."""
    line = _line(text)
    earliest = moment.replace(microsecond=0) + timedelta(seconds=1)
    day = earliest.replace(hour=0, minute=0, second=0)
    for offset in range(_YEARS_AHEAD * 366):
        candidate = day + timedelta(days=offset)
        if line.holds(candidate):
            found = _time_in(line, candidate, earliest if offset == 0 else candidate)
            if found is not None:
                return found
    raise BadCron(f"`{text}` never comes")


def _time_in(line: _Line, day: datetime, earliest: datetime) -> datetime | None:
    for hour in line.hours:
        if hour < earliest.hour and day.date() == earliest.date():
            continue
        for minute in line.minutes:
            for second in line.seconds:
                found = day.replace(hour=hour, minute=minute, second=second)
                if found >= earliest:
                    return found
    return None


@lru_cache(maxsize=512)
def _line(text: str) -> _Line:
    fields = text.upper().split()
    if len(fields) == 5:
        fields = ["0", *fields, "*"]
        quartz = False
    elif len(fields) in (6, 7):
        fields = [*fields, "*"][:7]
        quartz = True
    else:
        raise BadCron(f"`{text}` does not have 5 to 7 fields")
    second, minute, hour, day, month, weekday, year = fields
    weekdays = _optional(weekday, 0, 7, _DAYS, quartz)
    return _Line(
        seconds=tuple(sorted(_field(second, 0, 59))),
        minutes=tuple(sorted(_field(minute, 0, 59))),
        hours=tuple(sorted(_field(hour, 0, 23))),
        days=None if day == "L" else _optional(day, 1, 31, {}, False),
        months=frozenset(_field(month, 1, 12, _MONTHS)),
        weekdays=weekdays,
        years=_optional(year, 1970, 2199, {}, False),
        last_day=day == "L",
    )


def _optional(text: str, low: int, high: int, names: dict[str, int], quartz: bool) -> frozenset[int] | None:
    if text in ("*", "?"):
        return None
    found = _field(text, low, high, names)
    if high == 7:
        # Quartz counts Sunday as 1; plain cron as 0 or 7.
        digits = quartz and not any(name in text for name in names)
        found = {(number - 1) % 7 if digits else number % 7 for number in found}
    return frozenset(found)


def _field(text: str, low: int, high: int, names: dict[str, int] | None = None) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, last = _span(span, low, high, names or {}, bool(step))
        if not low <= first <= last <= high or (step and not step.isdigit()) or step == "0":
            raise BadCron(f"`{part}` is not within {low}-{high}")
        found.update(range(first, last + 1, int(step or 1)))
    return found


def _span(text: str, low: int, high: int, names: dict[str, int], stepped: bool) -> tuple[int, int]:
    if text in ("*", "?"):
        return low, high
    first, dash, last = text.partition("-")
    start = _number(first, names)
    if dash:
        return start, _number(last, names)
    return start, high if stepped else start


def _number(text: str, names: dict[str, int]) -> int:
    if text in names:
        return names[text]
    if not text.isdigit() or len(text) > 4:
        raise BadCron(f"`{text}` is not a number")
    return int(text)
