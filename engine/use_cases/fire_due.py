"""What a due timer brings: a BPMN timer moves its instance, a clock's reminder tells people; each fires once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine.domain.actor import Actor, group_ref, user_ref
from tongban.engine.domain.clock import from_json
from tongban.engine.domain.clock_rules import clock_rule
from tongban.engine.ports import Case, ClockRow, Instance, Task, Timer, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, clocks, journal, milestones
from tongban.engine.use_cases.flow.starts import timer_started

OPEN = ["open", "claimed"]
BACK_OFF = timedelta(minutes=1)
MAX_ATTEMPTS = 6


@dataclass(frozen=True, slots=True)
class FireDue:
    """A timer whose time has come."""

    timer_id: str


@dataclass(frozen=True, slots=True)
class PostponeTimer:
    """A timer whose effect failed: try again later, ever less often."""

    timer_id: str
    error: str


def fire_due(command: FireDue, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{fired}`: False when another worker or an act was first, or the instance is suspended."""
    timer = uow.get(Timer, command.timer_id)
    if timer is None:
        return {"fired": False}
    instance = _instance_of(uow, timer)
    timer = uow.get(Timer, command.timer_id, lock=True)
    if timer is None or timer.due_at > uow.now:
        return {"fired": False}
    if timer.definition_id is not None:
        act = Act(uow, actor)
        started = timer_started(act, timer)
        act.settle()
        return {"fired": started}
    if instance is None or instance.state not in ("running", "suspended", "incident"):
        uow.remove(Timer, id=timer.id)
        return {"fired": False}
    if instance.state != "running":
        timer.due_at = uow.now + timedelta(minutes=10)
        uow.save(timer, "due_at")
        return {"fired": False}
    act = Act(uow, actor)
    run = act.open(instance)
    uow.remove(Timer, id=timer.id)
    if timer.token is not None:
        journal.write(act, run, "timer.fired", element=timer.element)
        run.execution.fire_timer(timer.token)
    elif timer.clock_id is not None:
        _clock_speaks(act, run, timer)
    act.settle()
    return {"fired": True}


def postpone_timer(command: PostponeTimer, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{attempts}`; after the last one it waits a day, visible among the timers."""
    timer = uow.get(Timer, command.timer_id, lock=True)
    if timer is None:
        return {"attempts": 0}
    timer.attempts += 1
    timer.error = command.error[:2000]
    wait = BACK_OFF * 2**timer.attempts if timer.attempts < MAX_ATTEMPTS else timedelta(days=1)
    timer.due_at = uow.now + wait
    uow.save(timer, "attempts", "error", "due_at")
    return {"attempts": timer.attempts}


def _instance_of(uow: UnitOfWork, timer: Timer) -> Instance | None:
    """The instance, locked before the timer so that acts and workers lock in the same order."""
    if timer.instance_id is not None:
        return uow.get(Instance, timer.instance_id, lock=True)
    case = uow.get(Case, timer.case_id) if timer.case_id else None
    return uow.get(Instance, case.instance_id, lock=True) if case and case.instance_id else None


def _clock_speaks(act: Act, run: Run, timer: Timer) -> None:
    row = act.uow.get(ClockRow, timer.clock_id)
    if row is None or run.case is None:
        return
    clock = from_json(row.body)
    kind = timer.element or "remind"
    overdue = kind == "overdue"
    step = row.kind == "step"
    template = ("task_overdue" if step else "case_overdue") if overdue else "task_reminder"
    rule = clock_rule(row.kind)
    due = row.due.astimezone(act.uow.calendar().zone).strftime("%Y-%m-%d %H:%M") if row.due else ""
    facts = {"step": rule.zh, "step_due": due, "promised_due": due, "handler": ""}
    for task in _tasks(act, run, row):
        words = {**facts, "step": task.name, "handler": task.assignee or ""}
        milestones.notify(act, run, template, _holders(task), task_id=task.id, facts=words)
    if overdue:
        expired = clocks.change(act, run, row, lambda one: one.expire(act.uow.now))
        leaders = [group_ref(f"branch_leader@{run.case.unit}"), group_ref("supervisor")]
        milestones.notify(act, run, template, leaders, facts=facts)
        word = "task.overdue" if step else "case.overdue"
        journal.write(act, run, word, clock=row.kind, state=expired.state)
        if step:
            journal.write(act, run, "task.escalated", clock=row.kind, to=leaders)
        return
    clocks.arm(act.uow, row, clock, after=kind)
    journal.write(act, run, "task.reminded", clock=row.kind, reminder=kind)


def _tasks(act: Act, run: Run, row: ClockRow) -> list[Task]:
    where: dict[str, Any] = {"instance_id": run.record.id, "state": OPEN}
    if row.token is not None:
        where["token"] = row.token
    return act.uow.find(Task, limit=100, **where)


def _holders(task: Task) -> list[str]:
    return [user_ref(task.assignee)] if task.assignee else list(task.candidates)
