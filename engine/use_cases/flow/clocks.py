"""The clocks of a case as rows: started, stopped, paused, resumed, extended; each has one timer for its next reminder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from tongban.engine.domain.calendar import Unit, WorkingCalendar
from tongban.engine.domain.case_state import ALL_CLOCKS, ClockEffect
from tongban.engine.domain.clock import Clock, from_json, to_json
from tongban.engine.domain.clock_rules import clock_rule
from tongban.engine.domain.deadline import reminders
from tongban.engine.domain.regimes import paced
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Case, ClockRow, Task, Timer, UnitOfWork
from tongban.engine.use_cases.flow import dossier, escalations, forwarding, journal

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

LEGAL = ("overdue", "overrun")
JOINT = "joint"
# What these remind of, and whom, their own module knows.
SELF_TOLD = ("tolerant",)


def apply_effects(act: Act, run: Run, effects: Iterable[ClockEffect], since: datetime | None = None) -> None:
    """Do to the clocks of the case what the transition says; what it starts, it starts at `since` (default: now)."""
    assert run.case is not None
    for action, named in forwarding.effects_of(run, effects):
        kind = _kind(run, named)
        if action == "start":
            _start_by_sheet(act, run, kind, since)
        else:
            for row in live(act, run, kind):
                change(act, run, row, _action(act.uow, run.case, action))


def start(
    act: Act,
    run: Run,
    kind: str,
    limit: int,
    unit: str,
    token: int | None = None,
    since: datetime | None = None,
) -> ClockRow:
    """Start a clock now, or as of an earlier moment."""
    assert run.case is not None
    if kind == "step":
        limit = paced(run.case.regimes, limit)
    calendar = act.uow.calendar(run.case.unit)
    clock = Clock.begin(kind, since or act.uow.now, limit, _unit(unit), calendar)
    row = ClockRow(
        id=act.uow.new_id(),
        case_id=run.case.id,
        kind=kind,
        state=clock.state,
        due=clock.due,
        body=to_json(clock),
        token=token,
        calendar=calendar.code,
        started_at=clock.start,
    )
    act.uow.add(row)
    dossier.of(act, run).started(row)
    arm(act.uow, row, clock, calendar, fresh=True, case=run.case)
    journal.write(act, run, "clock.started", clock=kind, limit=limit, unit=unit, due=_text(clock))
    return row


def live(act: Act, run: Run, kind: str = ALL_CLOCKS) -> list[ClockRow]:
    """The clocks that still count, of one kind or all."""
    return [row for row in dossier.of(act, run).live_clocks() if kind in (ALL_CLOCKS, row.kind)]


def stop_of_token(act: Act, run: Run, token: int) -> None:
    """The step is done: its clock stops."""
    stop_of_tokens(act, run, [token])


def stop_of_tokens(act: Act, run: Run, tokens: Sequence[int]) -> None:
    """These steps are done: their clocks stop."""
    if run.case is None:
        return
    for row in dossier.of(act, run).live_clocks(tokens):
        change(act, run, row, _action(act.uow, run.case, "stop"))


def change(act: Act, run: Run, row: ClockRow, how: Callable[[Clock], Clock]) -> Clock:
    """Change a clock by a rule of the domain, and keep its row, its timer and its step in step."""
    assert run.case is not None
    before = from_json(row.body)
    clock = how(before)
    keep(act.uow, row, clock, act.uow.calendar(run.case.unit), run.record.id, run.case)
    journal.write(act, run, f"clock.{_word(before, clock)}", clock=row.kind, due=_text(clock))
    return clock


def keep(
    uow: UnitOfWork,
    row: ClockRow,
    clock: Clock,
    calendar: WorkingCalendar,
    instance_id: str,
    case: Case | None = None,
) -> None:
    """Write the clock down as it now is, with the timer and the due date of the step that follow from it."""
    moved = row.due != clock.due
    row.body, row.state, row.due, row.calendar = to_json(clock), clock.state, clock.due, calendar.code
    uow.save(row, "body", "state", "due", "calendar")
    arm(uow, row, clock, calendar, case=case)
    if row.token is not None and moved and clock.is_live:
        for task in uow.find(Task, instance_id=instance_id, token=row.token, state=TASK_OPEN):
            task.due = clock.due
            uow.save(task, "due")


def arm(
    uow: UnitOfWork,
    row: ClockRow,
    clock: Clock,
    calendar: WorkingCalendar,
    *,
    fresh: bool = False,
    after: str | None = None,
    case: Case | None = None,
) -> None:
    """Set the timer to the next moment at which somebody must be told, `after` being what was told last.

    Moments missed while no worker ran are not made up one by one: the last of them speaks for all. When the clock's
    end has moved, what was told already is told again only if its new moment is still ahead.
    """
    # Reminders are rules: escalations look after them.
    planned = [one for one in reminders(clock, calendar) if one.kind in LEGAL or row.kind in SELF_TOLD]
    told = next((number for number, one in enumerate(planned, 1) if one.kind == after), 0)
    ahead = [one for one in planned[told:] if one.at > uow.now]
    if not fresh and after is None:
        waiting = uow.find(Timer, clock_id=row.id, kind="clock", limit=1) if planned else []
        next_kind = waiting[0].element if waiting else None
        told = next((number for number, one in enumerate(planned) if one.kind == next_kind), 0)
    if not fresh:
        uow.remove(Timer, clock_id=row.id)
    missed = [one for one in planned[told:] if one.at <= uow.now]
    for reminder in missed[-1:] or ahead[:1]:
        uow.add(
            Timer(
                id=uow.new_id(),
                due_at=reminder.at,
                kind="clock",
                element=reminder.kind,
                case_id=row.case_id,
                clock_id=row.id,
            )
        )
    escalations.arm(uow, row, clock, case)


def _start_by_sheet(act: Act, run: Run, kind: str, since: datetime | None) -> None:
    assert run.case is not None and run.item is not None
    limit = run.item.sheet.limit("statutory" if kind == JOINT else kind)
    legal = run.item.sheet.limit("statutory")
    if kind == "promised" and limit is not None:
        limit = replace(limit, value=paced(run.case.regimes, limit.value))
    if kind == "promised" and limit is not None and legal is not None:
        # A promise never ends after the legal limit, even over a long holiday.
        calendar, start_at = act.uow.calendar(run.case.unit), since or act.uow.now
        ends = [_end(calendar, start_at, one.value, one.clock_unit) for one in (limit, legal)]
        limit = limit if ends[0] <= ends[1] else legal
    if limit is not None:
        start(act, run, kind, limit.value, limit.clock_unit, since=since)
        return
    rule = clock_rule(kind)
    if rule.limit is not None:
        start(act, run, kind, rule.limit, rule.unit, since=since)


def _kind(run: Run, kind: str) -> str:
    """The legal limit of a joint case is one of its own: 45 + 15 working days (行政许可法 §42-2)."""
    joint = run.item is not None and run.item.sheet.joint is not None
    return JOINT if joint and kind == "statutory" else kind


def _end(calendar: WorkingCalendar, start_at: datetime, value: int, unit: str) -> datetime:
    due = Clock.begin("promised", start_at, value, _unit(unit), calendar).due
    assert due is not None
    return due


def _unit(unit: str) -> Unit:
    return unit  # type: ignore[return-value]


def _action(uow: UnitOfWork, case: Case, action: str) -> Callable[[Clock], Clock]:
    calendar = uow.calendar(case.unit)
    if action == "stop":
        return lambda clock: clock.stop(uow.now, calendar) if clock.state != "stopped" else clock
    return lambda clock: clock.resume(uow.now, calendar) if clock.state == "paused" else clock


def _word(before: Clock, after: Clock) -> str:
    if before.state != after.state:
        return {"running": "resumed", "paused": "paused", "stopped": "stopped"}.get(after.state, after.state)
    return "extended" if len(after.extensions) > len(before.extensions) else "changed"


def _text(clock: Clock) -> str | None:
    return clock.due.isoformat() if clock.due else None
