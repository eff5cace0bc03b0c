"""电子证照: the record that a result gives its holder, born with the document and ended by its revocation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tongban.engine.ports import Document, Licence, Unit
from tongban.engine.use_cases.flow import journal

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

#: What the item gives when its sheet names no document of its own.
DECISION = "grant_decision"
# Results that prove nothing to anybody else: an answer, a note of receipt.
NO_LICENCE = frozenset(("answer_letter", "joint_reply", "public_notice", "forwarding_slip"))


def born(act: Act, run: Run, document: Document, unit: Unit) -> Licence | None:
    """The licence of a document that is what the item gives; one made before in the same case is replaced."""
    case, item = run.case, run.item
    assert case is not None
    wanted = (item.sheet.result.document if item else "") or DECISION
    if document.type != wanted or wanted in NO_LICENCE:
        return None
    for before in act.uow.find(Licence, case_id=case.id, state="valid", type=document.type, limit=20):
        before.state, before.ended_at, before.ended_by = "replaced", act.uow.now, document.number
        act.uow.save(before, "state", "ended_at", "ended_by")
    certificate = document.data.get("certificate") or {}
    today = act.uow.calendar().day_of(act.uow.now)
    name = item.sheet.result.name if item else None
    licence = Licence(
        id=act.uow.new_id(),
        certificate_no=str(certificate.get("no") or document.number),
        document_id=document.id,
        case_id=case.id,
        case_no=case.case_no,
        item_code=case.item_code,
        type=document.type,
        name=name.zh if name else document.title,
        name_en=name.on("en") if name else document.title_en,
        unit=case.unit,
        organ=unit.name,
        holder=case.applicant_name,
        holder_id=str(case.applicant.get("id_no") or ""),
        valid_from=_day(certificate.get("valid_from")) or today.isoformat(),
        valid_to=_day(certificate.get("valid_to")),
        state="valid",
        issued_at=act.uow.now,
        holder_user=case.applicant_user,
    )
    act.uow.add(licence)
    journal.write(
        act,
        run,
        "licence.born",
        licence=licence.id,
        certificate_no=licence.certificate_no,
        document=document.id,
    )
    return licence


def end_all(act: Act, run: Run) -> None:
    """The decision is revoked: what it gave has no effect from now."""
    case = run.case
    assert case is not None
    for licence in act.uow.find(Licence, case_id=case.id, state="valid", limit=50):
        licence.state, licence.ended_at = "revoked", act.uow.now
        act.uow.save(licence, "state", "ended_at")
        journal.write(act, run, "licence.revoked", licence=licence.id, certificate_no=licence.certificate_no)


def _day(value: Any) -> str | None:
    """ISO text of a day, whatever a form made of it; None when it says no day."""
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None
