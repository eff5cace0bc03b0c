"""Visits to a window: times opened for booking, visits booked, numbers drawn at the door, called one after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.ports import Unit, UnitOfWork, Visit, VisitSlot

TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
AHEAD_DAYS, MOST_SLOTS, MOST_PLACES, MOST_BOOKED = 60, 48, 100, 3
SHOWN = ("id", "unit", "day", "no", "state", "name", "phone", "item", "slot_id", "called_by", "case_no")
COMING = ("booked", "waiting", "called")


@dataclass(frozen=True, slots=True)
class OpenSlots:
    """The day from `starts` to `ends` ("HH:MM") in steps of `minutes`, each for `capacity` visits."""

    unit: str
    day: date
    starts: str
    ends: str
    minutes: int
    capacity: int


@dataclass(frozen=True, slots=True)
class BookVisit:
    """For oneself, in a slot that has room."""

    slot_id: str
    name: str
    phone: str = ""
    item: str | None = None


@dataclass(frozen=True, slots=True)
class DrawNumber:
    """Somebody stands at the door: the next number of the day."""

    unit: str
    name: str = ""
    item: str | None = None


@dataclass(frozen=True, slots=True)
class ArriveVisit:
    """Somebody who booked is here."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class CallNext:
    """Whoever has waited longest, those who booked this time first."""

    unit: str


@dataclass(frozen=True, slots=True)
class EndVisit:
    """`state`: served (with the case that was registered), missed, cancelled."""

    visit_id: str
    state: str
    case_no: str | None = None


