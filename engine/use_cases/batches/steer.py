"""Pause, resume and cancel a batch; take back what it has done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import BatchJob, UnitOfWork
from tongban.engine.use_cases.batches.kinds import KINDS
from tongban.engine.use_cases.batches.views import batch_view
from tongban.engine.use_cases.flow import journal

#: From which states each word leads where.
MOVES = {
    "pause": (("gathering", "running"), "paused", "batch.paused"),
    "resume": (("paused",), "running", "batch.resumed"),
    "cancel": (("gathering", "running", "paused"), "cancelled", "batch.cancelled"),
}


@dataclass(frozen=True, slots=True)
class SteerBatch:
    """`to` is pause, resume or cancel; what is done stays done."""

    batch_id: str
    to: str


@dataclass(frozen=True, slots=True)
class UndoBatch:
    """Another batch that takes back every row that succeeded."""

    batch_id: str
    reason: str


def steer_batch(command: SteerBatch, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The batch; Conflict when it cannot go there from where it stands."""
    batch = _found(uow, actor, command.batch_id)
    if command.to not in MOVES:
        raise errors.Invalid(errors=[{"field": "to", "message": f"One of {', '.join(MOVES)}."}])
    states, target, word = MOVES[command.to]
    if batch.state not in states:
        raise errors.Conflict(f"The batch is {batch.state}.", current={"state": batch.state})
    batch.state = "gathering" if command.to == "resume" and batch.cursor is not None else target
    if target == "cancelled":
        batch.ended_at = uow.now
    uow.save(batch)
    journal.alone(uow, actor, uow.new_id(), word, batch=batch.id, done=batch.succeeded + batch.failed)
    return batch_view(batch)


def undo_batch(command: UndoBatch, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The new batch; Conflict when there is nothing to take back or this kind of act cannot be taken back."""
    batch = _found(uow, actor, command.batch_id)
    if not batch_view(batch)["can_undo"]:
        raise errors.Conflict("There is nothing that could be taken back.", current={"state": batch.state})
    if not command.reason.strip():
        raise errors.Invalid(errors=[{"field": "reason", "message": "Say why, for the record."}])
    kind = KINDS[batch.kind].undone_by
    assert kind is not None
    other = BatchJob(
        id=uow.new_id(),
        kind=kind,
        state="gathering",
        body=batch.body,
        which={"batch": batch.id},
        reason=command.reason,
        created_by=actor.id,
        created_at=uow.now,
        undoes=batch.id,
    )
    uow.add(other)
    journal.alone(
        uow, actor, uow.new_id(), "batch.undone", batch=batch.id, by=other.id, reason=command.reason
    )
    return batch_view(other)


def _found(uow: UnitOfWork, actor: Actor, batch_id: str) -> BatchJob:
    may(actor, "batch.manage")
    batch = uow.get(BatchJob, batch_id, lock=True)
    if batch is None:
        raise errors.NotFound(batch=batch_id)
    may(actor, KINDS[batch.kind].verb)
    return batch
