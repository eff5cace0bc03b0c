"""Count the clocks again that a change of the calendar touches: in small transactions that go on where they stopped.

A change leaves one timer. Each time it fires, one batch is counted and the place noted, so that a restart loses nothing
and nobody waits long for a case. When all have been counted, they are gone through once more a minute later: a process
that still held the old calendar may have counted a clock by it meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.calendar_layers import above
from tongban.engine.domain.clock import from_json
from tongban.engine.ports import (
    Calendar,
    CalendarChange,
    Case,
    ClockMove,
    ClockRow,
    Instance,
    Timer,
    UnitOfWork,
)
from tongban.engine.use_cases.flow import clocks, journal

RECOUNT = "recount"
BATCH = 50
SECOND_LOOK = timedelta(seconds=60)
SWEEPS = 2


@dataclass(frozen=True, slots=True)
class RecountClocks:
    """The next batch of a change, for whoever does not want to wait for the worker."""

    change_id: str


def recount_clocks(command: RecountClocks, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{counted, examined, moved}`; `counted` says that the first time through is over."""
    may(actor, "calendar.change")
    timers = uow.find(Timer, kind=RECOUNT, element=command.change_id, lock=True, limit=1)
    if timers and (timers[0].due_at <= uow.now):
        go_on(uow, actor, timers[0])
    change = uow.get(CalendarChange, command.change_id)
    if change is None:
        raise errors.NotFound(change=command.change_id)
    return {"counted": change.sweep > 0, "examined": change.examined, "moved": change.moved}


def begin(uow: UnitOfWork, change: CalendarChange) -> None:
    """Let the worker count what this change touches; when that is nothing, only the second look is left."""
    looked = not _next(uow, change)
    change.sweep, change.cursor = int(looked), {}
    due = uow.now + SECOND_LOOK if looked else uow.now
    uow.add(change)
    uow.add(Timer(id=uow.new_id(), due_at=due, kind=RECOUNT, element=change.id))


def go_on(uow: UnitOfWork, actor: Actor, timer: Timer) -> bool:
    """Count one batch; the timer, locked by the caller, stays until nothing is left."""
    change = uow.get(CalendarChange, timer.element, lock=True)
    if change is None or change.sweep >= SWEEPS:
        uow.remove(Timer, id=timer.id)
        return False
    uow.read_calendars_again()
    found = _next(uow, change)
    if found:
        _count(uow, actor, change, found)
    elif change.sweep + 1 < SWEEPS:
        change.sweep, change.cursor = change.sweep + 1, {}
        timer.due_at = max(uow.now, change.changed_at + SECOND_LOOK)
        uow.save(timer, "due_at")
    else:
        change.sweep, change.cursor, change.done_at = SWEEPS, {}, uow.now
        uow.remove(Timer, id=timer.id)
    uow.save(change, "cursor", "sweep", "examined", "moved", "done_at")
    return True


def _next(uow: UnitOfWork, change: CalendarChange) -> list[str]:
    """Ids of the next clocks; the cursor is set behind them. Nothing at the end."""
    if change.what == "use":
        return _next_of_units(uow, change)
    bases = {one.code: one.base for one in uow.find(Calendar)}
    zone = uow.calendar().zone
    first = datetime.combine(change.first, time.min, zone)
    last = datetime.combine(change.last, time.max, zone)
    cursor = change.cursor
    for code in above(change.calendar, bases):
        if code < cursor.get("calendar", ""):
            continue
        here = cursor.get("calendar") == code
        if not (here and cursor.get("paused") is not None):
            after = (datetime.fromisoformat(cursor["due"]), cursor["id"]) if here else None
            found = uow.clocks_over(code, first, last, after, BATCH)
            if found:
                due, id_ = found[-1]
                change.cursor = {"calendar": code, "due": due.isoformat(), "id": id_}
                return [one for _, one in found]
        after_id = cursor.get("paused") or "" if here else ""
        ids = uow.clocks_paused(code, after_id, BATCH)
        if ids:
            change.cursor = {"calendar": code, "paused": ids[-1]}
            return ids
    return []


def _next_of_units(uow: UnitOfWork, change: CalendarChange) -> list[str]:
    cursor = change.cursor
    for unit in sorted(change.places):
        if unit < cursor.get("unit", ""):
            continue
        after = cursor.get("case", "") if cursor.get("unit") == unit else ""
        while True:
            found, last = uow.clocks_of_unit(unit, after, BATCH)
            if last is None:
                break
            change.cursor = {"unit": unit, "case": last}
            if found:
                return found
            after = last
    return []


def _count(uow: UnitOfWork, actor: Actor, change: CalendarChange, ids: Sequence[str]) -> None:
    rows = uow.find(ClockRow, id=list(ids))
    files = uow.find(Case, id=sorted({row.case_id for row in rows}))
    # Instances, then cases, then what belongs to them: the order in which every act locks.
    wanted = sorted(one.instance_id for one in files if one.instance_id)
    instances = {one.id: one for one in uow.find(Instance, id=wanted, order="id", lock=True)}
    cases = {one.id: one for one in uow.find(Case, id=sorted(one.id for one in files), order="id", lock=True)}
    known = {one.clock_id: one for one in uow.find(ClockMove, change_id=change.id, clock_id=list(ids))}
    touched: dict[str, Instance] = {}
    for row in uow.find(ClockRow, id=list(ids)):
        case = cases[row.case_id]
        instance = instances.get(case.instance_id or "")
        if instance is None or row.state == "stopped":
            continue
        change.examined += change.sweep == 0
        calendar = uow.calendar(case.unit)
        clock = from_json(row.body)
        counted = clock.recompute(calendar, uow.now)
        if counted == clock and row.calendar == calendar.code and row.state != "paused":
            continue
        clocks.keep(uow, row, counted, calendar, instance.id)
        if counted.due == clock.due:
            continue
        facts = {
            "clock": row.kind,
            "before": clock.due.isoformat() if clock.due else None,
            "after": counted.due.isoformat() if counted.due else None,
            "calendar": calendar.code,
            "change": change.id,
            "reason": change.reason,
        }
        journal.append(uow, actor, instance, "clock.recomputed", case_no=case.case_no, **facts)
        touched[instance.id] = instance
        if row.id in known:
            known[row.id].after = counted.due
            uow.save(known[row.id], "after")
        else:
            change.moved += 1
            uow.add(ClockMove(change.id, row.id, case.case_no, row.kind, clock.due, counted.due))
    for instance in touched.values():
        uow.save(instance, "chain_no", "chain_hash")
