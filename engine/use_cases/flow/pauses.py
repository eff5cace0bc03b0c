"""A special procedure takes longer than the applicant was told: an alarm, once for all the clocks it holds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.domain.actor import group_ref, user_ref
from tongban.engine.domain.clock import Clock
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import ClockRow, Task
from tongban.engine.use_cases.flow import clocks, journal, milestones

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

TEMPLATE = "pause_overrun"


def overrun(act: Act, run: Run, row: ClockRow, clock: Clock) -> None:
    """Raise the alarm, or wait on where the calendar has changed meanwhile."""
    case, pause = run.case, clock.open_pause
    assert case is not None
    if pause is None:
        return
    calendar = act.uow.calendar(case.unit)
    days = clock.overrun(act.uow.now, calendar)
    if days <= 0:
        clocks.arm(act.uow, row, clock, calendar, fresh=True)
        return
    paused = [one for one in clocks.live(act, run) if one.state == "paused"]
    if paused[0].id != row.id:
        return
    ends = pause.ends_as_announced(calendar).isoformat()
    journal.write(
        act,
        run,
        "clock.pause_overrun",
        clock=row.kind,
        kind=pause.kind,
        announced=pause.announced,
        over=days,
        approver=pause.approver,
        since=pause.start.isoformat(),
        announced_until=ends,
    )
    open_tasks = act.uow.find(Task, instance_id=run.record.id, state=TASK_OPEN, limit=100)
    holders = {
        ref for one in open_tasks for ref in ([user_ref(one.assignee)] if one.assignee else one.candidates)
    }
    told = [*sorted(holders), group_ref(f"branch_leader@{case.unit}"), group_ref("supervisor")]
    facts = {"announced": pause.announced, "announced_until": ends, "over": days}
    milestones.notify(act, run, TEMPLATE, told, facts=facts)
