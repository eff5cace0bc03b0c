"""Legal holds: what may not be deleted until somebody lifts the hold, whatever the rules say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import LegalHold, UnitOfWork
from tongban.engine.use_cases.flow import journal

KINDS = ("instance", "process", "business_key")


@dataclass(frozen=True, slots=True)
class PlaceHold:
    """`object_id` is an instance's id, a process key or a business key."""

    kind: str
    object_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class LiftHold:
    """The rules count again from now."""

    hold_id: str
    reason: str


def place_hold(command: PlaceHold, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The hold."""
    may(actor, "hold.manage")
    wrong = []
    if command.kind not in KINDS:
        wrong.append({"field": "kind", "message": f"One of {', '.join(KINDS)}."})
    if not command.object_id.strip():
        wrong.append({"field": "object_id", "message": "Say what is held."})
    if not command.reason.strip():
        wrong.append({"field": "reason", "message": "Say why, for the record."})
    if wrong:
        raise errors.Invalid(errors=wrong)
    hold = LegalHold(
        uow.new_id(), command.kind, command.object_id.strip(), "held", command.reason, actor.id, uow.now
    )
    uow.add(hold)
    journal.alone(
        uow,
        actor,
        uow.new_id(),
        "hold.placed",
        hold=hold.id,
        kind=hold.kind,
        object=hold.object_id,
        reason=hold.reason,
    )
    return hold_view(hold)


def lift_hold(command: LiftHold, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The hold, lifted."""
    may(actor, "hold.manage")
    hold = uow.get(LegalHold, command.hold_id, lock=True)
    if hold is None:
        raise errors.NotFound(hold=command.hold_id)
    if hold.state != "held":
        raise errors.Conflict("The hold was lifted.", current={"lifted_at": hold.lifted_at})
    if not command.reason.strip():
        raise errors.Invalid(errors=[{"field": "reason", "message": "Say why, for the record."}])
    hold.state, hold.lifted_by, hold.lifted_at = "lifted", actor.id, uow.now
    hold.lift_reason = command.reason
    uow.save(hold)
    journal.alone(uow, actor, uow.new_id(), "hold.lifted", hold=hold.id, reason=command.reason)
    return hold_view(hold)


def hold_view(hold: LegalHold) -> dict[str, Any]:
    """One hold."""
    return {
        "id": hold.id,
        "kind": hold.kind,
        "object_id": hold.object_id,
        "state": hold.state,
        "reason": hold.reason,
        "placed_by": hold.placed_by,
        "placed_at": hold.placed_at,
        "lifted_by": hold.lifted_by,
        "lifted_at": hold.lifted_at,
        "lift_reason": hold.lift_reason,
    }
