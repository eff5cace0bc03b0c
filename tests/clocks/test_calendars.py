"""Calendars over calendars, and every clock counted again that a change touches – no other, and nothing lost."""

from __future__ import annotations

from datetime import date

import pytest
from clocks.conftest import SECOND_LOOK, clock, due, events, sweep, to
from office import Office

from tongban.engine import (
    SYSTEM,
    AssignCalendar,
    ChangeDays,
    LoadCalendar,
    RecountClocks,
    SuspendCase,
    WithdrawCase,
    errors,
    items,
)
from tongban.engine.use_cases.recount_clocks import BATCH

OFFICE = LoadCalendar("zjj", (), (), name=("住建局", "Housing"), base="national", places=("unit:zjj",))


def close(
    office: Office, calendar: str, *days: str, working: bool | None = False, reason: str = "台风"
) -> str:
    changed = tuple((date.fromisoformat(day), working) for day in days)
    return str(office.engine.execute(ChangeDays(calendar, changed, reason), SYSTEM)["change"])


def change(office: Office, id_: str) -> dict[str, object]:
    found = office.engine.queries.calendar_changes(SYSTEM)["items"]
    return dict(next(one for one in found if one["id"] == id_))


def moves(office: Office, id_: str) -> list[dict[str, object]]:
    return list(office.engine.queries.clock_moves(SYSTEM, id_)["items"])


def test_a_closure_moves_the_clocks_it_touches_and_says_so(office: Office, accepted: str) -> None:
    # Accepted on Monday 2026-03-02, promised in three working days: Thursday.
    before = clock(office, accepted, "promised")
    closed = close(office, "national", "2026-03-04")
    assert due(office, accepted, "promised") == date(2026, 3, 5)
    sweep(office)

    assert due(office, accepted, "promised") == date(2026, 3, 6)
    told = {one["clock"]: one for one in moves(office, closed)}
    assert told["promised"]["case_no"] == accepted
    assert told["promised"]["before"] == before["due"]
    assert told["promised"]["after"] == clock(office, accepted, "promised")["due"]
    recorded = [one["data"] for one in events(office, accepted, "clock.recomputed")]
    assert {one["clock"] for one in recorded} == told.keys()
    assert {one["change"] for one in recorded} == {closed}
    assert office.engine.verify_audit()["broken"] == []


def test_natural_days_inside_the_span_do_not_move_the_end(office: Office, accepted: str) -> None:
    close(office, "national", "2026-03-04")
    sweep(office)
    assert due(office, accepted, "statutory") == date(2026, 3, 9)
    close(office, "national", "2026-03-09")
    sweep(office)
    assert due(office, accepted, "statutory") == date(2026, 3, 10)


def test_the_step_and_its_task_move_with_the_clock(office: Office, received: str) -> None:
    close(office, "national", "2026-03-03")
    sweep(office)
    step = clock(office, received, "step")
    assert step["due"].date() == date(2026, 3, 4)
    assert office.task(received, "first_check")["due"] == step["due"]


def test_an_alarm_rings_at_the_new_end(office: Office, accepted: str) -> None:
    close(office, "national", "2026-03-05")
    sweep(office)
    to(office, "2026-03-06", 8)
    sweep(office)
    assert not [one for one in events(office, accepted, "case.overdue") if one["data"]["clock"] == "promised"]
    to(office, "2026-03-07", 8)
    sweep(office)
    assert [one for one in events(office, accepted, "case.overdue") if one["data"]["clock"] == "promised"]


def test_a_closure_entered_afterwards_lets_a_limit_run_on(office: Office, accepted: str) -> None:
    to(office, "2026-03-06")
    sweep(office)
    assert clock(office, accepted, "promised")["state"] == "expired"
    close(office, "national", "2026-03-05")
    sweep(office)
    now = clock(office, accepted, "promised")
    assert (now["state"], now["due"].date()) == ("running", date(2026, 3, 6))


