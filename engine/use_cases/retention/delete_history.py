"""Delete an ended instance with everything kept of it; one event says that it was there, and its last hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.states import INSTANCE_ENDED
from tongban.engine.ports import (
    Activity,
    AddedSigner,
    CopySent,
    Draft,
    Event,
    ExternalJob,
    Incident,
    Instance,
    Jump,
    LegalHold,
    Remark,
    Signing,
    Subscription,
    Task,
    TaskCandidate,
    Timer,
    UnitOfWork,
)
from tongban.engine.use_cases.flow import journal

MOST_CALLED = 1000
MOST_TASKS = 100_000
AT_ONCE = 500
OF_A_TASK: tuple[type, ...] = (TaskCandidate, Draft, CopySent, Jump)
#: What belongs to an instance by its id.
OF_AN_INSTANCE: tuple[type, ...] = (
    AddedSigner,
    Remark,
    Incident,
    ExternalJob,
    Subscription,
    Timer,
    Signing,
    Activity,
    Task,
)


@dataclass(frozen=True, slots=True)
class DeleteHistory:
    """With `dry_run` only say whether it may be deleted."""

    instance_id: str
    reason: str
    dry_run: bool = False


def delete_history(command: DeleteHistory, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{instances, events}` deleted; Conflict for what runs, belongs to a case, was called by another or is held."""
    may(actor, "retention.manage")
    root = uow.get(Instance, command.instance_id, lock=True)
    if root is None:
        raise errors.NotFound(instance=command.instance_id)
    family = _family(uow, root)
    for one in family:
        _may_go(uow, one)
    events = sum(one.chain_no for one in family)
    if command.dry_run:
        return {"instances": len(family), "events": events}
    for one in family:
        journal.alone(
            uow,
            actor,
            uow.new_id(),
            "history.deleted",
            instance=one.id,
            process=one.process_key,
            business_key=one.business_key,
            started_at=one.started_at.isoformat(),
            ended_at=one.ended_at.isoformat() if one.ended_at else None,
            events=one.chain_no,
            head=one.chain_hash.hex(),
            reason=command.reason,
        )
        _remove(uow, one)
    return {"instances": len(family), "events": events}


def held(uow: UnitOfWork, record: Instance) -> LegalHold | None:
    """The legal hold that keeps an instance."""
    for kind, object_id in (
        ("instance", record.id),
        ("process", record.process_key),
        ("business_key", record.business_key),
    ):
        if object_id is not None:
            found = uow.find(LegalHold, kind=kind, object_id=object_id, state="held", limit=1)
            if found:
                return found[0]
    return None


def _family(uow: UnitOfWork, root: Instance) -> list[Instance]:
    if root.parent_id is not None:
        raise errors.Conflict("It was called by another instance and goes with it.")
    found = [root]
    for one in found:
        found += uow.find(Instance, parent_id=one.id, order="id", lock=True, limit=MOST_CALLED)
        if len(found) > MOST_CALLED:
            raise errors.Conflict(f"It called more than {MOST_CALLED} others.")
    return found


def _may_go(uow: UnitOfWork, one: Instance) -> None:
    if one.state not in INSTANCE_ENDED:
        raise errors.Conflict("The instance has not ended.", current={"state": one.state, "instance": one.id})
    if one.case_id is not None:
        raise errors.Conflict("It is the course of a case, which is kept as the law of archives says.")
    hold = held(uow, one)
    if hold is not None:
        raise errors.Conflict("It is under a legal hold.", current={"hold": hold.id, "reason": hold.reason})


def _remove(uow: UnitOfWork, one: Instance) -> None:
    tasks = [task.id for task in uow.find(Task, instance_id=one.id, limit=MOST_TASKS)]
    for start in range(0, len(tasks), AT_ONCE):
        for record_type in OF_A_TASK:
            uow.remove(record_type, task_id=tasks[start : start + AT_ONCE])
    for record_type in OF_AN_INSTANCE:
        uow.remove(record_type, instance_id=one.id)
    uow.remove(Event, chain=one.id)
    uow.remove(Instance, id=one.id)
