"""Dates, times and durations read from ISO 8601 text, as strictly as the standard."""

from __future__ import annotations

import re
from decimal import Decimal

from tongban.engine.feel import temporal
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.temporal import DAY, SECOND, Date, DateTime, Duration, Months, Time
from tongban.engine.feel.zones import zone

DATE = re.compile(r"(-?(?:\d{4}|[1-9]\d{4,8}))-(\d\d)-(\d\d)", re.ASCII)
TIME = re.compile(r"T?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?([Z@+-].*)?", re.ASCII)
MONTHS = re.compile(r"(-?)P(?:(\d{1,10})Y)?(?:(\d{1,11})M)?", re.ASCII)
DAYS = re.compile(
    r"(-?)P(?:(\d{1,18})D)?(T(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18}(?:\.\d{0,30})?)S)?)?", re.ASCII
)

Temporal = Date | Time | DateTime | Duration | Months


def date(text: str) -> Date:
    match = DATE.fullmatch(text)
    if match is None:
        raise NotApplicable(text)
    return temporal.date(int(match[1]), int(match[2]), int(match[3]))


def time(text: str) -> Time:
    match = TIME.fullmatch(text)
    if match is None:
        raise NotApplicable(text)
    nanos = int(((match[4] or "") + "000000000")[:9])
    return temporal.time(int(match[1]), int(match[2]), int(match[3]), nanos, zone(match[5] or ""))


def date_and_time(text: str) -> DateTime:
    """A date alone is its midnight without a zone; 24:00:00 is the next day's midnight."""
    day_text, separator, clock = text.partition("T")
    day = date(day_text)
    if not separator:
        return temporal.midnight(day, None)
    if clock.startswith("24:00:00"):
        clock = "00" + clock[2:]
        day = temporal.date_from_days(day.days + 1)
    if clock.startswith("T"):
        raise NotApplicable(text)
    return DateTime(day, time(clock))


def duration(text: str) -> Duration | Months:
    match = MONTHS.fullmatch(text)
    if match and (match[2] or match[3]):
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return Months(-months if match[1] else months)
    match = DAYS.fullmatch(text)
    if match is None or not (match[2] or (match[3] and len(match[3]) > 1)):
        raise NotApplicable(text)
    seconds = int(match[4] or 0) * 3600 + int(match[5] or 0) * 60
    nanos = int(match[2] or 0) * DAY + seconds * SECOND + int(Decimal(match[6] or 0) * SECOND)
    return Duration(-nanos if match[1] else nanos)


def any_of(text: str) -> Temporal | None:
    """What an `@"…"` literal means, or nothing."""
    for read in (duration, date, date_and_time, time):
        try:
            return read(text)
        except NotApplicable:
            continue
    return None
