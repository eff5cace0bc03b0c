"""Which days are worked and how limits are counted over them, by arrays computed once."""

from __future__ import annotations

from array import array
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tongban.engine import errors

Unit = Literal["workday", "day", "hour", "month"]
UNITS: tuple[Unit, ...] = ("workday", "day", "hour", "month")
YearStatus = Literal["published", "estimated"]

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)
OFFICE_HOURS = ((time(9), time(12)), (time(13), time(17)))

_BASE = FIRST.toordinal()
_SIZE = LAST.toordinal() - _BASE + 1


@dataclass(frozen=True, slots=True, eq=False)
class WorkingCalendar:
    """Monday to Friday, corrected by `exceptions`; `ends_at` None means a day lasts until 24:00.

    `code` names the calendar whose layers these are, for what is counted over it to find it again.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict, repr=False)
    years: Mapping[int, YearStatus] = field(default_factory=dict)
    hours: tuple[tuple[time, time], ...] = OFFICE_HOURS
    ends_at: time | None = None
    zone: ZoneInfo = ZONE
    code: str = "national"
    _until: array[int] = field(init=False, repr=False)
    _worked: array[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        weekday = FIRST.weekday()
        flags = bytearray((weekday + index) % 7 < 5 for index in range(_SIZE))
        for day, working in self.exceptions.items():
            flags[_index(day)] = working
        worked = array("i", (index for index, flag in enumerate(flags) if flag))
        until = array("i", bytes(4 * (_SIZE + 1)))
        count = 0
        for index, flag in enumerate(flags):
            count += flag
            until[index + 1] = count
        object.__setattr__(self, "_worked", worked)
        object.__setattr__(self, "_until", until)

    def is_working(self, day: date) -> bool:
        index = _index(day)
        return self._until[index + 1] != self._until[index]

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after (or, if negative, before) `day`, which itself never counts."""
        if not count:
            return day
        index = _index(day)
        at = self._until[index + 1] + count - 1 if count > 0 else self._until[index] + count
        if not 0 <= at < len(self._worked):
            raise _beyond(day)
        return date.fromordinal(_BASE + self._worked[at])

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier."""
        return self._until[_index(end) + 1] - self._until[_index(start) + 1]

    def next_working_day(self, day: date) -> date:
        """`day` itself if it is worked, else the first one after it."""
        return day if self.is_working(day) else self.add_working_days(day, 1)

    def provisional(self, day: date) -> bool:
        """No notice has been published for that year yet, so the date may still move."""
        return self.years.get(day.year) != "published"

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def opening(self, day: date) -> datetime:
        return datetime.combine(day, self.hours[0][0], self.zone)

    def end_of(self, day: date) -> datetime:
        """The last second of the day that is still in time."""
        return datetime.combine(day, self.ends_at or time(23, 59, 59), self.zone)

    def add_working_hours(
        self, start: datetime, count: int, closed: Callable[[date], bool] = lambda day: False
    ) -> datetime:
        left = timedelta(hours=count)
        moment = start.astimezone(self.zone)
        day = moment.date()
        while True:
            if self.is_working(day) and not closed(day):
                for opens, closes in self._spans(day):
                    begin = max(opens, moment)
                    if begin + left <= closes:
                        return begin + left
                    left -= max(closes - begin, timedelta())
            day = self.next_working_day(day + timedelta(days=1))

    def working_hours_between(
        self, start: datetime, end: datetime, closed: Callable[[date], bool] = lambda day: False
    ) -> timedelta:
        if end < start:
            return -self.working_hours_between(end, start, closed)
        total = timedelta()
        day, last = self.day_of(start), self.day_of(end)
        while day <= last:
            if self.is_working(day) and not closed(day):
                for opens, closes in self._spans(day):
                    total += max(min(closes, end) - max(opens, start), timedelta())
            day = self.next_working_day(day + timedelta(days=1))
        return total

    def _spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        zone = self.zone
        return tuple(
            (datetime.combine(day, opens, zone), datetime.combine(day, closes, zone))
            for opens, closes in self.hours
        )


def add_months(day: date, count: int) -> date:
    """The corresponding day of a later month, or that month's last day (民法典 §202)."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    if year > LAST.year:
        raise _beyond(day)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _index(day: date) -> int:
    index = day.toordinal() - _BASE
    if not 0 <= index < _SIZE:
        raise _beyond(day)
    return index


def _beyond(day: date) -> errors.Invalid:
    return errors.Invalid(f"The calendar reaches from {FIRST} to {LAST} only.", date=day.isoformat())
