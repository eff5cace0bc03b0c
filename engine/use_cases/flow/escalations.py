"""Escalation: one timer per time limit for the next moment a rule speaks, and each moment on record once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.engine.domain.clock import Clock, from_json
from tongban.engine.domain.clock_rules import clock_rule
from tongban.engine.domain.escalation import TASK, EscalationRule
from tongban.engine.domain.escalation_times import Moment, due_now, next_at
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Case, ClockRow, Firing, Task, Timer, UnitOfWork
from tongban.engine.use_cases.flow import (
    desk,
    directory,
    dossier,
    escalation_acts,
    journal,
    letters,
    overseers,
)

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

KIND = "escalation"
MOST_TASKS = 100


def arm(uow: UnitOfWork, row: ClockRow, clock: Clock, case: Case | None = None) -> None:
    """Set the timer of a clock's next firing; what was missed is due at once.

    The caller has removed the clock's timers.
    """
    if clock.due is None or clock.state not in ("running", "expired"):
        return
    case = case or uow.get(Case, row.case_id)
    rules = rules_for(uow, row.kind, case)
    calendar = uow.calendar(case.unit if case else None)
    missed = due_now(rules, clock, calendar, uow.now)
    if missed:
        _wait(uow, row, missed[0].at, missed[0].phase)
        return
    ahead = next_at(rules, clock, calendar, uow.now)
    if ahead is not None:
        _wait(uow, row, *ahead)


def arm_task(uow: UnitOfWork, task: Task) -> None:
    """Set the timer of a task that has a due date and no clock; it outlives the task and then finds it done."""
    clock = _clock_of(task)
    if clock is None:
        return
    ahead = next_at(rules_for(uow, TASK, None), clock, uow.calendar(), uow.now)
    if ahead is not None:
        uow.add(_timer(uow, ahead[0], ahead[1], instance_id=task.instance_id, subject=task.id))


def rules_for(uow: UnitOfWork, clock: str, case: Case | None) -> list[EscalationRule]:
    """The rules about clocks of this kind: those in force everywhere, in the unit, for the item, and the item's own."""
    item = uow.library.item(case.item_version_id) if case else None
    own = item.sheet.escalations if item is not None else ()
    code, unit = (case.item_code, case.unit) if case else (None, None)
    return [one for one in (*uow.escalation_rules(), *own) if one.watches(clock, code, unit)]


def fire(act: Act, run: Run, timer: Timer) -> None:
    """What the rules say about a clock or a task at this moment, as far as it has not been done before."""
    row = dossier.of(act, run).clock(timer.clock_id) if run.case is not None else None
    if row is not None:
        clock = from_json(row.body)
        _fire_moments(act, run, row.id, row.kind, clock, tasks_of(act, run, row))
        act.uow.remove(Timer, clock_id=row.id, kind=KIND)
        _arm_next(act, run, row)
        return
    task = act.uow.get(Task, timer.clock_id)
    clock_of = _clock_of(task) if task is not None else None
    if task is None or clock_of is None or task.state not in TASK_OPEN:
        return
    _fire_moments(act, run, task.id, TASK, clock_of, [task])
    arm_task(act.uow, task)


def _arm_next(act: Act, run: Run, row: ClockRow) -> None:
    clock = from_json(row.body)
    case = run.case
    rules = rules_for(act.uow, row.kind, case)
    ahead = next_at(rules, clock, act.uow.calendar(case.unit if case else None), act.uow.now)
    if ahead is not None:
        _wait(act.uow, row, *ahead)


def _fire_moments(act: Act, run: Run, subject: str, kind: str, clock: Clock, tasks: list[Task]) -> None:
    uow = act.uow
    unit = run.case.unit if run.case else None
    moments = due_now(rules_for(uow, kind, run.case), clock, uow.calendar(unit), uow.now)
    if not moments:
        return
    names = sorted({one.occurrence for one in moments})
    done = {(one.rule_id, one.occurrence) for one in uow.find(Firing, subject=subject, occurrence=names)}
    told: set[tuple[str, str, str]] = set()
    for moment in moments:
        if (moment.rule.id, moment.occurrence) in done:
            continue
        _fire_one(act, run, subject, kind, clock, moment, tasks, told)


