"""What people do with an alarm: explain, appeal, lift, uphold, and open a supervision task for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain import alarm_life
from tongban.engine.domain.actor import SYSTEM, Actor, group_ref, user_ref
from tongban.engine.domain.authorize import Thing, allowed, may
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.domain.supervision import LEVEL_WORDS
from tongban.engine.ports import Alarm, AlarmStep, Instance, Outgoing, Task, UnitOfWork
from tongban.engine.use_cases.flow import Act, journal, supervision_task, work

MOST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class MoveAlarm:
    """`act` is explain, appeal, lift or uphold; every one of them needs a reason."""

    alarm_id: str
    act: str
    reason: str


@dataclass(frozen=True, slots=True)
class SuperviseAlarm:
    """Open the supervision process for an alarm."""

    alarm_id: str
    reason: str = ""


def move_alarm(command: MoveAlarm, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The alarm; an explanation also answers the supervision task that waits for it, a verdict ends that task."""
    alarm, instance = locked(uow, command.alarm_id)
    check_right(actor, f"alarm.{command.act}", alarm)
    reason = command.reason.strip()[:MOST_TEXT]
    if not reason:
        raise errors.Invalid(errors=[{"field": "reason", "message": "请写明理由 / a reason is needed"}])
    if command.act in ("lift", "uphold") and alarm.person == actor.id:
        raise errors.NotAllowed("责任人不得认定本人的监察 / nobody judges an alarm about themselves")
    steps = step(uow, alarm, command.act, actor.id, reason)
    _tell(uow, alarm, command.act, actor, reason)
    act = Act(uow, actor)
    if instance is not None:
        _answer_task(act, instance, command.act, reason)
    act.settle()
    journal.alone(
        uow,
        actor,
        uow.new_id(),
        EVENT_OF[command.act],
        alarm=alarm.id,
        number=alarm.number,
        case=alarm.case_no,
        reason=reason,
    )
    return alarm_view(alarm, steps)


