"""A timer whose effect failed is tried again later; after its last attempt somebody is told, and it goes on daily."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine import bpmn
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.states import INSTANCE_OPEN
from tongban.engine.ports import Instance, Timer, UnitOfWork
from tongban.engine.use_cases.fire_due import instance_of
from tongban.engine.use_cases.flow import Act, incidents

DAILY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PostponeTimer:
    """`error` is what went wrong this time."""

    timer_id: str
    error: str


def postpone_timer(command: PostponeTimer, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{attempts}`: how often it has failed; the last attempt of its plan is an incident of its instance."""
    timer = uow.get(Timer, command.timer_id)
    if timer is None:
        return {"attempts": 0}
    instance = instance_of(uow, timer)
    timer = uow.get(Timer, command.timer_id, lock=True)
    if timer is None:
        return {"attempts": 0}
    timer.attempts += 1
    timer.error = command.error[:2000]
    plan = _plan(uow, instance, timer)
    again = timer.attempts < plan.attempts
    timer.due_at = plan.next(uow.now, timer.attempts) if again else uow.now + DAILY
    uow.save(timer, "attempts", "error", "due_at")
    if timer.attempts == plan.attempts and instance is not None and instance.state in INSTANCE_OPEN:
        act = Act(uow, actor)
        incidents.timer_failed(act, act.open(instance), timer)
        act.settle()
    return {"attempts": timer.attempts}


def _plan(uow: UnitOfWork, instance: Instance | None, timer: Timer) -> bpmn.RetryPlan:
    """A BPMN timer's element may say how often it is tried."""
    if instance is None or timer.token is None or timer.element is None:
        return bpmn.DEFAULT_RETRIES
    element = uow.library.process(instance.definition_id).elements.get(timer.element)
    return element.retry if element is not None else bpmn.DEFAULT_RETRIES
