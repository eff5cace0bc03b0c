"""Maintain a calendar: close an office on a day or open it, point a unit or region to a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.calendar import FIRST, LAST
from tongban.engine.ports import CalendarDay, UnitOfWork
from tongban.engine.use_cases import calendar_rows

MOST = 400


@dataclass(frozen=True, slots=True)
class ChangeDays:
    """`days` are (date, working); None instead of working: as the calendar beneath, or the weekday, has it."""

    calendar: str
    days: tuple[tuple[date, bool | None], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class AssignCalendar:
    """`place` is unit:code or region:code; without a calendar it goes by that of its surroundings again."""

    place: str
    calendar: str | None


def change_days(command: ChangeDays, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The days that are different now, and the change whose clocks are counted again (None: nothing changed)."""
    calendar_rows.may_change(actor, uow, command.calendar)
    calendar_rows.find(uow, command.calendar)
    reason = command.reason.strip()
    _check(command, reason)
    wanted = dict(command.days)
    known = {
        row.day: row
        for row in uow.find(CalendarDay, calendar=command.calendar, day=sorted(wanted), limit=MOST)
    }
    told = []
    for day, working in sorted(wanted.items()):
        before = known[day].working if day in known else None
        if before == working:
            continue
        if working is None:
            uow.remove(CalendarDay, calendar=command.calendar, day=day)
        else:
            row = CalendarDay(command.calendar, day, working, reason, actor.id)
            uow.save(row) if day in known else uow.add(row)
        told.append({"day": day.isoformat(), "before": before, "working": working})
    if not told:
        return {"calendar": command.calendar, "days": [], "change": None}
    first, last = date.fromisoformat(str(told[0]["day"])), date.fromisoformat(str(told[-1]["day"]))
    change = calendar_rows.changed(uow, actor, command.calendar, "days", first, last, reason, told)
    return {"calendar": command.calendar, "days": told, "change": change}


def assign_calendar(command: AssignCalendar, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """Who goes by what now, and the change whose clocks are counted again."""
    may(actor, "calendar.change")
    if command.calendar is not None:
        calendar_rows.find(uow, command.calendar)
    change = calendar_rows.assign(uow, actor, command.place, command.calendar)
    return {"place": command.place, "calendar": command.calendar, "change": change}


def _check(command: ChangeDays, reason: str) -> None:
    wrong = []
    if not reason:
        wrong.append({"field": "reason", "message": "请说明理由 / a reason is required"})
    if not command.days or len(command.days) > MOST:
        wrong.append({"field": "days", "message": f"1–{MOST}"})
    wrong += [
        {"field": "days", "message": f"{day}: {FIRST}–{LAST}"}
        for day, _ in command.days
        if not FIRST <= day <= LAST
    ]
    if len({day for day, _ in command.days}) != len(command.days):
        wrong.append({"field": "days", "message": "日期重复 / a day stands there twice"})
    if wrong:
        raise errors.Invalid(errors=wrong[:50])
