"""加签: call in others to sign before, after or beside oneself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.ports import AddedSigner, Signing, UnitOfWork
from tongban.engine.use_cases.flow import desk, parts, signing
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import Ground, snapshot
from tongban.engine.use_cases.views import task_view

MOST = 50


@dataclass(frozen=True, slots=True)
class AddSigners:
    """before: the task waits for them; after: its result does; parallel: they sign at the same time."""

    task_id: str
    users: tuple[str, ...]
    position: str = "parallel"


def add_signers(command: AddSigners, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The task, with the added signers at work or waiting for their turn."""
    ground = grounds.stand(uow, actor, command.task_id, "task.add_signers", "addSigner")
    if command.position not in parts.SIGNING:
        message = f"须为其中之一 / must be one of: {', '.join(parts.SIGNING)}"
        raise errors.Invalid(errors=[{"field": "position", "message": message}])
    users = grounds.people(uow, command.users)
    task = ground.task
    row = uow.get(Signing, task.instance_id, task.token) if task.signer is not None else None
    _check_new(ground, users, row)
    before = snapshot(task)
    if task.assignee is None:
        desk.hand_to(ground.act, task, actor.id, only=False)
    if row is not None and command.position == "parallel":
        _more_seats(ground, row, users)
    else:
        _beside(ground, users, command.position)
    ground.note("task.signers_added", before, users=users, position=command.position)
    ground.act.settle()
    return task_view(task) | {"held": task.held}


def _check_new(ground: Ground, users: list[str], row: Signing | None) -> None:
    pending = {one.username for one in parts.pending(ground.act, ground.task)}
    seats = {one["id"] for one in row.body["signers"]} if row is not None else set()
    known = {ground.task.assignee, ground.actor.id, *pending}
    twice = [name for name in users if name in known or user_ref(name) in seats]
    if twice:
        raise errors.Conflict("已是签署人 / signs already", users=twice)
    if len(pending) + len(users) > MOST:
        raise errors.Invalid(
            errors=[{"field": "users", "message": f"至多 {MOST} 人 / at most {MOST} people"}]
        )


def _more_seats(ground: Ground, row: Signing, users: list[str]) -> None:
    """A step that several sign gets more seats."""
    for name in users:
        seat = {"id": user_ref(name), "weight": 1, "leader": False, "added_by": ground.actor.id}
        row.body["signers"].append(seat)
    signing.settle(ground.act, ground.run, row)
    ground.tell("task_signer_added", [user_ref(name) for name in users])


def _beside(ground: Ground, users: list[str], position: str) -> None:
    uow, task = ground.act.uow, ground.task
    for name in users:
        row = AddedSigner(
            id=uow.new_id(),
            instance_id=task.instance_id,
            token=task.token,
            task_id=task.id,
            username=name,
            position=position,
            added_by=ground.actor.id,
            added_at=uow.now,
        )
        uow.add(row)
        if position != "after":
            parts.open_turn(ground.act, ground.run, task, row)
    task.held = "before" if position == "before" or task.held == "before" else "added"
    uow.save(task, "held")
