"""What a batch may do to each of its things, the right it needs, and what undoes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.states import INSTANCE_ENDED, INSTANCE_OPEN
from tongban.engine.ports import BatchJob, BatchRow, Incident, Instance, UnitOfWork
from tongban.engine.use_cases.migrate_instance import MigrateInstance, migrate_instance
from tongban.engine.use_cases.repair_incident import RetryIncident, retry_incident
from tongban.engine.use_cases.retention.delete_history import DeleteHistory, delete_history
from tongban.engine.use_cases.steer_instance import (
    ResumeInstance,
    SuspendInstance,
    TerminateInstance,
    resume_instance,
    suspend_instance,
    terminate_instance,
)

Problems = list[dict[str, Any]]
Do = Callable[[BatchJob, BatchRow, Actor, UnitOfWork], Problems]


@dataclass(frozen=True, slots=True)
class Kind:
    """`verb` is the right whoever makes such a batch must have; `undone_by` the kind that takes it back."""

    verb: str
    states: tuple[str, ...]
    do: Do
    of: str = "instance"
    undone_by: str | None = None


def _migrate(batch: BatchJob, row: BatchRow, actor: Actor, uow: UnitOfWork) -> Problems:
    body = row.before.get("back") or batch.body
    target, mapping = body["to_definition"], body.get("mapping") or {}
    record = uow.get(Instance, row.object_id, lock=True)
    if record is not None and record.definition_id == target:
        return []
    answer = migrate_instance(
        MigrateInstance(row.object_id, target, mapping, batch.dry_run, why(batch)), actor, uow
    )
    if not batch.dry_run:
        # Undoing goes the same way back.
        back = {new: old for old, new in mapping.items()}
        row.before = {"to_definition": answer["source"]["definition"], "mapping": back}
    problems: Problems = answer["problems"]
    return problems


def _suspend(batch: BatchJob, row: BatchRow, actor: Actor, uow: UnitOfWork) -> Problems:
    _standing(uow, row, INSTANCE_OPEN)
    if not batch.dry_run:
        suspend_instance(SuspendInstance(row.object_id, why(batch)), actor, uow)
    return []


def _resume(batch: BatchJob, row: BatchRow, actor: Actor, uow: UnitOfWork) -> Problems:
    _standing(uow, row, ("suspended",))
    if not batch.dry_run:
        resume_instance(ResumeInstance(row.object_id, why(batch)), actor, uow)
    return []


def _terminate(batch: BatchJob, row: BatchRow, actor: Actor, uow: UnitOfWork) -> Problems:
    record = _standing(uow, row, INSTANCE_OPEN)
    if record.parent_id is not None:
        raise errors.Conflict("It was called by another process, which waits for it.")
    if not batch.dry_run:
        terminate_instance(TerminateInstance(row.object_id, why(batch)), actor, uow)
    return []


def _retry(batch: BatchJob, row: BatchRow, actor: Actor, uow: UnitOfWork) -> Problems:
    incident = uow.get(Incident, row.object_id)
    if incident is None or incident.resolved_at is not None:
        raise errors.Conflict("The incident is closed.")
    if not batch.dry_run:
        retry_incident(RetryIncident(row.object_id, batch.body.get("retries"), why(batch)), actor, uow)
    return []


def _delete(batch: BatchJob, row: BatchRow, actor: Actor, uow: UnitOfWork) -> Problems:
    delete_history(DeleteHistory(row.object_id, why(batch), batch.dry_run), actor, uow)
    return []


KINDS = {
    "migrate": Kind("instance.migrate", INSTANCE_OPEN, _migrate, undone_by="migrate"),
    "suspend": Kind("instance.suspend", ("running", "incident"), _suspend, undone_by="resume"),
    "resume": Kind("instance.resume", ("suspended",), _resume, undone_by="suspend"),
    "terminate": Kind("instance.terminate", INSTANCE_OPEN, _terminate),
    "retry": Kind("incident.resolve", ("incident",), _retry, of="incident"),
    "delete": Kind("retention.manage", INSTANCE_ENDED, _delete),
}


def why(batch: BatchJob) -> str:
    """The reason every act of a batch gives, so that the record leads back to the batch."""
    return f"{batch.reason} [batch {batch.id}]".strip()


def _standing(uow: UnitOfWork, row: BatchRow, states: tuple[str, ...]) -> Instance:
    record = uow.get(Instance, row.object_id, lock=True)
    if record is None:
        raise errors.NotFound(instance=row.object_id)
    if record.state not in states:
        raise errors.Conflict(f"The instance is {record.state}.", current={"state": record.state})
    return record
