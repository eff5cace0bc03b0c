"""Where acts on a joint case begin: the case locked with its members, for somebody who may lead it."""

from __future__ import annotations

from tongban.engine import errors
from tongban.engine.domain import joint as rules
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.case_state import is_closed
from tongban.engine.ports import JointMember, UnitOfWork
from tongban.engine.use_cases.flow import Act, families
from tongban.engine.use_cases.flow.families import Family
from tongban.engine.use_cases.things import find_case

LEAD = "joint.lead"


def opened(uow: UnitOfWork, actor: Actor, joint_no: str, verb: str = LEAD) -> tuple[Act, Family]:
    """An open joint case; NotFound for any other number, Conflict when it is closed."""
    case, instance = find_case(uow, actor, verb, joint_no)
    if uow.library.item(case.item_version_id).sheet.joint is None:
        raise errors.NotFound("There is no such joint case.", case_no=joint_no)
    if is_closed(case.state):
        raise errors.Conflict("The joint case is closed.", current={"state": case.state})
    act = Act(uow, actor)
    return act, families.of_joint(act, act.open(instance, case))


def member_row(family: Family, key: str) -> JointMember:
    """The sub-case that counts for a member; NotFound when it does not take part."""
    row = family.newest.get(key)
    if row is None:
        raise errors.NotFound(f"The joint case has no member {key}.", member=key)
    return row


def said(reason: str) -> str:
    """A reason in words, or Invalid."""
    text = reason.strip()
    if not text:
        raise errors.Invalid(errors=[{"field": "reason", "message": "请说明理由 / a reason is required"}])
    return text


def member_view(family: Family, row: JointMember) -> dict[str, object]:
    """One sub-case as an act answers it."""
    return {
        "joint_no": family.case.case_no,
        "key": row.key,
        "case_no": rules.sub_number(family.case.case_no, row.position),
        "unit": row.unit,
        "stage": row.stage,
        "round": row.round,
        "state": row.state,
        "result": row.result,
        "deemed": row.deemed,
        "waits_for": family.missing(row.key) if row.state in ("born", "waiting") else [],
        "reason": row.reason,
        "read_by": row.read_by,
        "read_at": row.read_at,
    }
