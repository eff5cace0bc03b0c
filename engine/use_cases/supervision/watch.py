"""The watch: new events of the feed are judged and counted once, in the transaction that moves the bookmark on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import SYSTEM, Actor, group_ref, user_ref
from tongban.engine.domain.supervision import AlarmRule
from tongban.engine.ports import Alarm, AlarmStep, Bookmark, Case, FeedEvent, Outgoing, UnitOfWork
from tongban.engine.use_cases.flow import Act
from tongban.engine.use_cases.supervision import alarm_life, figures, follow
from tongban.engine.use_cases.supervision.sight import Sight, facts_of, look

NAME = "supervision"
BATCH = 500
#: What lies further back when it is first seen, as after an upgrade, is counted but raises no alarm.
STALE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class WatchEvents:
    """The next events of the feed."""

    limit: int = BATCH


def watch_events(command: WatchEvents, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{read, raised}`: how many events were read, and the ids of the alarms they raised."""
    if not uow.take(Bookmark, [NAME]) and uow.get(Bookmark, NAME) is not None:
        # Another worker reads on. It may be held up: nobody waits for it.
        return {"read": 0, "raised": []}
    place = bookmark(uow, NAME)
    events = uow.feed(place.tx, place.event_id, command.limit)
    if not events:
        return {"read": 0, "raised": []}
    raised = _see(uow, events)
    place.tx, place.event_id, place.at = events[-1].tx, events[-1].id, uow.now
    uow.save(place, "tx", "event_id", "at")
    return {"read": len(events), "raised": [one.id for one in raised]}


def bookmark(uow: UnitOfWork, name: str) -> Bookmark:
    """The place reached, locked: of several workers one reads on at a time."""
    place = uow.get(Bookmark, name, lock=True)
    if place is None:
        place = Bookmark(name, 0, 0, "", uow.now)
        uow.add(place)
    return place


def _see(uow: UnitOfWork, events: Sequence[FeedEvent]) -> list[Alarm]:
    rules = uow.alarm_rules()
    asked = {type_ for rule in rules if rule.enabled for type_ in rule.events}
    telling = [one for one in events if one.type in asked or one.type in figures.ALL]
    follow.up(uow, [one for one in events if one.type == "task.completed" and one.case_no is None])
    if not telling:
        return []
    sight = look(uow, telling, asked)
    sums = figures.Sums()
    found: list[tuple[Alarm, Case, AlarmRule]] = []
    for event in telling:
        case = sight.case(event)
        if case is None:
            continue
        figures.count(sums, sight, event, case, uow.calendar(case.unit))
        if event.type in asked and uow.now - event.at <= STALE:
            facts = facts_of(sight, event, case)
            for rule in rules:
                if rule.looks_at(event.type, case.item_code, case.unit) and rule.holds(facts):
                    found.append((_alarm(uow, sight, event, case, rule, facts), case, rule))
    figures.count_alarms(sums, [(alarm, case) for alarm, case, _ in found], uow.calendar())
    uow.add_figures(sums.rows())
    _open_tasks(uow, [alarm for alarm, _, rule in found if rule.supervise])
    return [alarm for alarm, _, _ in found]


def _alarm(
    uow: UnitOfWork, sight: Sight, event: FeedEvent, case: Case, rule: AlarmRule, facts: dict[str, Any]
) -> Alarm:
    unit = sight.units.get(case.unit)
    year = uow.calendar().day_of(uow.now).year
    handler = event.data.get("handler") or (None if facts["by_system"] else event.actor)
    if handler is not None and handler in (case.applicant_user, event.data.get("applicant")):
        handler = None
    alarm = Alarm(
        id=uow.new_id(),
        number=f"JC{year}-{uow.next_number(f'alarm:{year}'):06d}",
        rule_id=rule.id,
        rule_name=rule.name,
        rule_name_en=rule.name_en or rule.name,
        level=rule.level,
        state="raised",
        event_id=event.id,
        happened_at=event.at,
        raised_at=uow.now,
        case_no=case.case_no,
        item_code=case.item_code,
        item_name=case.item_name,
        item_name_en=case.item_name_en,
        unit=case.unit,
        region=unit.region if unit else "",
        facts={name: value for name, value in facts.items() if name != "data" and value is not None},
        element=event.data.get("element"),
        person=handler,
    )
    uow.add(alarm)
    uow.add(AlarmStep(alarm.id, 1, "raise", SYSTEM.id, uow.now))
    _tell(uow, alarm)
    return alarm


def _tell(uow: UnitOfWork, alarm: Alarm) -> None:
    """The unit's administrators and whoever answers for it; a red card goes to the leaders and supervisors too."""
    refs = [group_ref(f"unit_admin@{alarm.unit}"), group_ref(f"branch_leader@{alarm.unit}")]
    if alarm.person:
        refs.insert(0, user_ref(alarm.person))
    if alarm.level == "red":
        refs += [group_ref(f"main_leader@{alarm.unit}"), group_ref("supervisor")]
    payload = {
        "template": "alarm_raised",
        "task_id": None,
        "data": alarm_life.letter(alarm),
        "alarm": alarm.id,
    }
    for ref in refs:
        uow.add(Outgoing(uow.new_id(), "message_box", ref, payload, uow.now))


def _open_tasks(uow: UnitOfWork, alarms: list[Alarm]) -> None:
    """A rule that supervises opens the task with the alarm; where there is no process the alarm stands alone."""
    if not alarms:
        return
    act = Act(uow, SYSTEM)
    for alarm in alarms:
        try:
            alarm_life.supervise(act, alarm)
        except errors.Conflict as refused:
            alarm_life.write_step(uow, alarm, "unsupervised", SYSTEM.id, refused.message)
        else:
            alarm_life.write_step(uow, alarm, "supervise", SYSTEM.id, "")
    act.settle()
