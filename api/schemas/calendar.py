"""Working calendars: taking one in, closing a day, pointing a unit to one, and what that moved."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Anything, Object, Text, described


class Day(fields.Date):
    """A day as YYYY-MM-DD."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(format="iso", metadata=described(description, example="2026-10-01"), **options)


class CalendarBody(Body):
    """A calendar, in the shape of processes/calendars/national.yaml."""

    calendar = Text("Its code: letters, digits, . and -.", required=True, least=1, most=40)
    name = Anything("What it is called: {zh, en} or one text.")
    base = Text("The calendar it rests on; absent for the nation's.", most=40, allow_none=True)
    hours = fields.List(
        fields.List(Text("HH:MM.", most=5)),
        allow_none=True,
        metadata=described("Opening hours as pairs, for limits in hours."),
    )
    ends_at = Text("When a last day ends: 24:00 or HH:MM.", most=5, allow_none=True)
    time_zone = Text("Its time zone; Asia/Shanghai unless set otherwise.", most=40, allow_none=True)
    used_by = Object("Who goes by it: {units: [code], regions: [six digits]}.", allow_none=True)
    years = fields.List(
        Object("{year, status: published|estimated, source, holidays: {name: [day]}, workdays: [day]}."),
        allow_none=True,
        metadata=described("Years it says something about; each is replaced whole."),
    )


class ClosureDay(Body):
    """One day."""

    day = Day("Which day.", required=True)
    working = fields.Boolean(
        required=True,
        allow_none=True,
        truthy={True},
        falsy={False},
        metadata=described("Worked or not; null: as the calendar beneath has it."),
    )


class ClosureBody(Body):
    """Days to close or open, with the reason."""

    days = fields.List(fields.Nested(ClosureDay), required=True, metadata=described("The days."))
    reason = Text("Why, for the record.", required=True, least=1, most=500)


class UseBody(Body):
    """Who goes by which calendar."""

    place = Text("unit:code or region:six digits.", required=True, least=6, most=60)
    calendar = Text(
        "The calendar; null: that of its surroundings again.", most=40, allow_none=True, required=True
    )


class ChangeQuery(Paged):
    """Which changes."""

    calendar = Text("Only of this calendar and those beneath it.", most=40)


class LoadedCalendar(Answer):
    """What was taken in."""

    calendar = said.text("Its code.")
    days = said.number("How many days.")
    years = fields.List(fields.Integer(), required=True, metadata=described("Which years."))
    changes = said.words("The changes whose clocks are counted again, under /calendar-changes.")


class ChangedDays(Answer):
    """What is different now."""

    calendar = said.text("Its code.")
    days = said.things("The days that differ: {day, before, working}.")
    change = said.text("The change whose clocks are counted again.", null=True)


class CalendarUse(Answer):
    """Who goes by what now."""

    place = said.text("unit:code or region:six digits.")
    calendar = said.text("The calendar, if it has its own.", null=True)
    change = said.text("The change whose clocks are counted again.", null=True)


class CalendarHead(Answer):
    """A calendar."""

    calendar = said.text("Its code.")
    name = said.text("Its name in Chinese.")
    name_en = said.text("Its name in English.")
    base = said.text("The calendar it rests on.", null=True)
    hours = said.anything("Opening hours as pairs.")
    ends_at = said.text("When a last day ends.")
    time_zone = said.text("Its time zone, if not the server's.", null=True)
    rests_on_it = said.words("Calendars that rest on it.")
    used_by = said.words("Units and regions that go by it.")


class CalendarRow(CalendarHead):
    """A calendar in the list."""

    years = said.things("{year, status: published|estimated}.")


class CalendarYear(CalendarHead):
    """A year of a calendar, day by day, with the calendars beneath it."""

    year = said.number("Which year.")
    status = said.word("Whether a notice has been published.", "published", "estimated", "unknown")
    may_change = said.flag("Whether this caller may close and open days of it.")
    may_change_all = said.flag("Whether this caller may change every calendar.")
    days = said.things("{day, working, kind: workday|weekend|holiday|makeup, name, source, from, own}.")


class CalendarChange(Answer):
    """A change and how far the clocks it touches have been counted again."""

    id = said.text("Identifies the change.")
    calendar = said.text("The calendar.")
    what = said.word("What changed.", "days", "year", "hours", "use")
    first = said.text("The first day it touches.")
    last = said.text("The last day it touches.")
    reason = said.text("Why.")
    days = said.things("The days: {day, before, working}.")
    units = said.words("The units that go by another calendar now.")
    changed_by = said.text("Who.")
    changed_by_name = said.text("Their name.")
    changed_at = said.moment("When.")
    counted = said.flag("Whether every clock has been counted again.")
    examined = said.number("How many clocks were.")
    moved = said.number("How many have another end now.")
    may_see_moves = said.flag("Whether this caller may see which.")
    done_at = said.moment("When the second look was over.", null=True)


class ClockMove(Answer):
    """A clock that has another end now."""

    case_no = said.text("Its case.")
    clock = said.text("Which clock.")
    name = said.text("The clock in Chinese.")
    name_en = said.text("The clock in English.")
    before = said.moment("Its end before.", null=True)
    after = said.moment("Its end now.", null=True)
