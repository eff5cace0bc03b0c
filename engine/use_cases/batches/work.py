"""What the worker does on batches: take one, gather its things, do one row in its own transaction, note what failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import BatchJob, BatchRow, UnitOfWork
from tongban.engine.use_cases.batches.create import add_rows
from tongban.engine.use_cases.batches.kinds import KINDS
from tongban.engine.use_cases.flow import journal

#: A worker that does not come back within this time has died; another goes on.
LEASE = timedelta(seconds=60)
UNDER_WAY = ("gathering", "running")


class RowFailed(Exception):
    """The row was tried and nothing of it stays."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__("cannot be done")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class TakeBatch:
    """Work on this batch for a while, unless another worker does."""

    batch_id: str
    worker: str


@dataclass(frozen=True, slots=True)
class GatherRows:
    """What the filter found after the place `after`; `cursor` is the new place, None at the end."""

    batch_id: str
    after: str
    ids: tuple[str, ...]
    cursor: str | None
    before: Mapping[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DoRow:
    """One row, in a transaction of its own."""

    batch_id: str
    no: int


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row that failed, with what it was told."""

    batch_id: str
    no: int
    message: str
    problems: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class EndBatch:
    """Nothing waits in it any more."""

    batch_id: str


def take_batch(command: TakeBatch, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{taken, state, which, cursor, kind}`."""
    batch = uow.get(BatchJob, command.batch_id, lock=True)
    if batch is None or batch.state not in UNDER_WAY:
        return {"taken": False}
    free = batch.lease_until is None or batch.lease_until <= uow.now or batch.worker == command.worker
    if not free:
        return {"taken": False}
    batch.worker, batch.lease_until = command.worker, uow.now + LEASE
    uow.save(batch, "worker", "lease_until")
    return {
        "taken": True,
        "state": batch.state,
        "which": batch.which,
        "cursor": batch.cursor,
        "kind": batch.kind,
        "created_at": batch.created_at,
    }


def gather_rows(command: GatherRows, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{gathered}`; nothing when somebody has gathered from this place already."""
    batch = uow.get(BatchJob, command.batch_id, lock=True)
    if batch is None or batch.state != "gathering" or batch.cursor != command.after:
        return {"gathered": 0}
    add_rows(uow, batch, list(command.ids), command.before)
    batch.cursor = command.cursor
    if command.cursor is None:
        batch.state = "running"
    uow.save(batch, "cursor", "state", "total")
    return {"gathered": len(command.ids)}


def do_row(command: DoRow, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{done}`: False when the batch or the row waits no more; RowFailed says what is in the way."""
    batch, row = _waiting(uow, command.batch_id, command.no)
    if batch is None or row is None:
        return {"done": False}
    # Rights were asked when the batch was made; the record names who made it.
    creator = Actor(batch.created_by, kind="system")
    problems = KINDS[batch.kind].do(batch, row, creator, uow)
    if problems:
        raise RowFailed(problems)
    row.state, row.at, row.message, row.problems = "done", uow.now, None, []
    uow.save(row)
    batch.succeeded += 1
    batch.lease_until = uow.now + LEASE
    uow.save(batch, "succeeded", "lease_until")
    return {"done": True}


def note_row(command: NoteRow, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{noted}`."""
    batch, row = _waiting(uow, command.batch_id, command.no)
    if batch is None or row is None:
        return {"noted": False}
    row.state, row.at = "failed", uow.now
    row.message, row.problems = command.message[:2000], list(command.problems)[:50]
    uow.save(row)
    batch.failed += 1
    uow.save(batch, "failed")
    return {"noted": True}


def end_batch(command: EndBatch, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{ended}`."""
    batch = uow.get(BatchJob, command.batch_id, lock=True)
    if batch is None or batch.state != "running":
        return {"ended": False}
    if uow.find(BatchRow, batch_id=batch.id, state="waiting", limit=1):
        return {"ended": False}
    batch.state, batch.ended_at, batch.worker, batch.lease_until = "done", uow.now, None, None
    uow.save(batch)
    journal.alone(
        uow,
        actor,
        uow.new_id(),
        "batch.done",
        batch=batch.id,
        succeeded=batch.succeeded,
        failed=batch.failed,
    )
    return {"ended": True}


def _waiting(uow: UnitOfWork, batch_id: str, no: int) -> tuple[BatchJob | None, BatchRow | None]:
    batch = uow.get(BatchJob, batch_id, lock=True)
    if batch is None or batch.state != "running":
        return None, None
    row = uow.get(BatchRow, batch_id, no, lock=True)
    return batch, row if row is not None and row.state == "waiting" else None
