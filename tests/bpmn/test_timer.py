"""Timer texts: dates, durations, repetitions and cron."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tongban.engine.bpmn import cron, timer
from tongban.engine.bpmn.timer import ZONE

NOW = datetime(2026, 1, 31, 10, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("kind", "text", "at", "left"),
    [
        ("date", "2026-03-01", "2026-03-01T00:00:00+08:00", 0),
        ("date", "2026-03-01T09:00:00Z", "2026-03-01T09:00:00+00:00", 0),
        ("date", "2026-03-01T09:00:00", "2026-03-01T09:00:00+08:00", 0),
        ("date", "2026-03-01T09:00:00@Europe/Berlin", "2026-03-01T09:00:00+01:00", 0),
        ("duration", "PT90M", "2026-01-31T12:00:00+08:00", 0),
        ("duration", "P1M", "2026-02-28T10:30:00+08:00", 0),
        ("duration", "P1Y2DT0.5S", "2027-02-02T10:30:00.500000+08:00", 0),
        ("duration", "P2W", "2026-02-14T10:30:00+08:00", 0),
        ("duration", "-PT30M", "2026-01-31T10:00:00+08:00", 0),
        ("cycle", "R3/PT1H", "2026-01-31T11:30:00+08:00", 2),
        ("cycle", "R/PT1H", "2026-01-31T11:30:00+08:00", None),
        ("cycle", "R2/2026-02-01T00:00:00/P1D", "2026-02-01T00:00:00+08:00", 1),
        ("cycle", "0 9 * * MON", "2026-02-02T09:00:00+08:00", None),
        ("cycle", "0 0/15 * * * ?", "2026-01-31T10:45:00+08:00", None),
        ("cycle", "0 0 8 L * ?", "2026-02-28T08:00:00+08:00", None),
        ("cycle", "30 10 * * *", "2026-02-01T10:30:00+08:00", None),
        ("cycle", "0 0 12 ? * 2-6 2027", "2027-01-01T12:00:00+08:00", None),
    ],
)
def test_first_firing(kind: timer.Kind, text: str, at: str, left: int | None) -> None:
    due = timer.first(kind, text, NOW)
    assert (due.at.isoformat(), due.left) == (at, left)


def test_repetition_counts_down_from_the_last_due_time() -> None:
    due = timer.first("cycle", "R3/PT1H", NOW)
    second = timer.following(due)
    third = timer.following(second) if second else None
    assert third is not None and third.at.isoformat() == "2026-01-31T13:30:00+08:00"
    assert timer.following(third) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("date", "tomorrow"), ("date", "2026-13-01"), ("date", "2026-01-01@Nowhere/City"), ("duration", "P"),
        ("duration", "PT"),
        ("duration", "1H"), ("duration", "P9999999999Y"), ("duration", "P" + "1" * 70 + "D"), ("cycle", "R0/PT1H"),
        ("cycle", "R3/soon"), ("cycle", "61 * * * *"), ("cycle", "* * * * * * * *"), ("cycle", "0 0 31 2 *"),
        ("cycle", "a b c d e"), ("cycle", "*/0 * * * *"), ("duration", 5), ("duration", None),
    ],
)  # fmt: skip
def test_what_is_no_timer_is_refused(kind: timer.Kind, text: object) -> None:
    with pytest.raises(timer.BAD):
        timer.first(kind, text, NOW)


def test_cron_takes_day_of_month_or_day_of_week_when_both_are_given() -> None:
    found = cron.next_after("0 0 13 * FRI", NOW)
    assert found.isoformat() == "2026-02-06T00:00:00+08:00"


@pytest.mark.parametrize(
    ("kind", "text", "at"),
    [
        ("cycle", "0 8 * * *", "2026-02-01T08:00:00+08:00"),
        ("duration", "P1M", "2026-02-28T00:30:00+08:00"),
    ],
)
def test_the_zone_a_moment_is_told_in_does_not_matter(kind: timer.Kind, text: str, at: str) -> None:
    """A database gives times back in UTC, where it is another day half an hour after midnight."""
    local = datetime(2026, 1, 31, 0, 30, tzinfo=ZONE)
    if kind == "cycle":
        local = local.replace(hour=10)
    expected = datetime.fromisoformat(at)
    for now in (local, local.astimezone(UTC)):
        assert timer.first(kind, text, now).at == expected
        again = timer.following(timer.Due(expected.astimezone(UTC), text, None))
        if kind == "cycle":
            assert again is not None and again.at == expected + timedelta(days=1)
