"""委派: somebody else does the work, then it comes back to its first owner, who decides."""

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
class DelegateTask:
    """`to` may delegate once more; the task still comes back to the first owner."""

    task_id: str
    to: str
    reason: str


def delegate_task(command: DelegateTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The task in the delegate's hands."""
    ground = grounds.stand(uow, actor, command.task_id, "task.delegate", "delegate")
    grounds.must_not_wait(ground)
    reason = grounds.reason_of(command.reason)
    to = grounds.person(uow, command.to).username
    task = ground.task
    owner = task.owner or task.assignee or ground.actor.on_behalf_of or actor.id
    if to in (owner, task.assignee, actor.id):
        raise errors.Conflict(
            "不能委派给本人或现办理人 / not to oneself, the owner or the present holder",
            current={"assignee": task.assignee, "owner": owner},
        )
    before = snapshot(task)
    task.owner = owner
    uow.save(task, "owner")
    desk.hand_to(ground.act, task, to)
    ground.note("task.delegated", before, to=to, reason=reason)
    ground.tell("task_delegated", [user_ref(to)], reason)
    ground.act.settle()
    return task_view(task)
