"""Make a batch: one act on many instances or incidents, found by a filter or named one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import BatchJob, BatchRow, Definition, UnitOfWork
from tongban.engine.use_cases.batches.kinds import KINDS
from tongban.engine.use_cases.batches.views import batch_view
from tongban.engine.use_cases.flow import journal

MOST_NAMED = 5000
MOST_UNDER_WAY = 50
FILTERS = ("process", "definition", "state", "element", "started_after", "started_before")


@dataclass(frozen=True, slots=True)
class CreateBatch:
    """`which` is a filter (FILTERS) or `{ids: […]}`; with `dry_run` each row only says whether it could be done.

    `body` is `{to_definition, mapping}` for migrate, `{retries}` for retry, else empty.
    """

    kind: str
    which: Mapping[str, Any]
    reason: str
    body: Mapping[str, Any] = field(default_factory=dict)
    dry_run: bool = False


def create_batch(command: CreateBatch, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The batch, which the worker begins within a second; Invalid with every fault by field."""
    may(actor, "batch.manage")
    kind = KINDS.get(command.kind)
    if kind is None:
        raise errors.Invalid(errors=[{"field": "kind", "message": f"One of {', '.join(KINDS)}."}])
    may(actor, kind.verb)
    wrong = [*_wrong_with_filter(uow, command.which), *_wrong_with_body(uow, command)]
    if not command.reason.strip():
        wrong.append({"field": "reason", "message": "Say why, for the record."})
    if wrong:
        raise errors.Invalid(errors=wrong)
    under_way = uow.find(BatchJob, state=["gathering", "running", "paused"], limit=MOST_UNDER_WAY)
    if len(under_way) >= MOST_UNDER_WAY:
        raise errors.Conflict(f"There are {MOST_UNDER_WAY} batches under way already.")
    batch = BatchJob(
        id=uow.new_id(),
        kind=command.kind,
        state="gathering",
        body=dict(command.body),
        which={name: value for name, value in command.which.items() if name != "ids"},
        reason=command.reason,
        created_by=actor.id,
        created_at=uow.now,
        dry_run=command.dry_run,
    )
    uow.add(batch)
    named = list(dict.fromkeys(command.which.get("ids") or ()))
    if named:
        add_rows(uow, batch, named)
        batch.state, batch.cursor = "running", None
    journal.alone(
        uow,
        actor,
        uow.new_id(),
        "batch.created",
        batch=batch.id,
        kind=batch.kind,
        which=batch.which,
        named=len(named),
        dry_run=batch.dry_run,
        reason=batch.reason,
    )
    return batch_view(batch)


def add_rows(
    uow: UnitOfWork, batch: BatchJob, ids: list[str], before: Mapping[str, dict[str, Any]] | None = None
) -> None:
    """More things for the batch; the caller saves it."""
    for number, object_id in enumerate(ids, batch.total + 1):
        uow.add(BatchRow(batch.id, number, object_id, before=dict((before or {}).get(object_id) or {})))
    batch.total += len(ids)


def _wrong_with_filter(uow: UnitOfWork, which: Mapping[str, Any]) -> list[dict[str, Any]]:
    if "ids" in which:
        if set(which) != {"ids"} or not 0 < len(which["ids"]) <= MOST_NAMED:
            return [{"field": "which", "message": f"Either 1 to {MOST_NAMED} ids or a filter."}]
        return []
    wrong = [{"field": f"which.{name}", "message": "Unknown."} for name in which if name not in FILTERS]
    if not which.get("process") and not which.get("definition"):
        wrong.append({"field": "which", "message": "Name the process or the definition, or the ids."})
    named = which.get("definition")
    if named is not None and uow.get(Definition, named) is None:
        wrong.append({"field": "which.definition", "message": "There is no such process definition."})
    return wrong


def _wrong_with_body(uow: UnitOfWork, command: CreateBatch) -> list[dict[str, Any]]:
    known = {"migrate": {"to_definition", "mapping"}, "retry": {"retries"}}.get(command.kind, set())
    wrong = [
        {"field": name, "message": "Not of this kind of batch."} for name in command.body if name not in known
    ]
    if command.kind == "migrate":
        target = uow.get(Definition, command.body.get("to_definition") or "")
        if target is None or target.kind != "process":
            wrong.append({"field": "to_definition", "message": "There is no such process definition."})
    return wrong