def test_what_is_stopped_or_lies_elsewhere_is_left_alone(
    office: Office, permit: items.Item, accepted: str
) -> None:
    withdrawn = str(office.register(permit)["case_no"])
    office.engine.execute(WithdrawCase(withdrawn, "取消"), office.actor("song.agent"))
    later = close(office, "national", "2026-12-07")
    sweep(office)
    assert change(office, later)["examined"] == 0
    here = close(office, "national", "2026-03-03")
    sweep(office)
    assert {one["case_no"] for one in moves(office, here)} == {accepted}


def test_a_new_year_makes_provisional_dates_firm(office: Office, permit: items.Item) -> None:
    to(office, "2026-12-30")
    number = str(office.register(permit)["case_no"])
    before = clock(office, number, "correction")
    assert before["provisional"] and before["due"].date() == date(2027, 1, 6)
    days = ((date(2027, 1, 1), False, "元旦", ""), (date(2027, 1, 4), False, "元旦", ""))
    loaded = office.engine.execute(LoadCalendar("national", days, ((2027, "published"),)), SYSTEM)
    sweep(office)

    after = clock(office, number, "correction")
    assert not after["provisional"] and after["due"].date() == date(2027, 1, 8)
    assert len(loaded["changes"]) == 1
    again = office.engine.execute(LoadCalendar("national", days, ((2027, "published"),)), SYSTEM)
    assert again["changes"] == []


def test_an_offices_own_closure_touches_that_office_only(office: Office, permit: items.Item) -> None:
    office.engine.execute(OFFICE, SYSTEM)
    sweep(office)
    number = str(office.register(permit)["case_no"])
    assert clock(office, number, "correction")["due"].date() == date(2026, 3, 9)
    close(office, "zjj", "2026-03-04", reason="搬迁")
    sweep(office)
    assert clock(office, number, "correction")["due"].date() == date(2026, 3, 10)
    # A make-up day of the office over a national holiday, and the way back to the nation's calendar.
    close(office, "zjj", "2026-03-07", working=True)
    close(office, "zjj", "2026-03-04", working=None)
    sweep(office)
    assert clock(office, number, "correction")["due"].date() == date(2026, 3, 7)


def test_a_regions_deviation_reaches_the_offices_in_it(office: Office, permit: items.Item) -> None:
    number = str(office.register(permit)["case_no"])
    units = {one["code"]: one for one in office.engine.queries.units(SYSTEM, page_size=200)["items"]}
    region = units["zjj"]["region"]
    local = LoadCalendar(
        "region",
        ((date(2026, 3, 5), False, "民族节日", "省政府"),),
        ((2026, "published"),),
        places=(f"region:{region}",),
    )
    office.engine.execute(local, SYSTEM)
    sweep(office)
    assert clock(office, number, "correction")["due"].date() == date(2026, 3, 10)
    office.engine.execute(AssignCalendar("unit:zjj", "national"), SYSTEM)
    sweep(office)
    assert clock(office, number, "correction")["due"].date() == date(2026, 3, 9)
    office.engine.execute(AssignCalendar("unit:zjj", None), SYSTEM)
    sweep(office)
    assert clock(office, number, "correction")["due"].date() == date(2026, 3, 10)


def test_the_end_of_business_may_be_the_end(office: Office, permit: items.Item) -> None:
    number = str(office.register(permit)["case_no"])
    assert clock(office, number, "correction")["due"].astimezone(office.engine.now.tzinfo).minute == 59
    own = LoadCalendar(
        "zjj", (), (), hours=(("08:30", "11:30"), ("14:00", "17:30")), ends_at="17:30", places=("unit:zjj",)
    )
    office.engine.execute(own, SYSTEM)
    sweep(office)
    ends = clock(office, number, "correction")["due"]
    assert ends.isoformat() in ("2026-03-09T17:30:00+08:00", "2026-03-09T09:30:00+00:00")


