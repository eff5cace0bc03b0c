"""The clocks of a case as its page shows them, and what may be done about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tongban.engine.domain.actor import Actor, group_ref
from tongban.engine.domain.authorize import Thing, allowed
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.clock import Clock, from_json
from tongban.engine.domain.clock_rules import SPECIAL_PROCEDURES, clock_rule
from tongban.engine.domain.states import CLOCK_LIVE, TASK_OPEN
from tongban.engine.items import Item
from tongban.engine.persistence.tables import case as tables
from tongban.engine.ports import Case, ClockRow, Task
from tongban.engine.queries.rows import records, select_all
from tongban.engine.use_cases.clock_ground import REVIEWED

MAX_ROWS = 500


def clocks_of(
    connection: Connection, found: Case, item: Item, calendar: WorkingCalendar, now: datetime
) -> list[dict[str, Any]]:
    """Every clock; while one is paused it has no due date, only the days left."""
    rows = records(
        connection,
        ClockRow,
        select_all(ClockRow)
        .where(tables.clock.c.case_id == found.id)
        .order_by(tables.clock.c.id)
        .limit(MAX_ROWS),
    )
    return [_view(row, from_json(row.body), item, calendar, now) for row in rows]


def _view(
    row: ClockRow, clock: Clock, item: Item, calendar: WorkingCalendar, now: datetime
) -> dict[str, Any]:
    rule = clock_rule(row.kind)
    return {
        "kind": row.kind,
        "name": rule.zh,
        "name_en": rule.en,
        "start": clock.start,
        "limit": clock.total,
        "unit": clock.unit,
        "state": clock.state,
        "due": clock.due,
        "days_left": clock.days_left(now, calendar),
        "light": clock.light(now, calendar),
        "provisional": clock.provisional,
        "stopped_at": clock.stopped_at,
        "law": rule.law,
        "calendar": row.calendar,
        "pause": _pause(clock, item, calendar, now),
        "pauses": len(clock.pauses),
        "extended_by": sum(one.days for one in clock.extensions),
    }


def _pause(clock: Clock, item: Item, calendar: WorkingCalendar, now: datetime) -> dict[str, Any] | None:
    """The open pause: its procedure, what was announced, and by how many working days it is over that."""
    pause = clock.open_pause
    if pause is None:
        return None
    own = {one.kind: (one.name.zh, one.name.en) for one in item.sheet.special_procedures}
    name = own.get(pause.kind) or SPECIAL_PROCEDURES.get(pause.kind) or (pause.kind, pause.kind)
    return {
        **pause.to_json(),
        "name": name[0],
        "name_en": name[1],
        "announced_until": pause.ends_as_announced(calendar).isoformat(),
        "over": clock.overrun(now, calendar),
    }


def clock_operations(actor: Actor, found: Case, tasks: list[Task], clocks: list[dict[str, Any]]) -> list[str]:
    """What this actor may do about hearings and clocks now."""
    if found.state not in REVIEWED:
        return []
    involved = {ref for task in tasks if task.state in TASK_OPEN for ref in task.candidates}
    involved.add(group_ref(found.window_unit))
    thing = Thing(unit=found.unit, applicant=found.applicant_user, involved=frozenset(involved))
    live = {one["kind"]: one for one in clocks if one["state"] in CLOCK_LIVE}
    hears = allowed(actor, "case.hearing", thing)
    times = allowed(actor, "case.clock", thing)
    ordinary = live.get("statutory")
    possible = {
        "tell_hearing": hears and not {"hearing_request", "hearing"} & live.keys(),
        "ask_hearing": "hearing_request" in live
        and live["hearing_request"]["light"] != "red"
        and allowed(actor, "case.ask_hearing", thing),
        "call_hearing": hears and "hearing" in live,
        "end_hearing": hears and any(kind.startswith("hearing") for kind in live),
        "handle_jointly": times
        and ordinary is not None
        and ordinary["state"] == "running"
        and ordinary["light"] != "red"
        and not ordinary["pauses"],
        "first_review": times and "first_review" not in live,
        "end_first_review": times and "first_review" in live,
    }
    return [name for name, holds in possible.items() if holds]
