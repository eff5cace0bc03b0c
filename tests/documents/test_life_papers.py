"""Documents of examination and of a licence's later life take their facts from the flow's variables."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from office import CONTENT, Office
from pypdf import PdfReader

from tongban.engine import SYSTEM
from tongban.engine.use_cases.flow import Act, papers
from tongban.engine.use_cases.things import find_case

CASES: dict[str, tuple[dict[str, Any], str]] = {
    "application_form": ({}, "真实、合法、有效"),
    "inspection_record": ({"inspectors": ["甲", "乙"], "inspection_findings": "与申请一致"}, "与申请一致"),
    "interested_party_notice": (
        {"interested_party": "某小区", "interested_matter": "影响采光", "statement_due": "2026-03-20"},
        "2026年3月20日",
    ),
    "renewal_decision": (
        {"certificate_no": "A-1", "permit_conditions": "同意延续三年", "valid_to": "2029-03-01"},
        "2029年3月1日",
    ),
    "retraction_decision": ({"decision_basis": "公共利益需要", "permit_conditions": "撤回"}, "公共利益需要"),
}


@pytest.mark.parametrize("type_", CASES)
def test_it_states_what_the_flow_knows(office: Office, type_: str) -> None:
    variables, words = CASES[type_]
    case_no = office.register(office.publish(CONTENT / "sole-trader-registration"))["case_no"]

    def issue(command: Any, actor: Any, uow: Any) -> dict[str, Any]:
        case, instance = find_case(uow, actor, "case.read", case_no)
        act = Act(uow, actor)
        run = act.open(instance, case)
        run.execution.set_variables(variables)
        extra = {"decision": {"content": "x", "reason": "情况变化", "basis": "公共利益需要"}}
        made = papers.issue(act, run, type_, extra if type_ == "retraction_decision" else None)
        act.settle()
        return {"id": made.id}

    made = office.engine._executor.run(issue, None, SYSTEM, None)
    content, _ = office.engine.queries.document_pdf(SYSTEM, made["id"])
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert words in text.replace(" ", "").replace("\n", "")
