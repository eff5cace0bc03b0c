"""Timers, subscriptions and service jobs of an instance become rows, and go when they are not needed any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.bpmn import step
from tongban.engine.ports import ExternalJob, Subscription, Timer
from tongban.engine.use_cases.flow import journal

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


def timer_set(act: Act, run: Run, effect: step.TimerSet) -> None:
    """A timer is due some time."""
    act.uow.add(
        Timer(
            id=act.uow.new_id(),
            due_at=effect.due,
            kind=effect.kind,
            instance_id=run.record.id,
            token=effect.token,
            element=effect.element,
        )
    )


def timer_cleared(act: Act, run: Run, effect: step.TimerCleared) -> None:
    """The timer is not needed."""
    act.uow.remove(Timer, instance_id=run.record.id, token=effect.token)


def subscribed(act: Act, run: Run, effect: step.Subscribed) -> None:
    """The instance waits for an event."""
    act.uow.add(
        Subscription(
            id=act.uow.new_id(),
            instance_id=run.record.id,
            token=effect.token,
            element=effect.element,
            kind=effect.kind,
            name=effect.name,
            business_key=run.record.business_key,
            correlation=dict(effect.correlation),
        )
    )


def unsubscribed(act: Act, run: Run, effect: step.Unsubscribed) -> None:
    """The instance waits for it no more."""
    act.uow.remove(Subscription, instance_id=run.record.id, token=effect.token)


def service_called(act: Act, run: Run, effect: step.ServiceCalled) -> None:
    """A connector, an outside worker or the engine itself has something to do."""
    service = act.uow.services.get(effect.topic)
    if service is not None:
        answer = service(act, run)
        journal.write(act, run, "service.completed", element=effect.element, topic=effect.topic)
        run.execution.complete(effect.token, answer)
        return
    act.uow.add(
        ExternalJob(
            id=act.uow.new_id(),
            instance_id=run.record.id,
            token=effect.token,
            element=effect.element,
            topic=effect.topic,
            created_at=act.uow.now,
            available_at=act.uow.now,
            retries=run.definition.elements[effect.element].retry.attempts,
        )
    )


def service_cancelled(act: Act, run: Run, effect: step.ServiceCancelled) -> None:
    """The job is not needed."""
    act.uow.remove(ExternalJob, instance_id=run.record.id, token=effect.token)
