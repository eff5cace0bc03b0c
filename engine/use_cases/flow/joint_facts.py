"""What the joint reply (联办答复) states: each member's department, number and result, with the document that says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine.domain.joint import MEMBER_STATES, RESULT_WORDS
from tongban.engine.ports import Case, Document, Unit
from tongban.engine.use_cases.flow import families

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

# What tells an applicant the result, the last of them first.
RESULTS = ("certificate", "grant_decision", "benefit_decision", "refusal_decision", "termination_decision")


def joint_facts(
    act: Act, run: Run, variables: Mapping[str, Any], facts: dict[str, Any], number: str
) -> dict[str, Any]:
    """`{joint: {members: [{name, name_en, unit, unit_en, no, result, result_en, document, decided_on}]}}`."""
    newest = families.of_joint(act, run).newest
    ids = [row.case_id for row in newest.values()]
    cases = {one.id: one for one in act.uow.find(Case, id=ids, order="case_no")}
    units = {one.code: one for one in act.uow.find(Unit, code=sorted({row.unit for row in newest.values()}))}
    papers: dict[str, Document] = {}
    for one in act.uow.find(Document, case_id=ids, type=list(RESULTS), order="id"):
        kept = papers.get(one.case_id)
        if kept is None or RESULTS.index(one.type) <= RESULTS.index(kept.type):
            papers[one.case_id] = one
    calendar = act.uow.calendar()
    lines = []
    for row in newest.values():
        case, unit, paper = cases[row.case_id], units.get(row.unit), papers.get(row.case_id)
        words = RESULT_WORDS.get(_result(row.state, row.result), MEMBER_STATES[row.state])
        lines.append(
            {
                "name": case.item_name,
                "name_en": case.item_name_en,
                "unit": unit.name if unit else row.unit,
                "unit_en": unit.name_en if unit else row.unit,
                "no": case.case_no,
                "result": words[0],
                "result_en": words[1],
                "document": paper.number if paper else "",
                "decided_on": calendar.day_of(case.decided_at).isoformat() if case.decided_at else "",
            }
        )
    return {"joint": {"members": lines}}


def _result(state: str, result: str | None) -> str:
    """A member the lead took out was not ended by its department."""
    return "cancelled" if state == "cancelled" and result in (None, "terminated") else result or ""