def _fire_one(
    act: Act,
    run: Run,
    subject: str,
    kind: str,
    clock: Clock,
    moment: Moment,
    tasks: list[Task],
    told: set[tuple[str, str, str]],
) -> None:
    """Tell, then do; the record stands in the same transaction, and its key lets nothing happen twice."""
    rule, uow = moment.rule, act.uow
    touched = [task for task in tasks if _concerns(rule, run, task)]
    if not touched and (rule.element is not None or rule.on_deadline is not None):
        return
    unit = run.case.unit if run.case else None
    did: dict[str, Any] = {"told": _tell(act, run, rule, kind, clock, moment, touched, unit, told)}
    if rule.act is not None:
        did["act"] = rule.act
        did.update(escalation_acts.do(act, run, rule, moment, touched))
    uow.add(
        Firing(
            rule_id=rule.id,
            subject=subject,
            occurrence=moment.occurrence,
            at=uow.now,
            rule=rule.to_json(),
            did=did,
            unit=unit or "",
            case_no=run.case.case_no if run.case else None,
            instance_id=run.record.id,
        )
    )
    word = "task.escalated" if moment.phase == "overdue" else "task.reminded"
    facts: dict[str, Any] = {
        "clock": kind,
        "reminder": moment.phase,
        "rule": rule.id,
        "occurrence": moment.occurrence,
    }
    one = touched[0] if touched else None
    if one is not None:
        facts |= {"element": one.element, "handler": one.assignee}
    journal.write(act, run, word, task_id=one.id if one else None, **facts, did=did.get("act"))


def _concerns(rule: EscalationRule, run: Run, task: Task) -> bool:
    if rule.element not in (None, task.element):
        return False
    deadline = run.definition.elements[task.element].extensions.deadline
    return rule.on_deadline is None or (deadline is not None and deadline.on == rule.on_deadline)


def _tell(
    act: Act,
    run: Run,
    rule: EscalationRule,
    kind: str,
    clock: Clock,
    moment: Moment,
    tasks: list[Task],
    unit: str | None,
    told: set[tuple[str, str, str]],
) -> list[dict[str, Any]]:
    overdue = moment.phase == "overdue"
    step = kind in ("step", TASK)
    template = ("task_overdue" if step else "case_overdue") if overdue else "task_reminder"
    facts = _words(act, run, kind, clock, tasks)
    found = []
    for name in rule.to:
        for task in tasks if name == "handler" else [tasks[0] if tasks else None]:
            own = [task] if task is not None else []
            refs = overseers.refs_of(act.uow, [name], own if name == "handler" else tasks, unit)
            words = _of_task(act, run, facts, task) if task is not None else facts
            letter = letters.Letter(template, words, task.id if task and name == "handler" else None)
            found.extend(letters.send(act, run, rule.channels, refs, letter, told))
    return found


def _words(act: Act, run: Run, kind: str, clock: Clock, tasks: list[Task]) -> Mapping[str, Any]:
    zone = act.uow.calendar().zone
    due = clock.due.astimezone(zone).strftime("%Y-%m-%d %H:%M") if clock.due else ""
    holder = next((task.assignee for task in tasks if task.assignee), "")
    step = "、".join(dict.fromkeys(task.name for task in tasks)) or clock_rule(kind).zh
    english = ", ".join(dict.fromkeys(desk.english_step(run, task) or task.name for task in tasks))
    return {
        **{"step": step, "step_en": english or clock_rule(kind).en},
        **{"step_due": due, "due": due, "promised_due": due},
        **_holder(act, holder),
    }


def _of_task(act: Act, run: Run, facts: Mapping[str, Any], task: Task) -> Mapping[str, Any]:
    own = {"step": task.name, "step_en": desk.english_step(run, task)}
    return {**facts, **own, **_holder(act, task.assignee)}


def _holder(act: Act, username: str | None) -> dict[str, str]:
    if not username:
        return {"handler": "待认领", "handler_en": "not yet claimed"}
    return {"handler": directory.names(act, [username]).get(username, username)}


def tasks_of(act: Act, run: Run, row: ClockRow) -> list[Task]:
    """The open tasks a clock is about: those of its step, or all."""
    where: dict[str, Any] = {"instance_id": run.record.id, "state": TASK_OPEN}
    if row.token is not None:
        where["token"] = row.token
    return act.uow.find(Task, limit=MOST_TASKS, **where)


def _clock_of(task: Task) -> Clock | None:
    """A task's due date as a time limit that runs from its opening."""
    if task.due is None or task.state not in TASK_OPEN:
        return None
    return Clock(TASK, task.created_at, 0, "workday", due=task.due)


def _wait(uow: UnitOfWork, row: ClockRow, at: datetime, phase: str) -> None:
    uow.add(_timer(uow, at, phase, case_id=row.case_id, subject=row.id))


def _timer(
    uow: UnitOfWork,
    at: datetime,
    phase: str,
    *,
    subject: str,
    case_id: str | None = None,
    instance_id: str | None = None,
) -> Timer:
    return Timer(
        id=uow.new_id(),
        due_at=at,
        kind=KIND,
        element=phase,
        case_id=case_id,
        instance_id=instance_id,
        clock_id=subject,
    )
