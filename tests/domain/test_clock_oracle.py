"""Random histories of a clock against a count that walks day by day and knows nothing of index arrays."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from domain.calendars import at, state_calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.engine import errors
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.clock import Clock

DAY = timedelta(days=1)
CHINA = state_calendar()


def walked(clock: Clock, calendar: WorkingCalendar) -> date:
    """The due day by the rule of the law, one day at a time."""

    def is_paused(day: date) -> bool:
        return any(one.start <= day and (one.end is None or day <= one.end) for one in clock.pauses)

    def is_working(day: date) -> bool:
        return calendar.exceptions.get(day, day.weekday() < 5)

    day = clock.start.date()
    left = clock.limit + sum(one.days for one in clock.extensions)
    while left:
        day += DAY
        if (clock.unit == "day" or is_working(day)) and not is_paused(day):
            left -= 1
    while not is_working(day) or is_paused(day):
        day += DAY
    return day


def act(clock: Clock, day: date, calendar: WorkingCalendar, choice: int) -> Clock:
    now = at(day.isoformat(), "11:00")
    if clock.state == "paused":
        return clock.resume(now, calendar)
    if choice % 3 == 0:
        return clock.extend(1 + choice % 10, "sun", "r", now, calendar)
    return clock.pause(now, calendar, kind="auction", basis="b", approver="a", announced=5)


def play(start: date, limit: int, unit: str, steps: list[tuple[int, int]]) -> tuple[Clock, WorkingCalendar]:
    calendar = CHINA
    clock = Clock.begin("statutory", at(start.isoformat(), "16:00"), limit, unit, calendar)  # type: ignore[arg-type]
    day = start
    for days, choice in steps:
        day += timedelta(days=days)
        if choice % 7 == 6 and choice % 2:
            flipped = {day + 3 * DAY: not calendar.is_working(day + 3 * DAY)}
            calendar = WorkingCalendar({**calendar.exceptions, **flipped}, calendar.years)
            clock = clock.recompute(calendar)
        try:
            clock = act(clock, day, calendar, choice)
        except errors.Conflict:
            continue
    if clock.state == "paused":
        clock = clock.resume(at(day.isoformat(), "12:00"), calendar)
    return clock, calendar


@settings(max_examples=300, deadline=None)
@given(
    start=st.dates(date(2023, 6, 1), date(2026, 6, 30)),
    limit=st.integers(0, 60),
    unit=st.sampled_from(["workday", "day"]),
    steps=st.lists(st.tuples(st.integers(0, 15), st.integers(0, 30)), max_size=8),
)
def test_any_history_ends_where_walking_ends(
    start: date, limit: int, unit: str, steps: list[tuple[int, int]]
) -> None:
    clock, calendar = play(start, limit, unit, steps)
    assert clock.due is not None and clock.due.date() == walked(clock, calendar)


@pytest.mark.parametrize("seed", range(4))
def test_thousands_of_histories_end_where_walking_ends(seed: int) -> None:
    random = Random(seed)
    for _ in range(2500):
        start = date(2023, 6, 1) + timedelta(days=random.randrange(1100))
        steps = [(random.randrange(0, 15), random.choice(range(30))) for _ in range(random.randrange(7))]
        steps = [
            (days, choice if random.random() < 0.02 or choice % 14 != 13 else 1) for days, choice in steps
        ]
        clock, calendar = play(start, random.randrange(0, 60), random.choice(["workday", "day"]), steps)
        assert clock.due is not None and clock.due.date() == walked(clock, calendar), replace(clock)
