"""Switch a version of a process on or off at a moment to come; the worker does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Definition, Timer, UnitOfWork
from tongban.engine.use_cases.flow import journal

#: The kind of timer row that waits for the moment; its element says `enable` or `disable`.
SWITCH = "switch"
MOST = 20


@dataclass(frozen=True, slots=True)
class ScheduleDefinition:
    """From `at` on, new instances may (or may not) start from this version."""

    definition_id: str
    at: datetime
    enabled: bool


@dataclass(frozen=True, slots=True)
class UnscheduleDefinition:
    """Forget a switch that has not come yet."""

    definition_id: str
    switch_id: str


def schedule_definition(command: ScheduleDefinition, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{id, definition_id, at, enabled}`; Invalid for a moment that has passed."""
    may(actor, "definition.schedule")
    definition = uow.get(Definition, command.definition_id, lock=True)
    if definition is None or definition.kind != "process":
        raise errors.NotFound(definition=command.definition_id)
    if command.at <= uow.now:
        raise errors.Invalid(errors=[{"field": "at", "message": "A moment to come."}])
    if len(uow.find(Timer, definition_id=definition.id, kind=SWITCH, limit=MOST)) >= MOST:
        raise errors.Conflict(f"There are {MOST} switches of this version already.")
    word = "enable" if command.enabled else "disable"
    timer = Timer(id=uow.new_id(), due_at=command.at, kind=SWITCH, element=word, definition_id=definition.id)
    uow.add(timer)
    journal.alone(
        uow,
        actor,
        uow.new_id(),
        "definition.scheduled",
        definition=definition.id,
        at=command.at.isoformat(),
        enabled=command.enabled,
    )
    return _view(timer)


def unschedule_definition(command: UnscheduleDefinition, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The switch as it was."""
    may(actor, "definition.schedule")
    timer = uow.get(Timer, command.switch_id, lock=True)
    if timer is None or timer.kind != SWITCH or timer.definition_id != command.definition_id:
        raise errors.NotFound(switch=command.switch_id)
    uow.remove(Timer, id=timer.id)
    journal.alone(
        uow, actor, uow.new_id(), "definition.unscheduled", definition=timer.definition_id, switch=timer.id
    )
    return _view(timer)


def switch(uow: UnitOfWork, actor: Actor, timer: Timer) -> bool:
    """The moment has come; the caller holds the timer."""
    uow.remove(Timer, id=timer.id)
    definition = uow.get(Definition, timer.definition_id, lock=True)
    if definition is None:
        return False
    word, enabled = f"{timer.element}d", timer.element == "enable"
    if definition.enabled != enabled:
        definition.enabled = enabled
        uow.save(definition, "enabled")
        journal.alone(
            uow, actor, uow.new_id(), f"definition.{word}", definition=definition.id, scheduled=True
        )
    return True


def _view(timer: Timer) -> dict[str, Any]:
    return {
        "id": timer.id,
        "definition_id": timer.definition_id,
        "at": timer.due_at,
        "enabled": timer.element == "enable",
    }
