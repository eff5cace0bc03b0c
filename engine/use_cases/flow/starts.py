"""What starts instances by itself: the message, signal and timer start events of each process's newest version."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tongban.engine import bpmn
from tongban.engine.bpmn.timer import Due, following
from tongban.engine.ports import Definition, StartSubscription, Timer, UnitOfWork

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act

DISABLED = timedelta(minutes=10)


def replace_starts(uow: UnitOfWork, definition: Definition, process: bpmn.ProcessDefinition) -> None:
    """The start events of a new version take the place of those of the version before."""
    before = uow.find(StartSubscription, process_key=definition.key)
    uow.remove(StartSubscription, process_key=definition.key)
    for old in {one.definition_id for one in before}:
        uow.remove(Timer, definition_id=old, kind="start")
    for start in process.start_subscriptions:
        uow.add(
            StartSubscription(
                uow.new_id(), definition.id, definition.key, start.element, start.kind, start.name
            )
        )
        due = process.first_due(start.element, uow.now, start.part) if start.kind == "timer" else None
        if due is not None:
            _wait(uow, definition.id, start.element, due)


def timer_started(act: Act, timer: Timer) -> bool:
    """Begin an instance at a timer start event and wait for the next time; False when it starts no more."""
    uow = act.uow
    definition = uow.get(Definition, timer.definition_id)
    uow.remove(Timer, id=timer.id)
    if definition is None or timer.element is None:
        return False
    due = following(Due(timer.due_at, timer.each, timer.remaining))
    while due is not None and due.left is None and due.at <= uow.now:
        # Times missed while no worker ran are not made up for, where there is no end to them.
        due = following(due)
    if due is not None:
        _wait(uow, definition.id, timer.element, due)
    if definition.enabled:
        act.start(definition, {}, start_event=timer.element)
    elif due is None:
        # The last time of all is not lost: it is looked at again until the process is enabled.
        _wait(uow, definition.id, timer.element, Due(uow.now + DISABLED))
    return definition.enabled


def _wait(uow: UnitOfWork, definition_id: str, element: str, due: Due) -> None:
    uow.add(
        Timer(
            id=uow.new_id(),
            due_at=due.at,
            kind="start",
            element=element,
            definition_id=definition_id,
            each=due.each,
            remaining=due.left,
        )
    )
