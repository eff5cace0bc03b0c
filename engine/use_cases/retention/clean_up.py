"""The worker deletes a little of what is kept no longer, each step in a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import (
    Answer,
    BatchJob,
    BatchRow,
    Instance,
    ItemVersion,
    Message,
    Outgoing,
    RetentionRule,
    UnitOfWork,
)
from tongban.engine.use_cases.retention.delete_history import DeleteHistory, delete_history
from tongban.engine.use_cases.retention.rules import KINDS, ended_before

TABLES: dict[str, tuple[type, str]] = {
    "answer": (Answer, "key"),
    "message": (Message, "id"),
    "notice": (Outgoing, "id"),
}


@dataclass(frozen=True, slots=True)
class CleanUp:
    """`ids` were found to be older than their rule; of instances one at a time."""

    kind: str
    ids: tuple[str, ...]


def clean_up(command: CleanUp, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{deleted}`; the rule is asked again, so that one changed a moment ago holds."""
    if not actor.is_system:
        raise errors.NotAllowed(verb="retention.clean_up")
    if command.kind == "instance":
        return _instance(command.ids[0], actor, uow)
    if days_of(uow, command.kind) is None:
        return {"deleted": 0}
    if command.kind == "batch":
        for batch_id in command.ids:
            uow.remove(BatchRow, batch_id=batch_id)
            uow.remove(BatchJob, id=batch_id)
        return {"deleted": len(command.ids)}
    record_type, key = TABLES[command.kind]
    uow.remove(record_type, **{key: list(command.ids)})
    return {"deleted": len(command.ids)}


def days_of(uow: UnitOfWork, kind: str) -> int | None:
    """How long it is kept by the rule for all, else as usual; None is for ever."""
    rule = uow.get(RetentionRule, kind, "")
    return rule.days if rule is not None else KINDS[kind].usual


def _instance(instance_id: str, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    record = uow.get(Instance, instance_id, lock=True)
    if record is None or record.ended_at is None:
        return {"deleted": 0}
    key = record.process_key
    rule = uow.get(RetentionRule, "instance", key)
    item = uow.find(ItemVersion, slug=key, state="published", limit=1)
    period = item[0].retention if item else None
    before = ended_before(rule.days if rule else None, period, days_of(uow, "instance"), uow.now)
    if before is None or record.ended_at >= before:
        return {"deleted": 0}
    kept = f"{rule.days} days" if rule else f"{period} years" if period else "the days of the rule for all"
    done = delete_history(DeleteHistory(instance_id, f"kept {kept}"), actor, uow)
    return {"deleted": done["instances"]}
