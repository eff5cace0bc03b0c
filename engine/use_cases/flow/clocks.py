"""The clocks of a case as rows: started, stopped, paused, resumed, extended; each has one timer for its next reminder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tongban.engine.domain.case_state import ALL_CLOCKS, ClockEffect
from tongban.engine.domain.clock import Clock, from_json, to_json
from tongban.engine.domain.clock_rules import clock_rule
from tongban.engine.domain.deadline import reminders
from tongban.engine.ports import Case, ClockRow, Timer, UnitOfWork
from tongban.engine.use_cases.flow import journal

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

LIVE = ["running", "paused", "expired"]


def apply_effects(act: Act, run: Run, effects: Iterable[ClockEffect]) -> None:
    """Do to the clocks of the case what the transition says."""
    assert run.case is not None
    for action, kind in effects:
        if action == "start":
            _start_by_sheet(act, run, kind)
        else:
            for row in live(act.uow, run.case, kind):
                change(act, run, row, _action(act.uow, action))


def start(act: Act, run: Run, kind: str, limit: int, unit: str, token: int | None = None) -> ClockRow:
    """Start a clock now."""
    assert run.case is not None
    clock = Clock.begin(kind, act.uow.now, limit, unit, act.uow.calendar())  # type: ignore[arg-type]
    row = ClockRow(
        id=act.uow.new_id(),
        case_id=run.case.id,
        kind=kind,
        state=clock.state,
        due=clock.due,
        body=to_json(clock),
        token=token,
    )
    act.uow.add(row)
    arm(act.uow, row, clock, fresh=True)
    journal.write(act, run, "clock.started", clock=kind, limit=limit, unit=unit, due=_text(clock))
    return row


def live(uow: UnitOfWork, case: Case, kind: str = ALL_CLOCKS) -> list[ClockRow]:
    """The clocks that still count, of one kind or all."""
    rows = uow.find(ClockRow, case_id=case.id, state=LIVE, order="id")
    return [row for row in rows if kind in (ALL_CLOCKS, row.kind)]


def stop_of_token(act: Act, run: Run, token: int) -> None:
    """The step is done: its clock stops."""
    stop_of_tokens(act, run, [token])


def stop_of_tokens(act: Act, run: Run, tokens: Sequence[int]) -> None:
    """These steps are done: their clocks stop."""
    if run.case is None:
        return
    for row in act.uow.find(ClockRow, case_id=run.case.id, token=list(tokens), state=LIVE):
        change(act, run, row, _action(act.uow, "stop"))


def change(act: Act, run: Run, row: ClockRow, how: Callable[[Clock], Clock]) -> Clock:
    """Change a clock by a rule of the domain, and keep its row and timer in step."""
    before = from_json(row.body)
    clock = how(before)
    row.body, row.state, row.due = to_json(clock), clock.state, clock.due
    act.uow.save(row, "body", "state", "due")
    arm(act.uow, row, clock)
    journal.write(act, run, f"clock.{_word(before, clock)}", clock=row.kind, due=_text(clock))
    return clock


def arm(
    uow: UnitOfWork, row: ClockRow, clock: Clock, *, fresh: bool = False, after: str | None = None
) -> None:
    """Set the timer to the next moment at which somebody must be told, `after` being what was told last.

    Moments missed while no worker ran are not made up one by one: the last of them speaks for all.
    """
    if not fresh:
        uow.remove(Timer, clock_id=row.id)
    planned = reminders(clock, uow.calendar())
    told = next((number for number, one in enumerate(planned, 1) if one.kind == after), 0)
    missed = [one for one in planned[told:] if one.at <= uow.now]
    ahead = [one for one in planned[told:] if one.at > uow.now]
    following = missed[-1:] or ahead[:1]
    for reminder in following:
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


def _start_by_sheet(act: Act, run: Run, kind: str) -> None:
    assert run.case is not None and run.item is not None
    limit = run.item.sheet.limit(kind)
    legal = run.item.sheet.limit("statutory")
    if kind == "promised" and limit is not None and legal is not None:
        # A promise never ends after the legal limit, even over a long holiday.
        ends = [_end(act.uow, one.value, one.clock_unit) for one in (limit, legal)]
        limit = limit if ends[0] <= ends[1] else legal
    if limit is not None:
        start(act, run, kind, limit.value, limit.clock_unit)
        return
    rule = clock_rule(kind)
    if rule.limit is not None:
        start(act, run, kind, rule.limit, rule.unit)


def _end(uow: UnitOfWork, value: int, unit: str) -> datetime:
    due = Clock.begin("promised", uow.now, value, unit, uow.calendar()).due  # type: ignore[arg-type]
    assert due is not None
    return due


def _action(uow: UnitOfWork, action: str) -> Callable[[Clock], Clock]:
    calendar = uow.calendar()
    if action == "stop":
        return lambda clock: clock.stop(uow.now, calendar) if clock.state != "stopped" else clock
    return lambda clock: clock.resume(uow.now, calendar) if clock.state == "paused" else clock


def _word(before: Clock, after: Clock) -> str:
    if before.state != after.state:
        return {"running": "resumed", "paused": "paused", "stopped": "stopped"}.get(after.state, after.state)
    return "extended" if len(after.extensions) > len(before.extensions) else "changed"


def _text(clock: Clock) -> str | None:
    return clock.due.isoformat() if clock.due else None
