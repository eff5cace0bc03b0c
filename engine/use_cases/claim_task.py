"""Take a task for oneself, or put it back for the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Instance, Task, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.stand_in import acting, is_theirs
from tongban.engine.use_cases.things import check_task, lock_task, name_of
from tongban.engine.use_cases.views import task_view


@dataclass(frozen=True, slots=True)
class ClaimTask:
    """Take it; the first one has it."""

    task_id: str


@dataclass(frozen=True, slots=True)
class ReleaseTask:
    """Put it back."""

    task_id: str


def claim_task(command: ClaimTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The task, now the actor's; claiming one's own again changes nothing."""
    task, instance = lock_task(uow, command.task_id)
    actor = acting(actor, task)
    if task.state == "claimed" and not is_theirs(actor, task):
        check_task(actor, "task.read", task)
        raise errors.Conflict(
            "Somebody else has the task.",
            assignee_name=name_of(uow, task.assignee),
            current={"assignee": task.assignee},
        )
    check_task(actor, "task.claim", task)
    _must_be_open(task)
    if task.assignee == actor.id:
        return task_view(task)
    before = _holding(task)
    task.assignee, task.state, task.on_behalf_of = actor.id, "claimed", actor.on_behalf_of
    return _saved(uow, actor, task, instance, "task.claimed", before)


def release_task(command: ReleaseTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The task, open again to all its candidates."""
    task, instance = lock_task(uow, command.task_id)
    actor = acting(actor, task)
    check_task(actor, "task.release", task)
    _must_be_open(task)
    if task.assignee is None:
        return task_view(task)
    if len(task.candidates) == 1 and task.candidates[0] == f"user:{task.assignee}":
        raise errors.Conflict("The task is for this person alone; there is nobody to put it back for.")
    before = _holding(task)
    task.assignee, task.state, task.on_behalf_of = None, "open", None
    return _saved(uow, actor, task, instance, "task.released", before)


def _holding(task: Task) -> dict[str, Any]:
    return {"state": task.state, "assignee": task.assignee}


def _must_be_open(task: Task) -> None:
    if task.state not in TASK_OPEN:
        raise errors.TaskNotOpen(
            completed_by=task.completed_by, completed_at=task.completed_at, current={"state": task.state}
        )


def _saved(
    uow: UnitOfWork, actor: Actor, task: Task, instance: Instance, event: str, before: dict[str, Any]
) -> dict[str, Any]:
    uow.save(task, "assignee", "state", "on_behalf_of")
    facts = {"element": task.element, "before": before, "after": _holding(task)}
    journal.append(uow, actor, instance, event, case_no=task.case_no, task_id=task.id, **facts)
    uow.save(instance, "chain_no", "chain_hash")
    return task_view(task)
