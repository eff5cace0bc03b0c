from dataclasses import replace
from datetime import date

import pytest
from domain.calendars import at, state_calendar

from tongban.engine import errors
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.clock import Clock, from_json, to_json
from tongban.engine.domain.clock_rules import CLOCK_RULES, SPECIAL_PROCEDURES, ExtensionRule, expedited

CHINA = state_calendar()


def a_clock(
    start: str = "2025-09-22", limit: int = 20, kind: str = "statutory", unit: str = "workday"
) -> Clock:
    return Clock.begin(kind, at(start), limit, unit, CHINA)  # type: ignore[arg-type]


def paused(clock: Clock, day: str, announced: int = 10) -> Clock:
    return clock.pause(
        at(day), CHINA, kind="testing", basis="§45", approver="zhao", announced=announced, reason="r"
    )


def extended(clock: Clock, day: str = "2025-10-20", days: int = 10) -> Clock:
    return clock.extend(days, "sun", "案情复杂", at(day), CHINA)


def due(clock: Clock) -> str:
    assert clock.due is not None
    return clock.due.date().isoformat()


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("2025-09-22", 20, "2025-10-24"),
        ("2025-09-22", 45, "2025-11-28"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2026-02-09", 5, "2026-02-14"),
        ("2026-02-09", 20, "2026-03-13"),
        ("2025-09-22", expedited(5), "2025-09-25"),
        ("2026-02-14", 0, "2026-02-14"),
        ("2026-02-15", 0, "2026-02-24"),
    ],
)
def test_it_ends_as_the_law_counts(start: str, limit: int, expected: str) -> None:
    assert due(a_clock(start, limit)) == expected


def test_days_of_a_special_procedure_do_not_count() -> None:
    clock = paused(a_clock(), "2025-10-09").resume(at("2025-10-16"), CHINA)
    assert due(clock) == "2025-11-04"
    assert due(extended(clock)) == "2025-11-18"


def test_the_due_date_is_unknown_while_a_pause_is_open() -> None:
    clock = paused(a_clock(), "2025-10-09")
    assert (clock.due, clock.state, clock.light(at("2025-11-20"), CHINA)) == (None, "paused", "paused")
    assert clock.days_left(at("2025-11-20"), CHINA) == 13


def test_the_days_left_after_a_pause_are_those_before_it() -> None:
    clock = paused(a_clock(), "2025-10-09")
    assert clock.resume(at("2025-10-16"), CHINA).days_left(at("2025-10-16"), CHINA) == 13


def test_a_pause_on_the_last_day_leaves_one_day() -> None:
    clock = paused(a_clock(limit=5), "2025-09-28").resume(at("2025-10-10"), CHINA)
    assert due(clock) == "2025-10-11"


def test_a_pause_needs_kind_basis_approver_and_days() -> None:
    with pytest.raises(errors.Invalid) as refused:
        a_clock().pause(at("2025-09-23"), CHINA, kind="holiday", basis=" ", approver="", announced=0)
    assert [one["field"] for one in refused.value.errors] == ["kind", "basis", "approver", "days"]


def test_a_local_kind_of_pause_may_be_allowed() -> None:
    clock = a_clock().pause(
        at("2025-09-23"), CHINA, kind="公示", basis="b", approver="a", announced=5, local_kinds={"公示"}
    )
    assert clock.state == "paused"


def test_pauses_do_not_overlap() -> None:
    with pytest.raises(errors.Conflict):
        paused(paused(a_clock(), "2025-09-23"), "2025-09-24")
    again = paused(a_clock(), "2025-09-23").resume(at("2025-09-24"), CHINA)
    with pytest.raises(errors.Conflict):
        paused(again, "2025-09-24")
    assert paused(again, "2025-09-25").state == "paused"


def test_only_the_clocks_of_review_are_paused() -> None:
    for kind, rule in CLOCK_RULES.items():
        if rule.pausable:
            assert paused(a_clock(kind=kind), "2025-09-23").state == "paused"
        else:
            with pytest.raises(errors.Conflict):
                paused(a_clock(kind=kind), "2025-09-23")


def test_there_are_eight_special_procedures() -> None:
    assert len(SPECIAL_PROCEDURES) == 8


def test_a_pause_longer_than_announced_is_seen() -> None:
    clock = paused(a_clock(), "2025-10-09", announced=3)
    assert clock.overrun(at("2025-10-11"), CHINA) == 0
    assert clock.overrun(at("2025-10-16"), CHINA) == 4
    assert clock.resume(at("2025-10-13"), CHINA).overrun(at("2025-12-01"), CHINA) == 1
    assert a_clock().overrun(at("2025-12-01"), CHINA) == 0


def test_it_is_extended_once_and_before_it_expires() -> None:
    clock = extended(a_clock())
    assert due(clock) == "2025-11-07"
    with pytest.raises(errors.Conflict):
        extended(clock)
    with pytest.raises(errors.Conflict):
        extended(a_clock(), "2025-10-25")


