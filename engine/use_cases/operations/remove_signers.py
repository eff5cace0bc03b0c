"""减签: take away signers who were added; those the diagram names stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Signing, Task, UnitOfWork
from tongban.engine.use_cases.flow import Act, desk, parts, signing
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import Ground, snapshot
from tongban.engine.use_cases.things import lock_task
from tongban.engine.use_cases.views import task_view


@dataclass(frozen=True, slots=True)
class RemoveSigners:
    """Of the task through which they were added, even when it is done and its result waits for them."""

    task_id: str
    users: tuple[str, ...]


def remove_signers(command: RemoveSigners, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The task without them; what waited for them alone goes on."""
    ground = _stand(uow, actor, command.task_id)
    users = grounds.people(uow, command.users)
    task = ground.task
    before = snapshot(task)
    rows = [one for one in parts.pending(ground.act, task) if one.username in users]
    signs = uow.get(Signing, task.instance_id, task.token) if task.signer is not None else None
    seats = _added_seats(signs, users)
    others = set(users) - {one.username for one in rows} - {one.removeprefix("user:") for one in seats}
    if others:
        raise errors.Conflict(
            "只能减去加签且未签署的人 / only signers who were added and have not signed can be removed",
            users=sorted(others),
        )
    for row in rows:
        row.state = "removed"
        uow.save(row, "state")
        _cancel(ground, uow.find(Task, id=row.sub_task_id) if row.sub_task_id else [])
    ground.note("task.signers_removed", before, users=users)
    if signs is not None and seats:
        _fewer_seats(ground, signs, seats)
    elif rows:
        parts.signers_over(ground.act, ground.run, task)
    ground.act.settle()
    return task_view(uow.find(Task, id=task.id)[0])


def _stand(uow: UnitOfWork, actor: Actor, task_id: str) -> Ground:
    task, instance = lock_task(uow, task_id)
    if task.state == "completed" and actor.id in (task.completed_by, task.on_behalf_of):
        grounds.must_run(uow, instance)
        act = Act(uow, actor)
        return Ground(act, act.open(instance), task, actor)
    return grounds.stand(uow, actor, task_id, "task.remove_signers", "removeSigner")


def _added_seats(row: Signing | None, users: list[str]) -> list[str]:
    if row is None:
        return []
    signed = {vote["signer"] for vote in row.body["votes"]}
    wanted = {user_ref(name) for name in users}
    return [
        one["id"]
        for one in row.body["signers"]
        if one["id"] in wanted and one.get("added_by") and one["id"] not in signed
    ]


def _fewer_seats(ground: Ground, row: Signing, seats: list[str]) -> None:
    left = [one for one in row.body["signers"] if one["id"] not in seats]
    if not left:
        raise errors.Conflict("最后一名签署人不能减去 / the last signer cannot be removed")
    row.body["signers"] = left
    uow = ground.act.uow
    _cancel(ground, uow.find(Task, instance_id=row.instance_id, token=row.token, signer=seats))
    signing.settle(ground.act, ground.run, row)


def _cancel(ground: Ground, tasks: list[Task]) -> None:
    for task in tasks:
        if task.state in TASK_OPEN:
            desk.cancel(ground.act, ground.run, task)
            desk.tell(ground.act, ground.run, "task_withdrawn", desk.holders(task), task)
