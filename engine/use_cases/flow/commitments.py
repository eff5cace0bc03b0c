"""告知承诺: a written commitment stands for materials; what its check comes to is kept, marked and acted on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tongban.engine import items
from tongban.engine.domain import regimes
from tongban.engine.ports import CreditMark, UnitOfWork
from tongban.engine.use_cases.flow import journal, papers

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

FIELD = "commitments"
Problems = list[dict[str, Any]]


def problems_of(
    item: items.Item, codes: Sequence[str], handed: Collection[str], marked: Sequence[CreditMark]
) -> Problems:
    """Why these materials cannot be replaced by a commitment of this applicant; empty when they can."""
    if not codes:
        return []
    if item.sheet.ways.commitment is None:
        return [_problem("not-offered", "本事项不适用告知承诺 / this item takes no commitments")]
    if marked:
        told = f"申请人在办件 {marked[0].case_no} 中承诺不实，修复前不适用告知承诺"
        return [_problem("credit", f"{told} / a commitment in case {marked[0].case_no} was broken")]
    found = []
    for code in codes:
        line = item.sheet.material(code)
        if line is None:
            found.append(
                _problem("unknown-material", f"本事项没有此材料 / not a material of this item: {code}")
            )
        elif not line.commitment:
            told = f"材料“{line.name.zh}”不能以承诺代替 / no commitment may stand for: {line.name.en}"
            found.append(_problem("not-replaceable", told))
        elif code in handed:
            told = f"材料“{line.name.zh}”已提交，无需承诺 / handed in already: {line.name.en}"
            found.append(_problem("handed-in", told))
    return found


def marks_of(uow: UnitOfWork, applicant: Mapping[str, Any]) -> list[CreditMark]:
    """The broken commitments of an applicant that are not repaired."""
    number = str(applicant.get("id_no") or "")
    return uow.find(CreditMark, id_no=number, state="active", order="id", limit=20) if number else []


def give(act: Act, run: Run, codes: Sequence[str]) -> None:
    """The applicant has signed: letter, record, and what the flow may ask."""
    case, item = run.case, run.item
    assert case is not None and item is not None
    terms = item.sheet.ways.commitment
    assert terms is not None
    known = regimes.part(case.regimes, regimes.COMMITMENT) or {"materials": [], "documents": []}
    signer = str((case.agent or {}).get("name") or case.applicant_name)
    lines = [line for code in codes if (line := item.sheet.material(code)) is not None]
    letter = papers.issue(
        act,
        run,
        "commitment_letter",
        {
            "commitment": {
                "items": [{"name": line.name.zh, "text": line.commitment.zh} for line in lines],
                "duty": terms.duty.zh,
                "liability": terms.liability.zh,
                "check": terms.check.words(),
                "signed_by": signer,
                "signed_at": act.uow.now.isoformat(),
            }
        },
    )
    materials = [*known["materials"], *codes]
    kept = {
        "materials": materials,
        "documents": [*known["documents"], letter.number],
        "signed_by": signer,
        "signed_at": act.uow.now.isoformat(),
        "state": "given",
    }
    case.regimes = {**(case.regimes or {}), regimes.COMMITMENT: kept}
    act.uow.save(case, "regimes")
    journal.write(act, run, "case.commitment_given", materials=list(codes), number=letter.number)


def settle(act: Act, run: Run, state: str) -> None:
    """What the check has come to; a broken commitment is held against the applicant, one put right no more."""
    case = run.case
    assert case is not None
    kept = regimes.part(case.regimes, regimes.COMMITMENT)
    if kept is None:
        return
    words = _last_words(run)
    case.regimes = {
        **(case.regimes or {}),
        regimes.COMMITMENT: {**kept, "state": state, "settled_at": act.uow.now.isoformat()},
    }
    act.uow.save(case, "regimes")
    journal.write(act, run, f"case.commitment_{state}", state_before=kept["state"])
    if state in ("broken", "revoked"):
        _mark(act, run, words)
    elif state == "rectified":
        _repair(act, run, "限期内已整改")


def _mark(act: Act, run: Run, reason: str) -> None:
    case, uow = run.case, act.uow
    assert case is not None
    if uow.find(CreditMark, case_no=case.case_no, state="active", limit=1):
        return
    uow.add(
        CreditMark(
            id=uow.new_id(),
            id_type=str(case.applicant.get("id_type") or ""),
            id_no=str(case.applicant.get("id_no") or ""),
            name=case.applicant_name,
            case_no=case.case_no,
            item_code=case.item_code,
            reason=reason or "承诺不实",
            state="active",
            marked_by=act.actor.id,
            marked_at=uow.now,
        )
    )
    journal.write(act, run, "case.credit_marked", reason=reason)


def _repair(act: Act, run: Run, reason: str) -> None:
    assert run.case is not None
    for mark in act.uow.find(CreditMark, case_no=run.case.case_no, state="active"):
        repaired(act.uow, mark, act.actor.id, reason)
        journal.write(act, run, "case.credit_repaired", reason=reason)


def repaired(uow: UnitOfWork, mark: CreditMark, by: str, reason: str) -> None:
    """The mark counts no more."""
    mark.state, mark.repaired_by, mark.repaired_at, mark.repair_reason = "repaired", by, uow.now, reason
    uow.save(mark, "state", "repaired_by", "repaired_at", "repair_reason")


def _last_words(run: Run) -> str:
    """The opinion of the step that led here: the flow keeps each step's word under its id."""
    words = [
        one
        for one in run.execution.variables.values()
        if isinstance(one, Mapping) and one.get("opinion") and one.get("at")
    ]
    return str(max(words, key=lambda one: str(one["at"]))["opinion"]) if words else ""


def _problem(rule: str, message: str) -> dict[str, Any]:
    return {"field": FIELD, "rule": rule, "message": message}
