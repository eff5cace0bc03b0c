"""In whose name somebody acts on a task: their own, or that of the person they are the proxy of 代."""

from __future__ import annotations

from dataclasses import replace

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Task


def acting(actor: Actor, task: Task) -> Actor:
    """The actor as they stand to this task; one's own right comes before a lent one."""
    if task.assignee == actor.id:
        if task.on_behalf_of is None or task.completed_by is not None:
            return actor
        return replace(actor, on_behalf_of=task.on_behalf_of)
    if not actor.stand_ins or (task.assignee is None and not actor.refs.isdisjoint(task.candidates)):
        return actor
    for lent in actor.stand_ins:
        if not lent.covers(task.process_key, task.created_at):
            continue
        free = task.assignee is None and not lent.refs.isdisjoint(task.candidates)
        if free or task.assignee == lent.principal:
            return replace(actor, on_behalf_of=lent.principal, lent=lent.refs)
    return actor


def is_theirs(actor: Actor, task: Task) -> bool:
    """Nobody else has the task in hand."""
    return task.assignee is None or task.assignee in (actor.id, actor.on_behalf_of)