def open_slots(command: OpenSlots, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{opened}`: how many times are new; what is there already keeps its bookings and gets the new capacity."""
    may(actor, "visit.arrange", Thing(unit=command.unit))
    problems = _slot_problems(command, uow)
    if problems:
        raise errors.Invalid(errors=problems)
    known = {one.starts: one for one in uow.find(VisitSlot, unit=command.unit, day=command.day)}
    opened, at = 0, _minutes(command.starts)
    while at + command.minutes <= _minutes(command.ends):
        starts, ends = _clock(at), _clock(at + command.minutes)
        slot = known.get(starts)
        if slot is None:
            uow.add(VisitSlot(uow.new_id(), command.unit, command.day, starts, ends, command.capacity))
            opened += 1
        else:
            slot.capacity = max(command.capacity, slot.taken)
            uow.save(slot, "capacity")
        at += command.minutes
    return {"opened": opened}


def book_visit(command: BookVisit, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The visit with its number; Conflict when the time is full or past, or somebody has too many visits ahead."""
    may(actor, "visit.book")
    slot = uow.get(VisitSlot, command.slot_id, lock=True)
    if slot is None:
        raise errors.NotFound()
    name = command.name.strip()[:60]
    if not name:
        raise errors.Invalid(errors=[{"field": "name", "message": "请填写来访人姓名 / say who comes"}])
    if is_past(uow.calendar(slot.unit), uow.now, slot.day, slot.starts):
        raise errors.Conflict("这个时段已经过去 / this time has passed")
    if slot.taken >= slot.capacity:
        raise errors.Conflict("这个时段已约满，请换一个 / this time is full", current={"taken": slot.taken})
    ahead = uow.find(Visit, username=actor.id, state="booked", limit=MOST_BOOKED)
    if len(ahead) >= MOST_BOOKED:
        raise errors.Conflict(f"最多同时预约 {MOST_BOOKED} 次 / at most {MOST_BOOKED} visits ahead")
    slot.taken += 1
    uow.save(slot, "taken")
    visit = _visit(uow, slot.unit, slot.day, "booked", name, command.item)
    visit.phone, visit.slot_id, visit.username = command.phone.strip()[:40], slot.id, actor.id
    uow.add(visit)
    return visit_view(visit)


def draw_number(command: DrawNumber, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The visit, waiting."""
    may(actor, "visit.arrange", Thing(unit=command.unit))
    today = uow.calendar(command.unit).day_of(uow.now)
    visit = _visit(uow, command.unit, today, "waiting", command.name.strip()[:60], command.item)
    visit.arrived_at = uow.now
    uow.add(visit)
    return visit_view(visit)


def arrive_visit(command: ArriveVisit, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The visit, waiting; Conflict when it is not booked any more."""
    visit = _find(uow, actor, command.visit_id)
    if visit.state != "booked":
        raise errors.Conflict(
            "这次来访已不在预约中 / the visit is not booked", current={"state": visit.state}
        )
    visit.state, visit.arrived_at = "waiting", uow.now
    uow.save(visit, "state", "arrived_at")
    return visit_view(visit)


def call_next(command: CallNext, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The visit that was called; Conflict when nobody waits."""
    may(actor, "visit.arrange", Thing(unit=command.unit))
    today = uow.calendar(command.unit).day_of(uow.now)
    waiting = uow.find(Visit, unit=command.unit, day=today, state="waiting", order="no", limit=200, lock=True)
    if not waiting:
        raise errors.Conflict("现在没有人在等 / nobody is waiting")
    visit = min(waiting, key=lambda one: (one.slot_id is None, one.no))
    visit.state, visit.called_by, visit.called_at = "called", actor.id, uow.now
    uow.save(visit, "state", "called_by", "called_at")
    return visit_view(visit)


def end_visit(command: EndVisit, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The visit; ended once already, Conflict."""
    visit = _find(uow, actor, command.visit_id, own=command.state == "cancelled")
    if command.state not in ("served", "missed", "cancelled"):
        raise errors.Invalid(errors=[{"field": "state", "message": "served | missed | cancelled"}])
    if visit.state not in COMING:
        raise errors.Conflict("这次来访已经结束 / the visit is over", current={"state": visit.state})
    if visit.state == "booked" and visit.slot_id:
        slot = uow.get(VisitSlot, visit.slot_id, lock=True)
        if slot is not None:
            slot.taken -= 1
            uow.save(slot, "taken")
    visit.state, visit.case_no = command.state, command.case_no or visit.case_no
    uow.save(visit, "state", "case_no")
    return visit_view(visit)


def is_past(calendar: WorkingCalendar, now: datetime, day: date, starts: str) -> bool:
    """Whether a time has begun already, by the clock of its office."""
    there = now.astimezone(calendar.zone)
    return (day, starts) <= (there.date(), there.strftime("%H:%M"))


def visit_view(visit: Visit) -> dict[str, Any]:
    """One visit."""
    return {name: getattr(visit, name) for name in SHOWN}


def _find(uow: UnitOfWork, actor: Actor, visit_id: str, *, own: bool = False) -> Visit:
    visit = uow.get(Visit, visit_id, lock=True)
    if visit is None:
        raise errors.NotFound()
    if not (own and visit.username == actor.id):
        may(actor, "visit.arrange", Thing(unit=visit.unit))
    return visit


def _visit(uow: UnitOfWork, unit: str, day: date, state: str, name: str, item: str | None) -> Visit:
    number = uow.next_number(f"visit:{unit}:{day.isoformat()}")
    return Visit(uow.new_id(), unit, day, number, state, name, uow.now, item=(item or "")[:40] or None)


def _slot_problems(command: OpenSlots, uow: UnitOfWork) -> list[dict[str, Any]]:
    today = uow.calendar(command.unit).day_of(uow.now)
    times = bool(TIME.fullmatch(command.starts)) and bool(TIME.fullmatch(command.ends))
    length = _minutes(command.ends) - _minutes(command.starts) if times else 0
    last = today + timedelta(days=AHEAD_DAYS)
    wrong = (
        ("unit", "无此单位 / no such unit", uow.get(Unit, command.unit) is None),
        ("day", f"须在今天到 {last} 之间 / from today to {last}", not today <= command.day <= last),
        ("starts", "请按 09:00 的样子填写 / write it as 09:00", not TIME.fullmatch(command.starts)),
        ("ends", "须晚于开始时间 / must be later than the beginning", times and length <= 0),
        ("minutes", "须为 5 到 240 分钟 / 5 to 240 minutes", not 5 <= command.minutes <= 240),
        ("capacity", f"须为 1 到 {MOST_PLACES} / 1 to {MOST_PLACES}", not 1 <= command.capacity <= MOST_PLACES),
        ("minutes", f"一天最多 {MOST_SLOTS} 段 / at most {MOST_SLOTS} a day", 5 <= command.minutes < length / MOST_SLOTS),
    )  # fmt: skip
    return [{"field": name, "message": message} for name, message, bad in wrong if bad]


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
