"""What the acts on calendars share: who may, which rows, whom a pointer concerns, and how a change is set down."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import NOTHING, Thing, may
from tongban.engine.domain.calendar import FIRST, LAST
from tongban.engine.domain.calendar_layers import NATIONAL, places_of
from tongban.engine.ports import (
    Calendar,
    CalendarChange,
    CalendarDay,
    CalendarUse,
    Unit,
    UnitOfWork,
)
from tongban.engine.use_cases import recount_clocks
from tongban.engine.use_cases.flow import journal

Day = tuple[date, bool, str, str]

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,39}")
PLACE = re.compile(r"unit:[^\s:]{1,40}|region:\d{6}")
MOST_UNITS = 20_000
MOST_DAYS = 40_000


def may_change(actor: Actor, uow: UnitOfWork, code: str, *, whole: bool = False) -> None:
    """Administrators; and for single days of a calendar that only one unit goes by, that unit's administrator."""
    uses = [] if whole else uow.find(CalendarUse, calendar=code, limit=2)
    own = uses[0].place.removeprefix("unit:") if len(uses) == 1 else ""
    theirs = own and uses[0].place.startswith("unit:")
    may(actor, "calendar.change", Thing(unit=own) if theirs else NOTHING)


def find(uow: UnitOfWork, code: str) -> Calendar:
    """The calendar, locked; NotFound if there is none."""
    found = uow.get(Calendar, code, lock=True)
    if found is None:
        raise errors.NotFound(f"There is no calendar {code}.", calendar=code)
    return found


def days_of_years(uow: UnitOfWork, code: str, years: Collection[int]) -> dict[date, CalendarDay]:
    """The days a calendar itself names in these years."""
    rows = uow.find(CalendarDay, calendar=code, limit=MOST_DAYS) if years else []
    return {row.day: row for row in rows if row.day.year in years}


def changed(
    uow: UnitOfWork,
    actor: Actor,
    code: str,
    what: str,
    first: date,
    last: date,
    reason: str,
    days: list[dict[str, Any]] | None = None,
    places: list[str] | None = None,
) -> str:
    """Set a change down, and let the clocks it touches be counted again; its id."""
    change = CalendarChange(
        id=uow.new_id(),
        calendar=code,
        what=what,
        first=first,
        last=last,
        reason=reason,
        changed_by=actor.id,
        changed_at=uow.now,
        days=days or [],
        places=places or [],
    )
    recount_clocks.begin(uow, change)
    record(
        uow,
        actor,
        "calendar.changed",
        calendar=code,
        what=what,
        first=first.isoformat(),
        last=last.isoformat(),
        reason=reason,
        days=change.days,
        change=change.id,
    )
    return change.id


def assign(uow: UnitOfWork, actor: Actor, place: str, code: str | None) -> str | None:
    """Let a unit or region go by a calendar, or by that of its surroundings again; the change, if it is one."""
    if not PLACE.fullmatch(place):
        raise errors.Invalid(
            errors=[
                {
                    "field": "place",
                    "message": "须为 unit:单位 或 region:六位区划 / unit:code or region:6 digits",
                }
            ]
        )
    kind, _, name = place.partition(":")
    if kind == "unit" and uow.get(Unit, name) is None:
        raise errors.Invalid(
            errors=[{"field": "place", "message": f"没有单位 {name} / there is no unit {name}"}]
        )
    known = uow.get(CalendarUse, place, lock=True)
    if (known.calendar if known else None) == code:
        return None
    uses = {one.place: one.calendar for one in uow.find(CalendarUse, limit=MOST_UNITS)}
    after = {one: calendar for one, calendar in uses.items() if one != place}
    if code is not None:
        after[place] = code
    if code is None:
        uow.remove(CalendarUse, place=place)
    elif known is None:
        uow.add(CalendarUse(place, code))
    else:
        uow.save(CalendarUse(place, code))
    units = uow.find(Unit, limit=MOST_UNITS)
    parents = {unit.code: unit.parent for unit in units}
    concerned = [
        unit.code for unit in units if _calendar_of(unit, parents, uses) != _calendar_of(unit, parents, after)
    ]
    return changed(uow, actor, code or NATIONAL, "use", FIRST, LAST, place, places=concerned)


def record(uow: UnitOfWork, actor: Actor, type_: str, **data: Any) -> None:
    """An event of its own."""
    journal.alone(uow, actor, uow.new_id(), type_, **data)


def _calendar_of(unit: Unit, parents: Mapping[str, str | None], uses: Mapping[str, str]) -> str:
    superiors: list[str] = []
    here = parents.get(unit.code)
    while here is not None and here not in superiors and here != unit.code:
        superiors.append(here)
        here = parents.get(here)
    places = places_of(unit.code, unit.region, superiors)
    return next((uses[one] for one in places if one in uses), NATIONAL)
