"""What a due timer brings: a BPMN timer moves its instance, a clock's reminder tells people; each fires once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.clock import from_json
from tongban.engine.domain.states import INSTANCE_OPEN
from tongban.engine.ports import Case, Instance, Timer, UnitOfWork
from tongban.engine.use_cases.flow import (
    Act,
    Run,
    agreement,
    clocks,
    deemed,
    dossier,
    escalations,
    journal,
    lapse,
    owed_lapse,
    pauses,
    tolerant,
)
from tongban.engine.use_cases.flow.starts import timer_started
from tongban.engine.use_cases.publication_force import TAKES_EFFECT
from tongban.engine.use_cases.publication_versions import take_effect
from tongban.engine.use_cases.recount_clocks import RECOUNT, go_on
from tongban.engine.use_cases.schedule_definition import SWITCH, switch


@dataclass(frozen=True, slots=True)
class FireDue:
    """A timer whose time has come."""

    timer_id: str


def fire_due(command: FireDue, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{fired}`: False when another worker or an act was first, or the instance is suspended."""
    timer = uow.get(Timer, command.timer_id)
    if timer is None:
        return {"fired": False}
    instance = instance_of(uow, timer)
    timer = uow.get(Timer, command.timer_id, lock=True)
    if timer is None or timer.due_at > uow.now:
        return {"fired": False}
    if timer.kind == TAKES_EFFECT:
        return {"fired": take_effect(uow, timer)}
    if timer.kind == RECOUNT:
        return {"fired": go_on(uow, actor, timer)}
    if timer.kind == SWITCH:
        return {"fired": switch(uow, actor, timer)}
    if timer.definition_id is not None:
        act = Act(uow, actor)
        started = timer_started(act, timer)
        act.settle()
        return {"fired": started}
    return {"fired": fire(Act(uow, actor), timer, instance)}


def fire(act: Act, timer: Timer, instance: Instance | None, case: Case | None = None) -> bool:
    """What the timer brings to its instance; the caller holds the rows and has seen that it is due.

    False when it brings nothing: the instance has ended or is suspended, or a clock is still ahead of it.
    """
    uow = act.uow
    if instance is None or instance.state not in INSTANCE_OPEN:
        uow.remove(Timer, id=timer.id)
        return False
    if instance.state == "suspended":
        timer.due_at = uow.now + timedelta(minutes=10)
        uow.save(timer, "due_at")
        return False
    run = act.open(instance, case)
    if timer.token is not None and lapse.held_back(act, run, timer):
        return False
    uow.remove(Timer, id=timer.id)
    _take_effect(act, run, timer)
    act.settle()
    if timer.kind == "clock":
        agreement.deem(act, run, timer.clock_id)
    return True


def instance_of(uow: UnitOfWork, timer: Timer) -> Instance | None:
    """The instance, locked before the timer so that acts and workers lock in the same order."""
    if timer.instance_id is not None:
        return uow.get(Instance, timer.instance_id, lock=True)
    case = uow.get(Case, timer.case_id) if timer.case_id else None
    return uow.get(Instance, case.instance_id, lock=True) if case and case.instance_id else None


def _take_effect(act: Act, run: Run, timer: Timer) -> None:
    if timer.token is not None:
        journal.write(act, run, "timer.fired", element=timer.element)
        run.execution.fire_timer(timer.token)
    elif timer.kind == escalations.KIND:
        escalations.fire(act, run, timer)
    elif timer.clock_id is not None:
        _clock_speaks(act, run, timer)


def _clock_speaks(act: Act, run: Run, timer: Timer) -> None:
    if run.case is None:
        return
    row = dossier.of(act, run).clock(timer.clock_id)
    if row is None:
        return
    clock = from_json(row.body)
    kind = timer.element
    if kind == "overrun":
        pauses.overrun(act, run, row, clock)
        return
    if row.kind == tolerant.KIND:
        owed_lapse.speak(act, run, row, kind or "remind")
        return
    if kind == "overdue" and row.kind == "correction" and deemed.accept(act, run, row):
        return
    if kind != "overdue":
        # A reminder set by an earlier release: reminders are rules now.
        clocks.arm(act.uow, row, clock, act.uow.calendar(run.case.unit), case=run.case)
        return
    expired = clocks.change(act, run, row, lambda one: one.expire(act.uow.now))
    if row.kind == "supplement" and run.case.state == "correction_requested":
        escalations.fire(act, run, timer)
        lapse.lapsed(act, run)
        return
    word = "task.overdue" if row.kind == "step" else "case.overdue"
    tasks = escalations.tasks_of(act, run, row)
    facts = {"element": tasks[0].element, "handler": tasks[0].assignee} if tasks else {}
    journal.write(act, run, word, clock=row.kind, state=expired.state, **facts)
    escalations.fire(act, run, timer)
