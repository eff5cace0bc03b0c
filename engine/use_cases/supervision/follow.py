"""What is done in a supervision task shows in the life of its alarm."""

from __future__ import annotations

from collections.abc import Sequence

from tongban.engine import errors
from tongban.engine.ports import Alarm, AlarmStep, FeedEvent, UnitOfWork
from tongban.engine.use_cases.flow import supervision_task
from tongban.engine.use_cases.supervision import alarm_life

VERDICTS = ("lift", "uphold")


def up(uow: UnitOfWork, events: Sequence[FeedEvent]) -> None:
    """Move the alarms on whose supervision tasks were done; what was done by the alarm itself is there already."""
    chains = sorted({one.chain for one in events})
    if not chains:
        return
    alarms = {one.instance_id: one for one in uow.find(Alarm, instance_id=chains, lock=True)}
    for event in events:
        alarm = alarms.get(event.chain)
        act = _act_of(event)
        said = event.data.get("opinion")
        if alarm is None or act is None or not said:
            continue
        steps = uow.find(AlarmStep, alarm_id=alarm.id)
        if any(
            (one.at, one.action, one.by, one.reason) == (event.at, act, event.actor, said) for one in steps
        ):
            continue
        try:
            alarm_life.step(uow, alarm, act, event.actor, said)
        except errors.Conflict:
            # Decided meanwhile by somebody else: that stands.
            alarm_life.write_step(uow, alarm, "noted", event.actor, said)


def _act_of(event: FeedEvent) -> str | None:
    element, outcome = event.data.get("element"), event.data.get("outcome")
    if element == supervision_task.EXPLAIN:
        return "explain"
    if element == supervision_task.REVIEW and outcome in VERDICTS:
        return str(outcome)
    return None