def supervise_alarm(command: SuperviseAlarm, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The alarm with its supervision task; Conflict when it has one or is over."""
    alarm, _ = locked(uow, command.alarm_id)
    check_right(actor, "alarm.supervise", alarm)
    if alarm.instance_id is not None or alarm.state in alarm_life.OVER:
        raise errors.Conflict(
            "已督办或已了结 / there is a supervision task, or the alarm is over",
            current={"state": alarm.state, "instance_id": alarm.instance_id},
        )
    act = Act(uow, actor)
    supervise(act, alarm)
    act.settle()
    write_step(uow, alarm, "supervise", actor.id, command.reason.strip()[:MOST_TEXT])
    return alarm_view(alarm, uow.find(AlarmStep, alarm_id=alarm.id, order="no"))


def supervise(act: Act, alarm: Alarm) -> None:
    """Start the process and remember it at the alarm; the caller settles."""
    alarm.instance_id = supervision_task.open_for(
        act,
        subject=alarm.case_no,
        matter=alarm.rule_name,
        unit=alarm.unit,
        person=alarm.person,
        alarm=alarm.number,
        level=alarm.level,
    )
    act.uow.save(alarm, "instance_id")


def notified(uow: UnitOfWork, alarm_id: str) -> None:
    """The unit has the notice in its message box."""
    alarm = uow.get(Alarm, alarm_id, lock=True)
    if alarm is not None and alarm.state == "raised":
        step(uow, alarm, "notify", SYSTEM.id, "")


def step(uow: UnitOfWork, alarm: Alarm, act: str, by: str, reason: str) -> list[AlarmStep]:
    """One step on in the alarm's life, written down; all its steps so far."""
    before = uow.find(AlarmStep, alarm_id=alarm.id, order="no")
    appeals = sum(1 for one in before if one.action == "appeal")
    alarm.state = alarm_life.move(alarm.state, act, appeals=appeals)
    alarm.closed_at = uow.now if alarm.state in alarm_life.OVER else None
    uow.save(alarm, "state", "closed_at")
    added = AlarmStep(alarm.id, len(before) + 1, act, by, uow.now, reason)
    uow.add(added)
    return [*before, added]


def write_step(uow: UnitOfWork, alarm: Alarm, action: str, by: str, reason: str) -> None:
    """Something that happened and leaves the state as it is."""
    before = uow.find(AlarmStep, alarm_id=alarm.id, order="no")
    uow.add(AlarmStep(alarm.id, len(before) + 1, action, by, uow.now, reason))


def locked(uow: UnitOfWork, alarm_id: str) -> tuple[Alarm, Instance | None]:
    """The alarm, locked after the instance of its supervision task: everybody locks in that order."""
    seen = uow.get(Alarm, alarm_id)
    if seen is None:
        raise errors.NotFound()
    instance = uow.get(Instance, seen.instance_id, lock=True) if seen.instance_id else None
    alarm = uow.get(Alarm, alarm_id, lock=True)
    assert alarm is not None
    return alarm, instance


def check_right(actor: Actor, verb: str, alarm: Alarm) -> None:
    """NotFound for somebody who may not know of it, NotAllowed for one who may not do this."""
    thing = Thing(assignee=alarm.person, unit=alarm.unit)
    if not allowed(actor, "alarm.read", thing):
        raise errors.NotFound()
    may(actor, verb, thing)


def alarm_view(alarm: Alarm, steps: Iterable[AlarmStep]) -> dict[str, Any]:
    """One alarm with its life."""
    told = list(steps)
    appeals = sum(1 for one in told if one.action == "appeal")
    return {
        "id": alarm.id,
        "number": alarm.number,
        "rule": {"id": alarm.rule_id, "name": alarm.rule_name, "name_en": alarm.rule_name_en},
        "level": alarm.level,
        "state": alarm.state,
        "case_no": alarm.case_no,
        "item": {"code": alarm.item_code, "name": alarm.item_name, "name_en": alarm.item_name_en},
        "unit": alarm.unit,
        "region": alarm.region,
        "element": alarm.element,
        "person": alarm.person,
        "facts": alarm.facts,
        "happened_at": alarm.happened_at,
        "raised_at": alarm.raised_at,
        "closed_at": alarm.closed_at,
        "instance_id": alarm.instance_id,
        "operations": alarm_life.open_to(alarm.state, appeals=appeals),
        "steps": [
            {"no": one.no, "action": one.action, "by": one.by, "at": one.at, "reason": one.reason}
            for one in told
        ],
    }


EVENT_OF = {
    "explain": "supervision.explained",
    "appeal": "supervision.appealed",
    "lift": "supervision.lifted",
    "uphold": "supervision.upheld",
}
SAID = {
    "explain": ("作出说明", "explained"),
    "appeal": ("提出申诉", "appealed against"),
    "lift": ("解除", "lifted"),
    "uphold": ("认定", "upheld"),
}


def letter(alarm: Alarm) -> dict[str, Any]:
    """What notices about an alarm speak of."""
    card = LEVEL_WORDS[alarm.level]
    return {
        "case_no": alarm.case_no,
        "item": alarm.item_name,
        "item_en": alarm.item_name_en,
        "number": alarm.number,
        "rule": alarm.rule_name,
        "rule_en": alarm.rule_name_en,
        "card": card[0],
        "card_en": card[1],
        "unit": alarm.unit,
    }


def _tell(uow: UnitOfWork, alarm: Alarm, act: str, actor: Actor, reason: str) -> None:
    zh, en = SAID[act]
    refs = (
        [group_ref("supervisor")]
        if act in ("explain", "appeal")
        else [group_ref(f"unit_admin@{alarm.unit}"), *([user_ref(alarm.person)] if alarm.person else [])]
    )
    data = {**letter(alarm), "step": zh, "step_en": en, "by": actor.name or actor.id, "note": reason}
    payload = {"template": "alarm_moved", "task_id": None, "data": data}
    for ref in refs:
        uow.add(Outgoing(uow.new_id(), "message_box", ref, payload, uow.now))


#: Which step of the supervision process an act on its alarm answers, and how.
ANSWERS = {
    "explain": (supervision_task.EXPLAIN, "explained"),
    "appeal": (supervision_task.EXPLAIN, "explained"),
    "lift": (supervision_task.REVIEW, "lift"),
    "uphold": (supervision_task.REVIEW, "uphold"),
}


def _answer_task(act: Act, instance: Instance, what: str, reason: str) -> None:
    if instance.state != "running":
        return
    element, outcome = ANSWERS[what]
    waiting = act.uow.find(Task, instance_id=instance.id, state=TASK_OPEN)
    run = act.open(instance)
    for task in waiting:
        if task.element == supervision_task.EXPLAIN and element == supervision_task.REVIEW:
            # A verdict does not wait for an explanation that has not come.
            work.finish(act, run, task, "explained", "neutral", None, {})
            act.settle()
    for task in act.uow.find(Task, instance_id=instance.id, element=element, state=TASK_OPEN):
        work.finish(act, run, task, outcome, "neutral", reason, {})
