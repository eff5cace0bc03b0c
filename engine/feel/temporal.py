"""Dates, times and durations as FEEL has them: nine-digit years, nanoseconds, optional zones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import total_ordering

from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.zones import UTC, Zone

SECOND = 1_000_000_000
DAY = 86400 * SECOND
FARTHEST_YEAR = 999_999_999
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@total_ordering
@dataclass(frozen=True, slots=True)
class Months:
    """A years and months duration."""

    months: int

    def __lt__(self, other: Months) -> bool:
        return self.months < other.months

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        return f"{sign}P" + (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")


@total_ordering
@dataclass(frozen=True, slots=True)
class Duration:
    """A days and time duration, in nanoseconds."""

    nanos: int

    def __lt__(self, other: Duration) -> bool:
        return self.nanos < other.nanos

    def __str__(self) -> str:
        seconds, nanos = divmod(abs(self.nanos), SECOND)
        days, seconds = divmod(seconds, 86400)
        hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
        time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or nanos:
            time += str(seconds) + fraction(nanos) + "S"
        if not days and not time:
            return "PT0S"
        sign = "-" if self.nanos < 0 else ""
        return f"{sign}P" + (f"{days}D" if days else "") + (f"T{time}" if time else "")


@total_ordering
@dataclass(frozen=True, slots=True)
class Date:
    """A day of the proleptic Gregorian calendar."""

    year: int
    month: int
    day: int

    @property
    def days(self) -> int:
        """Days since 1970-01-01."""
        year = self.year - (self.month <= 2)
        era, of_era = divmod(year, 400)
        of_year = (153 * (self.month + (-3 if self.month > 2 else 9)) + 2) // 5 + self.day - 1
        return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468

    def __lt__(self, other: Date) -> bool:
        return (self.year, self.month, self.day) < (other.year, other.month, other.day)

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, with or without a zone."""

    hour: int
    minute: int
    second: int
    nano: int = 0
    zone: Zone | None = None

    @property
    def seconds(self) -> int:
        return self.hour * 3600 + self.minute * 60 + self.second

    @property
    def nanos(self) -> int:
        """Nanoseconds of the day, moved to UTC when there is a zone."""
        local = self.seconds * SECOND + self.nano
        return local if self.zone is None else local - self.zone.offset(0, self.seconds) * SECOND

    def __str__(self) -> str:
        clock = f"{self.hour:02d}:{self.minute:02d}:{self.second:02d}{fraction(self.nano)}"
        return clock if self.zone is None else f"{clock}{self.zone}"


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day with a time; the zone belongs to the time."""

    date: Date
    time: Time

    @property
    def zone(self) -> Zone | None:
        return self.time.zone

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC at this very moment."""
        if self.time.zone is None:
            return None
        return self.time.zone.offset(self.date.days, self.time.seconds)

    @property
    def nanos(self) -> int:
        """Nanoseconds since 1970, in UTC when there is a zone."""
        return (self.date.days * 86400 + self.time.seconds - (self.offset or 0)) * SECOND + self.time.nano

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


def fraction(nanos: int) -> str:
    return f".{nanos:09d}".rstrip("0") if nanos else ""


def leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_days(year: int, month: int) -> int:
    return 29 if month == 2 and leap(year) else MONTH_DAYS[month - 1]


def date(year: int, month: int, day: int) -> Date:
    if not (abs(year) <= FARTHEST_YEAR and 1 <= month <= 12 and 1 <= day <= month_days(year, month)):
        raise NotApplicable(year, month, day)
    return Date(year, month, day)


def date_from_days(days: int) -> Date:
    """The inverse of `Date.days` (Howard Hinnant's civil calendar)."""
    era, of_era = divmod(days + 719468, 146097)
    years = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return date(years + era * 400 + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1)


def time(hour: int, minute: int, second: int, nano: int = 0, zone: Zone | None = None) -> Time:
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        raise NotApplicable(hour, minute, second)
    return Time(hour, minute, second, nano, zone)


def time_from_nanos(nanos: int, zone: Zone | None) -> Time:
    seconds, nano = divmod(nanos, SECOND)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, zone)


def instant(nanos: int, zone: Zone | None) -> DateTime:
    """The moment so many nanoseconds after 1970, told in this zone."""
    if zone is not None:
        nanos += zone.at_instant(nanos // SECOND) * SECOND
    days, rest = divmod(nanos, DAY)
    return DateTime(date_from_days(days), time_from_nanos(rest, zone))


def midnight(day: Date, zone: Zone | None = UTC) -> DateTime:
    return DateTime(day, Time(0, 0, 0, 0, zone))


def add_months(day: Date, months: int) -> Date:
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, month_days(years, month + 1)))


def add_nanos(time: Time, nanos: int) -> Time:
    """Round the clock, in the same zone."""
    local = (time.seconds * SECOND + time.nano + nanos) % DAY
    return time_from_nanos(local, time.zone)