@pytest.mark.parametrize(
    ("days", "approver", "reason", "level", "field"),
    [
        (11, "sun", "r", "organ", "days"),
        (0, "sun", "r", "organ", "days"),
        (5, " ", "r", "organ", "approver"),
        (5, "sun", "", "organ", "reason"),
        (5, "sun", "r", "government", "level"),
    ],
)
def test_an_extension_names_what_does_not_hold(
    days: int, approver: str, reason: str, level: str, field: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        a_clock().extend(days, approver, reason, at("2025-10-09"), CHINA, level=level)  # type: ignore[arg-type]
    assert [one["field"] for one in refused.value.errors] == [field]


def test_joint_handling_is_extended_by_the_government() -> None:
    clock = a_clock(limit=45, kind="joint").extend(
        15, "市长", "r", at("2025-10-09"), CHINA, level="government"
    )
    assert clock.total == 60


def test_the_promise_is_extended_only_where_a_rule_says_so() -> None:
    promise = a_clock(kind="promised")
    with pytest.raises(errors.Conflict):
        extended(promise)
    rule = ExtensionRule(3, "organ")
    assert promise.extend(3, "sun", "r", at("2025-10-09"), CHINA, rule=rule).total == 23


def test_the_promise_of_the_green_channel_is_half_rounded_up() -> None:
    assert [expedited(days) for days in (1, 2, 5, 20)] == [1, 1, 3, 10]


def test_natural_days_end_on_the_next_working_day() -> None:
    assert due(a_clock("2025-09-24", 7, unit="day")) == "2025-10-09"
    assert due(a_clock("2025-11-03", 7, unit="day")) == "2025-11-10"
    assert due(a_clock("2025-11-30", 3, unit="month")) == "2026-02-28"
    assert due(a_clock("2025-07-01", 3, unit="month")) == "2025-10-09"


def test_hours_are_working_hours_and_count_at_once() -> None:
    clock = a_clock("2025-09-30", 8, kind="step", unit="hour")
    assert clock.due == at("2025-10-09", "11:00")
    assert clock.days_left(at("2025-09-30", "12:30"), CHINA) == 6
    assert clock.days_left(at("2025-10-09", "12:00"), CHINA) == -1
    stopped = paused(clock, "2025-09-30").resume(at("2025-10-09"), CHINA)
    assert stopped.due == at("2025-10-11", "10:00")


def test_the_light_turns_from_green_over_amber_to_red() -> None:
    clock = a_clock()
    lights = [clock.light(at(day), CHINA) for day in ("2025-09-22", "2025-10-18", "2025-10-24", "2025-10-25")]
    assert lights == ["green", "green", "amber", "red"]
    assert clock.light(at("2025-10-20"), CHINA) == "amber"
    assert clock.days_left(at("2025-10-28"), CHINA) == -2


def test_it_is_in_time_until_midnight() -> None:
    clock = a_clock()
    assert not clock.is_late(at("2025-10-24", "23:59:59.999999"))
    assert clock.is_late(at("2025-10-25", "00:00"))


def test_the_end_of_business_may_be_the_end() -> None:
    office = state_calendar(ends_at=at("2025-01-01", "17:00").time())
    clock = Clock.begin("statutory", at("2025-09-22"), 20, "workday", office)
    assert clock.is_late(at("2025-10-24", "17:00:01")) and not clock.is_late(at("2025-10-24", "17:00"))


def test_it_stops_once_and_remembers_how_it_stood() -> None:
    clock = a_clock().stop(at("2025-10-20"), CHINA)
    assert (clock.state, clock.stopped_at) == ("stopped", at("2025-10-20"))
    assert clock.days_left(at("2026-01-01"), CHINA) == 4
    assert clock.light(at("2026-01-01"), CHINA) == "green"
    assert a_clock().stop(at("2025-10-27"), CHINA).light(at("2025-10-27"), CHINA) == "red"
    for act in (clock.stop, clock.resume):
        with pytest.raises(errors.Conflict):
            act(at("2025-10-21"), CHINA)
    with pytest.raises(errors.Conflict):
        paused(clock, "2025-10-21")


def test_stopping_ends_an_open_pause() -> None:
    clock = paused(a_clock(), "2025-10-09").stop(at("2025-10-16"), CHINA)
    assert (due(clock), clock.open_pause) == ("2025-11-04", None)


def test_it_expires_only_after_its_end() -> None:
    clock = a_clock()
    assert clock.expire(at("2025-10-24", "23:00")) is clock
    over = clock.expire(at("2025-10-25"))
    assert over.state == "expired" and over.expire(at("2025-10-26")) is over
    assert over.stop(at("2025-10-27"), CHINA).state == "stopped"


def test_a_changed_calendar_moves_a_live_clock_and_no_other() -> None:
    closure = WorkingCalendar({**CHINA.exceptions, date(2025, 10, 22): False}, CHINA.years)
    assert due(a_clock().recompute(closure)) == "2025-10-27"
    assert paused(a_clock(), "2025-10-09").recompute(closure).due is None
    stopped = a_clock().stop(at("2025-10-20"), CHINA)
    assert stopped.recompute(closure) is stopped


def test_it_is_provisional_beyond_the_published_years() -> None:
    assert not a_clock().provisional
    assert a_clock("2026-12-20").provisional


def test_it_refuses_a_strange_limit() -> None:
    with pytest.raises(errors.Invalid):
        a_clock(limit=-1)
    with pytest.raises(errors.Invalid):
        a_clock(unit="fortnight")


def test_it_survives_being_written_down() -> None:
    clock = extended(paused(a_clock(), "2025-10-09").resume(at("2025-10-16"), CHINA))
    for one in (clock, paused(clock, "2025-10-20"), clock.stop(at("2025-10-21"), CHINA), a_clock()):
        assert from_json(to_json(one)) == one
        assert replace(one) == one
