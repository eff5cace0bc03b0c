"""信用修复: a mark for a broken commitment is lifted with a reason; the applicant may promise again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.identifiers import mask_id
from tongban.engine.ports import CreditMark, UnitOfWork
from tongban.engine.use_cases.flow import commitments, journal


@dataclass(frozen=True, slots=True)
class RepairCredit:
    """The mark counts no more, for this reason."""

    mark_id: str
    reason: str


def repair_credit(command: RepairCredit, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The mark, repaired; Conflict when it was already."""
    may(actor, "credit.repair")
    mark = uow.get(CreditMark, command.mark_id, lock=True)
    if mark is None:
        raise errors.NotFound()
    reason = command.reason.strip()
    if not reason:
        raise errors.Invalid(errors=[{"field": "reason", "message": "请说明理由 / a reason is required"}])
    if mark.state != "active":
        raise errors.Conflict("The mark has been repaired already.", current={"state": mark.state})
    commitments.repaired(uow, mark, actor.id, reason)
    journal.alone(
        uow, actor, uow.new_id(), "credit.repaired", mark=mark.id, case_no=mark.case_no, reason=reason
    )
    return mark_view(mark)


def mark_view(mark: CreditMark) -> dict[str, Any]:
    """One mark; the number is masked."""
    return {
        "id": mark.id,
        "name": mark.name,
        "id_type": mark.id_type,
        "id_no": mask_id(mark.id_no),
        "case_no": mark.case_no,
        "item_code": mark.item_code,
        "reason": mark.reason,
        "state": mark.state,
        "marked_by": mark.marked_by,
        "marked_at": mark.marked_at,
        "repaired_by": mark.repaired_by,
        "repaired_at": mark.repaired_at,
        "repair_reason": mark.repair_reason,
    }
