"""Calendars stacked: the nation's, a region's deviations, an office's closures; and which of them a unit goes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tongban.engine import errors
from tongban.engine.domain.calendar import OFFICE_HOURS, WorkingCalendar, YearStatus

NATIONAL = "national"
MIDNIGHT = "24:00"
DEEPEST = 8

Hours = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """What one calendar says itself; what it leaves open (None) the calendar beneath it says.

    `ends_at` "24:00" means midnight, so that an office may go back to it over a region that ends with business.
    """

    code: str
    base: str | None = None
    days: Mapping[date, bool] = field(default_factory=dict)
    years: Mapping[int, YearStatus] = field(default_factory=dict)
    hours: Hours | None = None
    ends_at: str | None = None
    zone: str | None = None


def chain(code: str, bases: Mapping[str, str | None]) -> list[str]:
    """The calendar and those beneath it, the lowest first; Invalid when they go round in a circle."""
    found = [code]
    while (base := bases.get(found[-1])) is not None:
        if base in found or len(found) >= DEEPEST:
            raise errors.Invalid(
                errors=[
                    {"field": "base", "message": "日历不能互为基础 / calendars must not rest on each other"}
                ]
            )
        found.append(base)
    return found[::-1]


def above(code: str, bases: Mapping[str, str | None]) -> list[str]:
    """The calendar and every one that rests on it: a change of it changes them all."""
    return sorted(one for one in {code, *bases} if code in chain(one, bases))


def stacked(layers: Sequence[Layer], zone: ZoneInfo) -> WorkingCalendar:
    """One calendar from its layers, the lowest first; the uppermost that says something is right."""
    days: dict[date, bool] = {}
    years: dict[int, YearStatus] = {}
    hours: Hours = OFFICE_HOURS
    ends_at: str | None = None
    for layer in layers:
        days.update(layer.days)
        years.update(layer.years)
        hours = layer.hours or hours
        ends_at = layer.ends_at or ends_at
        zone = ZoneInfo(layer.zone) if layer.zone else zone
    return WorkingCalendar(days, years, hours, until(ends_at), zone, layers[-1].code)


def places_of(unit: str, region: str, parents: Iterable[str]) -> Iterator[str]:
    """Where to look for a unit's calendar, the nearest first: itself, its superiors, its region and those around it."""
    for one in (unit, *parents):
        yield f"unit:{one}"
    for length in (len(region), 4, 2):
        if 0 < length <= len(region):
            yield f"region:{region[:length].ljust(6, '0')}"


def until(text: str | None) -> time | None:
    """The hour at which a last day ends; None for midnight."""
    return None if text in (None, MIDNIGHT) else time.fromisoformat(str(text))


def read_hours(spans: Sequence[Sequence[str]]) -> Hours:
    """Opening hours from `[["09:00", "12:00"], …]`, in order and apart from each other; Invalid says what is wrong."""
    try:
        read = tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)
    except (TypeError, ValueError):
        raise _wrong("hours", '须形如 [["09:00", "12:00"]] / must be pairs of times') from None
    edges = [edge for span in read for edge in span]
    if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
        raise _wrong("hours", "时段须先后有序、互不重叠 / must be in order and apart from each other")
    return read


def check_end(text: str) -> str:
    """ "24:00" or a time of day; Invalid otherwise."""
    try:
        until(text)
    except ValueError:
        raise _wrong("ends_at", "须为 24:00 或时刻 / must be 24:00 or a time of day") from None
    return text


def check_zone(name: str) -> str:
    """A time zone by its name; Invalid otherwise."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _wrong("time_zone", "没有这个时区 / there is no such time zone") from None
    return name


def _wrong(name: str, message: str) -> errors.Invalid:
    return errors.Invalid(errors=[{"field": name, "message": message}])
