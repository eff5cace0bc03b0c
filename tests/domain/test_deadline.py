from domain.calendars import at, state_calendar

from tongban.engine.domain.calendar import Unit
from tongban.engine.domain.clock import Clock, WarnAt
from tongban.engine.domain.deadline import reminders

CHINA = state_calendar()


def planned(start: str, limit: int, unit: Unit = "workday", **options: object) -> list[tuple[str, str]]:
    clock = Clock.begin("promised", at(start), limit, unit, CHINA)
    return [(f"{one.at:%m-%d %H:%M:%S}", one.kind) for one in reminders(clock, CHINA, **options)]  # type: ignore[arg-type]


def test_it_reminds_at_a_fifth_before_the_end_then_on_the_last_day_then_after() -> None:
    assert planned("2025-09-22", 20) == [
        ("10-20 09:00:00", "remind"),
        ("10-24 09:00:00", "due"),
        ("10-25 00:00:00", "overdue"),
    ]


def test_it_reminds_one_working_day_before_a_short_limit_ends() -> None:
    assert planned("2025-09-26", 5)[0] == ("10-09 09:00:00", "remind")
    assert planned("2025-09-22", 20, warn=WarnAt(days=10))[0] == ("10-11 09:00:00", "remind")


def test_it_does_not_remind_before_the_thing_has_come() -> None:
    assert planned("2025-09-22", 1) == [("09-23 09:00:00", "due"), ("09-24 00:00:00", "overdue")]
    assert planned("2025-09-22", 0) == [("09-23 00:00:00", "overdue")]


def test_it_counts_hours_and_natural_days_too() -> None:
    assert planned("2025-09-22", 10, "hour") == [
        ("09-23 11:00:00", "remind"),
        ("09-23 14:00:00", "due"),
        ("09-23 14:00:01", "overdue"),
    ]
    assert planned("2025-11-03", 7, "day")[0] == ("11-09 09:00:00", "remind")


def test_while_paused_it_speaks_only_when_the_announced_days_are_over() -> None:
    clock = Clock.begin("statutory", at("2025-09-22"), 20, "workday", CHINA)
    paused = clock.pause(at("2025-09-23"), CHINA, kind="auction", basis="b", approver="a", announced=3)
    # Announced: the 23rd, 24th and 25th.
    assert [(f"{one.at:%m-%d %H:%M:%S}", one.kind) for one in reminders(paused, CHINA)] == [
        ("09-26 00:00:00", "overrun")
    ]
    assert reminders(clock.stop(at("2025-09-24"), CHINA), CHINA) == []
