"""抄送: let somebody know of a task without waiting for them, and see whether they have read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.ports import CopySent, UnitOfWork
from tongban.engine.use_cases.flow import Act, journal
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import Ground
from tongban.engine.use_cases.things import lock_task


@dataclass(frozen=True, slots=True)
class CopyTask:
    """To people of the office; whoever has it already is not sent it twice."""

    task_id: str
    users: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class MarkCopyRead:
    """已阅: by the one it was sent to."""

    task_id: str


def copy_task(command: CopyTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{sent, already}`."""
    task, instance = lock_task(uow, command.task_id)
    actor = grounds.in_whose_name(uow, actor, "task.cc", task)
    grounds.check_right(uow, actor, "task.cc", task)
    grounds.must_run(uow, instance)
    act = Act(uow, actor)
    ground = Ground(act, act.open(instance), task, actor)
    grounds.check_step(ground, "copy")
    users = grounds.people(uow, command.users)
    known = {one.recipient for one in uow.find(CopySent, task_id=task.id)}
    sent = [name for name in users if name not in known]
    text = command.text.strip()[: grounds.MAX_TEXT]
    for name in sent:
        uow.add(CopySent(task.id, name, task.instance_id, actor.id, uow.now, task.case_no, text))
    if sent:
        ground.tell("task_copied", [user_ref(name) for name in sent], text)
        journal.write(
            act, ground.run, "task.copied", task_id=task.id, element=task.element, to=sent, text=text
        )
    act.settle()
    return {"sent": sent, "already": [name for name in users if name in known]}


def mark_copy_read(command: MarkCopyRead, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{task_id, read_at}`; reading twice keeps the first time."""
    found = uow.get(CopySent, command.task_id, actor.id, lock=True)
    if found is None:
        raise errors.NotFound()
    if found.read_at is None:
        found.read_at = uow.now
        uow.save(found, "read_at")
    return {"task_id": found.task_id, "read_at": found.read_at}
