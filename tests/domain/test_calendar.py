from datetime import date, time, timedelta
from random import Random

import chinese_calendar
import pytest
from domain.calendars import at, state_calendar
from effort import within

from tongban.engine import errors
from tongban.engine.domain.calendar import WorkingCalendar, add_months

CHINA = state_calendar()


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2025-09-22", 20, "2025-10-24"),
        ("2025-09-22", 45, "2025-11-28"),
        ("2025-09-22", 30, "2025-11-07"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2026-02-09", 5, "2026-02-14"),
        ("2026-02-09", 20, "2026-03-13"),
        ("2025-09-22", 3, "2025-09-25"),
        ("2025-09-22", 0, "2025-09-22"),
    ],
)
def test_it_counts_the_worked_examples(start: str, count: int, due: str) -> None:
    assert CHINA.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(due)


def test_it_agrees_with_another_calendar_on_every_published_day() -> None:
    day = date(2004, 1, 1)
    while day.year < 2027:
        assert CHINA.is_working(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_it_counts_as_walking_day_by_day_does() -> None:
    random = Random(7)
    for _ in range(500):
        start = date(2024, 1, 1) + timedelta(days=random.randrange(1000))
        count = random.randrange(1, 80)
        day, left = start, count
        while left:
            day += timedelta(days=1)
            left -= CHINA.is_working(day)
        assert CHINA.add_working_days(start, count) == day
        assert CHINA.working_days_between(start, day) == count
        assert CHINA.working_days_between(day, start) == -count
        back = CHINA.add_working_days(day, -count)
        assert back <= CHINA.next_working_day(start) and CHINA.is_working(back)


def test_it_goes_back_from_a_day_that_does_not_count_itself() -> None:
    assert CHINA.add_working_days(date(2025, 10, 9), -1) == date(2025, 9, 30)


def test_it_says_which_dates_may_still_move() -> None:
    assert not CHINA.provisional(date(2026, 12, 31))
    assert CHINA.provisional(date(2027, 1, 4))


def test_it_refuses_dates_it_does_not_reach() -> None:
    for count in (40_000, -40_000):
        with pytest.raises(errors.Invalid):
            CHINA.add_working_days(date(2026, 1, 5), count)
    with pytest.raises(errors.Invalid):
        CHINA.is_working(date(1999, 12, 31))
    with pytest.raises(errors.Invalid):
        add_months(date(2026, 1, 5), 100_000)


def test_a_month_ends_on_the_corresponding_day_or_the_last() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2025, 11, 15), 3) == date(2026, 2, 15)


def test_a_day_lasts_to_midnight_or_to_the_end_of_business() -> None:
    assert CHINA.end_of(date(2026, 3, 2)) == at("2026-03-02", "23:59:59")
    assert WorkingCalendar(ends_at=time(17)).end_of(date(2026, 3, 2)) == at("2026-03-02", "17:00")


def test_working_hours_skip_lunch_nights_and_holidays() -> None:
    assert CHINA.add_working_hours(at("2025-09-30", "11:00"), 2) == at("2025-09-30", "14:00")
    assert CHINA.add_working_hours(at("2025-09-30", "16:00"), 3) == at("2025-10-09", "11:00")
    assert CHINA.add_working_hours(at("2025-10-01", "09:00"), 1) == at("2025-10-09", "10:00")
    assert CHINA.working_hours_between(at("2025-09-30", "16:00"), at("2025-10-09", "11:00")) == timedelta(
        hours=3
    )
    assert CHINA.working_hours_between(at("2025-10-09", "11:00"), at("2025-09-30", "16:00")) == timedelta(
        hours=-3
    )


def test_the_day_is_that_of_the_zone() -> None:
    assert CHINA.day_of(at("2026-03-02", "00:30")) == date(2026, 3, 2)


def test_counting_costs_next_to_nothing() -> None:
    day = date(2025, 9, 22)

    def count() -> None:
        for _ in range(20_000):
            CHINA.add_working_days(day, 45)

    # 50 millionths of a second each.
    within(1, count)
