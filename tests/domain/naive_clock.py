"""The due date by the articles, counted one day (or one minute) at a time; it shares no line with the engine.

行政许可法 §82: time limits are working days, without public holidays. 民法典 §201: the first day does not count; by the
hour it counts at once. §202: a month ends on the corresponding day, or the month's last. §203: a last day that is a
holiday gives way to the next working day and ends at 24:00. 行政许可法 §45: the time of a special procedure does not
count (both of its days are inside it: our convention). §42: one extension, before the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MORNING, AFTERNOON = (9, 12), (13, 17)
MOST_EXTENSION = 10


@dataclass
class Naive:
    """What happened to one time limit, and the calendar as it now is: the days that differ from their weekday."""

    start: datetime
    limit: int
    unit: str
    days: dict[date, bool]
    zone: tzinfo
    pauses: list[list[date | None]] = field(default_factory=list)
    extended: int = 0

    def worked(self, day: date) -> bool:
        if day in self.days:
            return self.days[day]
        return day.isoweekday() <= 5

    def inside_a_pause(self, day: date) -> bool:
        for begin, end in self.pauses:
            assert begin is not None
            if day >= begin and (end is None or day <= end):
                return True
        return False

    @property
    def paused(self) -> bool:
        return bool(self.pauses) and self.pauses[-1][1] is None

    def due(self) -> datetime | None:
        if self.paused:
            return None
        if self.unit == "hour":
            return self._by_the_minute()
        day, left = self.start.date(), self._to_count()
        while left > 0:
            day += DAY
            if self.inside_a_pause(day):
                continue
            if self.unit == "workday" and not self.worked(day):
                continue
            left -= 1
        while not self.worked(day) or self.inside_a_pause(day):
            day += DAY
        return datetime.combine(day, time(23, 59, 59), self.zone)

    def left_when_paused(self) -> int:
        """Working days not yet used when the open pause began."""
        begin = self.pauses[-1][0]
        assert begin is not None and self.unit == "workday"
        used, day = 0, self.start.date() + DAY
        while day < begin:
            used += self.worked(day) and not self.inside_a_pause(day)
            day += DAY
        return self.limit + self.extended - used

    def late(self, now: datetime) -> bool:
        due = self.due()
        return due is not None and now > due

    def may_pause(self, now: datetime) -> bool:
        free = not self.pauses or (self.pauses[-1][1] is not None and self.pauses[-1][1] < now.date())
        return not self.paused and not self.late(now) and free

    def may_extend(self, now: datetime) -> bool:
        return not self.extended and not self.late(now)

    def pause(self, now: datetime) -> None:
        self.pauses.append([now.date(), None])

    def resume(self, now: datetime) -> None:
        self.pauses[-1][1] = now.date()

    def _to_count(self) -> int:
        total = self.limit + self.extended
        if self.unit != "month":
            return total
        first = self.start.date()
        year, month = first.year, first.month
        for _ in range(total):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        day = first.day
        while True:
            try:
                return (date(year, month, day) - first).days
            except ValueError:
                day -= 1

    def _by_the_minute(self) -> datetime:
        left = (self.limit + self.extended) * 60
        moment = self.start
        while True:
            day = moment.date()
            if self.worked(day) and not self.inside_a_pause(day):
                for opens, closes in (MORNING, AFTERNOON):
                    while moment.hour < closes:
                        if moment.hour >= opens:
                            left -= 1
                        moment += MINUTE
                        if left == 0 and moment.hour >= opens:
                            return moment
            moment = datetime.combine(day + DAY, time(0), self.zone)
