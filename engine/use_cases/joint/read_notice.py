"""抄告回执: a department confirms that it has read what the lead copied to it; the first reading counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, allowed
from tongban.engine.ports import Case, UnitOfWork
from tongban.engine.use_cases.flow import Act, families, journal
from tongban.engine.use_cases.joint.ground import member_row, member_view


@dataclass(frozen=True, slots=True)
class ReadNotice:
    """By somebody of the member's unit."""

    joint_no: str
    key: str


def read_notice(command: ReadNotice, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The sub-case with who read it first and when; reading again changes nothing."""
    found = uow.find(Case, case_no=command.joint_no, limit=1)
    if not found or found[0].instance_id is None:
        raise errors.NotFound("There is no such joint case.", case_no=command.joint_no)
    act = Act(uow, actor)
    if uow.library.item(found[0].item_version_id).sheet.joint is None:
        raise errors.NotFound("There is no such joint case.", case_no=command.joint_no)
    family = families.of_joint(act, act.open_by_id(found[0].instance_id))
    row = member_row(family, command.key)
    if not allowed(actor, "joint.read_notice", Thing(unit=row.unit)):
        raise errors.NotFound("There is no such joint case.", case_no=command.joint_no)
    if row.begun_at is None:
        raise errors.Conflict("Nothing was copied to it yet.", current={"state": row.state})
    if row.read_at is None:
        row.read_by, row.read_at = actor.id, uow.now
        uow.save(row, "read_by", "read_at")
        journal.write(act, act.open_by_id(row.instance_id), "member.notice_read", member=row.key)
        journal.write(act, family.joint, "member.notice_read", member=row.key)
        act.settle()
    return member_view(family, row)
