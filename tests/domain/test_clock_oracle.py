"""Random histories of a clock against a count that walks day by day and was written from the articles alone.

TONGBAN_ORACLE_HISTORIES says how many (docs/clocks.md has the figure for 10,000).
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from domain.calendars import at, state_calendar
from domain.naive_clock import MOST_EXTENSION, Naive

from tongban.engine import errors
from tongban.engine.domain.calendar import ZONE, WorkingCalendar
from tongban.engine.domain.clock import Clock, from_json, to_json

HISTORIES = int(os.environ.get("TONGBAN_ORACLE_HISTORIES", "500"))
SEED = 20260302
CHINA = state_calendar()
LONGEST = {"workday": 60, "day": 60, "month": 4, "hour": 40}
ACTS = ("pause", "resume", "extend", "calendar")


@dataclass
class History:
    """One clock and its double, to which the same things happen."""

    clock: Clock
    double: Naive
    calendar: WorkingCalendar
    told: list[str] = field(default_factory=list)

    def happens(self, act: str, now: datetime, random: Random) -> str:
        """Do it to both; both must take it or both refuse it."""
        self.told.append(f"{now:%Y-%m-%d %H:%M} {act}")
        if act == "calendar":
            self._change_calendar(now, random)
            return "calendar changed"
        days = random.randint(1, 12)
        allowed = {
            "pause": self.double.may_pause(now),
            "resume": self.double.paused,
            "extend": self.double.may_extend(now) and days <= MOST_EXTENSION,
        }[act]
        try:
            self.clock = self._done(act, now, days)
        except errors.EngineError:
            assert not allowed, self.told
            return f"{act} refused"
        assert allowed, self.told
        if act == "pause":
            self.double.pause(now)
        elif act == "resume":
            self.double.resume(now)
        else:
            self.double.extended = days
        return act

    def agrees(self, now: datetime) -> None:
        assert self.clock.due == self.double.due(), (self.told, self.clock, self.double)
        if self.double.paused and self.double.unit == "workday":
            assert self.clock.days_left(now, self.calendar) == self.double.left_when_paused(), self.told
        assert from_json(to_json(self.clock)) == self.clock

    def _done(self, act: str, now: datetime, days: int) -> Clock:
        if act == "pause":
            return self.clock.pause(
                now, self.calendar, kind="auction", basis="§45", approver="周分岚", announced=days
            )
        if act == "resume":
            return self.clock.resume(now, self.calendar)
        return self.clock.extend(days, "吴主衡", "案情复杂", now, self.calendar)

    def _change_calendar(self, now: datetime, random: Random) -> None:
        changed = dict(self.calendar.exceptions)
        for _ in range(random.randint(1, 6)):
            day = self.double.start.date() + timedelta(days=random.randint(0, 90))
            changed[day] = not self.double.worked(day)
            self.double.days = changed
        self.calendar = WorkingCalendar(changed, self.calendar.years)
        self.clock = self.clock.recompute(self.calendar, now)


def begun(random: Random) -> History:
    unit = random.choice(list(LONGEST))
    day = date(2023, 6, 1) + timedelta(days=random.randrange(1000))
    start = at(day.isoformat(), f"{random.randrange(7, 20):02}:{random.randrange(60):02}")
    limit = random.randint(1, LONGEST[unit])
    clock = Clock.begin("statutory", start, limit, unit, CHINA)  # type: ignore[arg-type]
    return History(clock, Naive(start, limit, unit, dict(CHINA.exceptions), ZONE), CHINA)


def test_any_history_ends_where_counting_day_by_day_ends() -> None:
    random, seen = Random(SEED), Counter[str]()
    for _ in range(HISTORIES):
        history = begun(random)
        history.agrees(now := history.double.start)
        for _ in range(random.randint(0, 8)):
            now += timedelta(days=random.randint(0, 12), minutes=random.randint(0, 600))
            now = now.replace(hour=min(now.hour, 22))
            seen[history.happens(random.choices(ACTS, (5, 5, 3, 1))[0], now, random)] += 1
            history.agrees(now)
        if history.double.paused:
            seen[history.happens("resume", now + timedelta(days=random.randint(0, 20)), random)] += 1
            history.agrees(now)
    print(f"{HISTORIES} histories agree: {dict(seen.most_common())}")
    if HISTORIES >= 100:
        assert min(seen[act] for act in ("pause", "resume", "extend", "calendar changed")) > 0
