"""The lead changes who takes part: a member added later, cancelled, or asked to review once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain import joint as rules
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import JointMember, UnitOfWork
from tongban.engine.use_cases.flow import Act, beginnings, births, families, journal, members, sharing
from tongban.engine.use_cases.flow.families import Family
from tongban.engine.use_cases.joint.ground import member_row, member_view, opened, said


@dataclass(frozen=True, slots=True)
class AddMember:
    """Somebody who was not ticked takes part after all."""

    joint_no: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class CancelMember:
    """A member is not needed any more."""

    joint_no: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnMember:
    """A decided member goes back to its department for another review, as a further sub-case."""

    joint_no: str
    key: str
    reason: str


def add_member(command: AddMember, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The new sub-case: at once under way beside its stage, or waiting for its stage to come."""
    reason = said(command.reason)
    act, family = opened(uow, actor, command.joint_no)
    if family.spec.member(command.key) is None:
        raise errors.NotFound(f"The joint item has no member {command.key}.", member=command.key)
    if command.key in family.newest:
        raise errors.Conflict("The member takes part already.", member=command.key)
    beside = _beside(family, command.key)
    row = _born(act, family, command.key)
    journal.write(act, family.joint, "member.added", member=row.key, reason=reason)
    families.tell(act, family)
    if beside is not None:
        # The call that waits for its neighbours now waits for it too.
        row.token, row.join_rule = beside.token, beside.join_rule
        beginnings.begin_or_wait(act, family, row)
    act.settle()
    return member_view(family, row)


def cancel_member(command: CancelMember, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The cancelled sub-case; what is decided stays decided."""
    reason = said(command.reason)
    act, family = opened(uow, actor, command.joint_no)
    row = member_row(family, command.key)
    if row.state in rules.OVER or row.result is not None:
        raise errors.Conflict("The member is decided or over.", current={"state": row.state})
    members.cancel(act, family, row, reason)
    journal.write(act, family.joint, "member.cancelled", member=row.key, reason=reason)
    act.settle()
    return member_view(family, row)


def return_member(command: ReturnMember, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The further sub-case, under way at once; the one before stays on record."""
    reason = said(command.reason)
    act, family = opened(uow, actor, command.joint_no)
    before = member_row(family, command.key)
    if before.state not in rules.OVER or before.result == rules.GRANTED:
        raise errors.Conflict(
            "Only a member that ended without a grant goes back.",
            current={"state": before.state, "result": before.result},
        )
    row = _born(act, family, command.key)
    journal.write(act, family.joint, "member.returned", member=row.key, reason=reason, round=row.round)
    beginnings.begin_or_wait(act, family, row)
    act.settle()
    return member_view(family, row)


def _born(act: Act, family: Family, key: str) -> JointMember:
    version = births.versions_of(act.uow, family.spec, [key])[key]
    row = births.bear(act, family, key, version)
    sharing.hand_down(act, family, row)
    return row


def _beside(family: Family, key: str) -> JointMember | None:
    """A member of the same stage that the joint flow waits for; Conflict when the stage is over."""
    stage = family.spec.stage_of(key)
    mates = [row for row in family.newest.values() if row.stage == (stage.key if stage else None)]
    waiting = next((row for row in mates if row.token is not None), None)
    if waiting is None and any(row.state != "born" for row in mates):
        raise errors.Conflict("Its stage is over.", stage=stage.key if stage else None)
    return waiting