def test_a_restart_in_the_middle_loses_nothing(office: Office, permit: items.Item) -> None:
    numbers = [str(office.register(permit)["case_no"]) for _ in range(BATCH + 5)]
    closed = close(office, "national", "2026-03-04")
    first = office.engine.execute(RecountClocks(closed), SYSTEM)
    assert (first["counted"], first["examined"]) == (False, BATCH)
    # Whoever comes next goes on there, whatever became of the one before.
    sweep(office)
    assert change(office, closed)["examined"] == len(numbers)
    for number in numbers:
        assert len(events(office, number, "clock.recomputed")) == 1
        assert clock(office, number, "correction")["due"].date() == date(2026, 3, 10)


def test_what_was_counted_over_an_old_copy_is_found_at_the_second_look(office: Office, accepted: str) -> None:
    closed = close(office, "national", "2026-03-04")
    sweep(office)
    # As another process would have left it, which still held the calendar of before.
    with office.engine.sql_engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE clock SET body = replace(body, '2026-03-06', '2026-03-05') WHERE kind = 'promised'"
        )
    office.wait(SECOND_LOOK)
    assert due(office, accepted, "promised") == date(2026, 3, 6)
    assert change(office, closed)["done_at"] is not None


def test_a_paused_clock_has_no_end_to_move_but_its_alarm_waits(office: Office, accepted: str) -> None:
    special = SuspendCase(accepted, "expert_review", "行政许可法第四十五条", "赵局长", 2, "危大工程")
    office.engine.execute(special, office.actor("zhou.branch"))
    close(office, "national", "2026-03-03")
    sweep(office)
    assert clock(office, accepted, "promised")["due"] is None
    # Announced: Monday and the next working day, which is Wednesday now.
    to(office, "2026-03-04", 23)
    sweep(office)
    assert events(office, accepted, "clock.pause_overrun") == []
    to(office, "2026-03-05", 8)
    sweep(office)
    assert len(events(office, accepted, "clock.pause_overrun")) == 1


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (ChangeDays("national", ((date(2026, 3, 4), False),), " "), "reason"),
        (ChangeDays("national", (), "r"), "days"),
        (ChangeDays("national", ((date(1990, 1, 1), False),), "r"), "days"),
        (AssignCalendar("office:zjj", "national"), "place"),
        (AssignCalendar("unit:nobody", "national"), "place"),
        (LoadCalendar("a b", (), ()), "calendar"),
        (LoadCalendar("x", (), ((2026, "guessed"),)), "years"),
        (LoadCalendar("x", ((date(2026, 1, 1), False, "", ""),), ((2027, "estimated"),)), "days"),
        (LoadCalendar("x", (), (), base="nothing"), "base"),
        (LoadCalendar("x", (), (), base="x"), "base"),
        (LoadCalendar("x", (), (), hours=(("12:00", "09:00"),)), "hours"),
        (LoadCalendar("x", (), (), ends_at="25:00"), "ends_at"),
        (LoadCalendar("x", (), (), zone="Asia/Linjiang"), "time_zone"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(office: Office, command: object, field: str) -> None:
    before = office.engine.queries.calendars(SYSTEM)
    with pytest.raises(errors.Invalid) as refused:
        office.engine.execute(command, SYSTEM)
    assert field in {one["field"] for one in refused.value.errors}
    assert office.engine.queries.calendars(SYSTEM) == before


def test_only_administrators_change_calendars_and_a_unit_its_own_days(office: Office) -> None:
    command = ChangeDays("national", ((date(2026, 3, 4), False),), "r")
    for who in ("wang.window", "song.agent", "he.supervisor"):
        with pytest.raises(errors.NotAllowed):
            office.engine.execute(command, office.actor(who))
    with pytest.raises(errors.NotFound):
        office.engine.execute(ChangeDays("none", ((date(2026, 3, 4), False),), "r"), SYSTEM)
