"""What wakes an instance from outside: a timer, a message, a signal, a trigger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Instance, Subscription, Timer, UnitOfWork
from tongban.engine.use_cases.flow import Act, calls, journal
from tongban.engine.use_cases.flow.starts import timer_started
from tongban.engine.use_cases.start_instance import answer
from tongban.engine.use_cases.step_form import check_variables


@dataclass(frozen=True, slots=True)
class FireTimer:
    """Fire a pending BPMN timer now, whatever its due time."""

    timer_id: str


@dataclass(frozen=True, slots=True)
class CorrelateMessage:
    """Deliver to exactly one receiver: a waiting instance, or a start event."""

    name: str
    business_key: str | None = None
    correlation: Mapping[str, Any] = field(default_factory=dict)
    instance: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BroadcastSignal:
    """Deliver to everybody who waits for it."""

    name: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TriggerReceive:
    """Let a receive task go on without a message."""

    instance_id: str
    element: str
    variables: Mapping[str, Any] = field(default_factory=dict)


def fire_timer(command: FireTimer, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The instance after the timer."""
    may(actor, "timer.fire")
    timer = uow.get(Timer, command.timer_id)
    if timer is not None and timer.kind == "start" and timer.definition_id is not None:
        return _start_now(uow, actor, timer.id)
    if timer is None or timer.instance_id is None or timer.token is None:
        raise errors.NotFound(timer=command.timer_id)
    act = Act(uow, actor)
    record = uow.get(Instance, timer.instance_id, lock=True)
    timer = uow.get(Timer, command.timer_id)  # again, now that the instance stands still
    if record is None or timer is None or timer.token is None:
        raise errors.Conflict("The timer has fired or is gone.")
    _must_run(record)
    run = act.open(record)
    uow.remove(Timer, id=timer.id)
    journal.write(act, run, "timer.fired", element=timer.element)
    run.execution.fire_timer(timer.token)
    act.settle()
    return answer(uow, run)


def correlate_message(command: CorrelateMessage, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The instance that took the message; NotFound for none, Ambiguous for several."""
    may(actor, "message.correlate")
    check_variables(command.variables)
    act = Act(uow, actor)
    targets = calls.message_targets(
        act, command.name, command.business_key, command.correlation, command.instance
    )
    if len(targets) > 1:
        raise errors.Ambiguous(name=command.name, matches=len(targets))
    if targets:
        run = calls.deliver_message(act, targets[0], command.variables)
    else:
        start = None if command.instance else calls.start_of(act, "message", command.name)
        if start is None:
            raise errors.NotFound(f"Nothing waits for the message {command.name}.", name=command.name)
        definition, element = start
        run = act.start(definition, command.variables, business_key=command.business_key, start_event=element)
    journal.write(act, run, "message.correlated", name=command.name)
    act.settle()
    return answer(uow, run)


def broadcast_signal(command: BroadcastSignal, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """How many were reached."""
    may(actor, "signal.broadcast")
    check_variables(command.variables)
    act = Act(uow, actor)
    delivered = calls.broadcast(act, command.name, command.variables)
    for run in list(act.runs.values()):
        journal.write(act, run, "signal.broadcast", name=command.name)
    act.settle()
    return {"delivered": delivered}


def trigger_receive(command: TriggerReceive, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The instance after its receive task went on."""
    may(actor, "receive.trigger")
    check_variables(command.variables)
    record = uow.get(Instance, command.instance_id, lock=True)
    if record is None:
        raise errors.NotFound(instance=command.instance_id)
    _must_run(record)
    act = Act(uow, actor)
    run = act.open(record)
    waiting = [token for token, element in run.execution.tokens.items() if element == command.element]
    receives = run.definition.elements.get(command.element)
    if receives is None or receives.type != "receiveTask" or not waiting:
        raise errors.NotFound(f"No receive task waits at {command.element}.", element=command.element)
    if len(waiting) > 1:
        raise errors.Ambiguous(element=command.element, matches=len(waiting))
    uow.remove(Subscription, instance_id=record.id, token=waiting[0])
    run.execution.deliver(waiting[0], command.variables)
    journal.write(act, run, "message.correlated", element=command.element)
    act.settle()
    return answer(uow, run)


def _start_now(uow: UnitOfWork, actor: Actor, timer_id: str) -> dict[str, Any]:
    """The instance that a timer start event begins before its time; its later times stay as they are."""
    timer = uow.get(Timer, timer_id, lock=True)
    if timer is None:
        raise errors.Conflict("The timer has fired or is gone.")
    act = Act(uow, actor)
    if not timer_started(act, timer):
        raise errors.Conflict("The process is disabled.", current={"enabled": False})
    run = next(iter(act.runs.values()))
    act.settle()
    return answer(uow, run)


def _must_run(record: Instance) -> None:
    """An incident stops only its own element; the rest of the instance goes on."""
    if record.state not in ("running", "incident"):
        raise errors.Conflict("The instance does not run.", current={"state": record.state})
