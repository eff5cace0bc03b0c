"""When a timer fires: ISO dates, durations and repetitions, and cron lines."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tongban.engine.bpmn import cron
from tongban.engine.bpmn.value import shown

ZONE = ZoneInfo("Asia/Shanghai")
Kind = Literal["date", "duration", "cycle"]

_DURATION = re.compile(
    r"(?P<minus>-)?P(?=\d|T\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?$"
)
_REPEAT = re.compile(r"R(\d*)/(.+)$")
_FAR = 400 * 366 * 86_400


class BadTimer(ValueError):
    """The text is not a timer."""


BAD = (BadTimer, cron.BadCron, OverflowError)


@dataclass(frozen=True, slots=True)
class Due:
    """The next firing; `left` more follow after it (None: without end) at every `each`."""

    at: datetime
    each: str = ""
    left: int | None = 0


def first(kind: Kind, value: Any, now: datetime) -> Due:
    """The first firing of a timer whose text or value is `value`."""
    text = _text(value)
    try:
        due = Due(moment(text)) if kind == "date" else _due(kind, text, now)
        _kept(due.at)
    except (BadTimer, cron.BadCron):
        raise
    except (ValueError, OverflowError) as error:
        raise BadTimer(f"`{text[:80]}` is beyond the calendar") from error
    return due


def _due(kind: Kind, text: str, now: datetime) -> Due:
    return Due(after(now, text)) if kind == "duration" else _cycle(text, now)


def _kept(at: datetime) -> None:
    """It must be a time of the calendar both where it is kept and where it is shown."""
    at.astimezone(UTC)
    at.astimezone(ZONE)


def following(due: Due) -> Due | None:
    """The firing after this one, if any; none when the calendar ends before it."""
    if due.left == 0:
        return None
    left = None if due.left is None else due.left - 1
    try:
        at = _next_line(due.each, due.at) if cron.is_cron(due.each) else after(due.at, due.each)
        _kept(at)
    except (ValueError, OverflowError):
        return None
    return Due(at, due.each, left)


def check(kind: Kind, text: str) -> None:
    """Raise BadTimer when a literal text can never be a timer of this kind."""
    first(kind, text, datetime(2026, 1, 1, tzinfo=ZONE))


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise BadTimer(f"{shown(value)} is not a date, duration or cycle")


def _next_line(text: str, moment: datetime) -> datetime:
    """Cron lines are written in local time, whatever zone the database or the server counts in."""
    return cron.next_after(text, moment.astimezone(ZONE))


def _cycle(text: str, now: datetime) -> Due:
    if cron.is_cron(text):
        cron.check(text)
        return Due(_next_line(text, now), text, None)
    repeated = _REPEAT.match(text)
    if repeated is None:
        return Due(after(now, text), text, None)
    count, rest = repeated.groups()
    left = int(count) - 1 if count else None
    if left == -1:
        raise BadTimer(f"`{text}` repeats zero times")
    start, _, each = rest.rpartition("/")
    if not start:
        return Due(after(now, each), each, left)
    if start.startswith("P"):
        return Due(after(now, start), start, left)
    after(now, each)
    return Due(moment(start), each, left)


def moment(text: str) -> datetime:
    """An ISO date or date-time; without offset it is local time, without time it is midnight."""
    try:
        plain, _, zone = text.partition("@")
        found = datetime.fromisoformat(plain)
        if len(plain) == 10:
            found = datetime.combine(found.date(), time())
        if found.tzinfo is None:
            found = found.replace(tzinfo=ZoneInfo(zone) if zone else ZONE)
        _kept(found)
        return found
    except (ValueError, LookupError, OSError, OverflowError) as error:
        raise BadTimer(f"`{text[:80]}` is not an ISO 8601 date") from error


def after(start: datetime, text: str) -> datetime:
    """`start` plus an ISO duration; months and years by the calendar."""
    found = _DURATION.match(text) if len(text) <= 60 else None
    if found is None:
        raise BadTimer(f"`{text[:80]}` is not an ISO 8601 duration")
    part = {name: float(amount or 0) for name, amount in found.groupdict().items() if name != "minus"}
    months = int(part["years"]) * 12 + int(part["months"])
    seconds = (part["weeks"] * 7 + part["days"]) * 86_400
    seconds += part["hours"] * 3_600 + part["minutes"] * 60 + part["seconds"]
    if months > 12 * 400 or seconds > _FAR:
        raise BadTimer(f"`{text[:80]}` is too long")
    sign = -1 if found["minus"] else 1
    return _add_months(start, sign * months) + timedelta(seconds=sign * seconds)


def _add_months(start: datetime, months: int) -> datetime:
    if not months:
        return start
    start = start.astimezone(ZONE)  # where a month begins and ends
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))
