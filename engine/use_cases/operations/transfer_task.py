"""转办: the task becomes somebody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.ports import UnitOfWork
from tongban.engine.use_cases.flow import desk
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import snapshot
from tongban.engine.use_cases.views import task_view


@dataclass(frozen=True, slots=True)
class TransferTask:
    """A delegated task stays the first owner's, whoever does it."""

    task_id: str
    to: str
    reason: str


def transfer_task(command: TransferTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The task with its new holder."""
    ground = grounds.stand(uow, actor, command.task_id, "task.transfer", "transfer")
    reason = grounds.reason_of(command.reason)
    to = grounds.person(uow, command.to).username
    task = ground.task
    if to == task.assignee or to == task.owner:
        raise errors.Conflict(
            "任务已在此人手中 / the task is this person's already", current={"assignee": to}
        )
    before, former = snapshot(task), desk.holders(task)
    desk.hand_to(ground.act, task, to)
    ground.note("task.transferred", before, to=to, reason=reason)
    ground.tell("task_transferred", [user_ref(to)], reason)
    if actor.id != before["assignee"]:
        ground.tell("task_withdrawn", former, reason)
    ground.act.settle()
    return task_view(task)
