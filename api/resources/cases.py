"""Cases: registering one, reading it, and the acts the law knows."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.case import (
    Case,
    CaseBody,
    CaseQuery,
    CaseReasonBody,
    CaseRow,
    ExtendBody,
    RateBody,
    Rating,
    Revealed,
    SupplementBody,
    SuspendBody,
)
from tongban.engine import (
    ExtendCase,
    RateCase,
    RegisterCase,
    ResumeCase,
    SupplementCase,
    SuspendCase,
    VoidCase,
    WithdrawCase,
    access,
)

blueprint = Blueprint("cases", __name__, description="Applications and their course")


@blueprint.post("/cases")
@blueprint.body(CaseBody)
@blueprint.answer(201, Case)
def register_case(given: dict[str, Any]) -> Any:
    """Register an application; number and receipt are born in one transaction."""
    return act(RegisterCase(**{name: value for name, value in given.items() if value is not None}))


@blueprint.get("/cases")
@blueprint.query(CaseQuery)
@blueprint.answer(200, page_of(CaseRow))
def list_cases(filters: dict[str, Any]) -> Any:
    """List the cases this caller may see."""
    return ask("cases", **filters)


@blueprint.get("/cases/<case_no>")
@blueprint.answer(200, Case)
def read_case(case_no: str) -> Any:
    """Read a case: state, clocks, materials, opinions, documents and open tasks."""
    return ask("case", case_no)


@blueprint.post("/cases/<case_no>/supplement")
@blueprint.body(SupplementBody)
@blueprint.answer(200, Case)
def supplement_case(case_no: str, given: dict[str, Any]) -> Any:
    """Hand in what a correction notice asked for."""
    return act(SupplementCase(case_no, given.get("form") or {}, given.get("note") or ""))


@blueprint.post("/cases/<case_no>/withdraw")
@blueprint.body(CaseReasonBody)
@blueprint.answer(200, Case)
def withdraw_case(case_no: str, given: dict[str, Any]) -> Any:
    """Withdraw an application before its decision."""
    return act(WithdrawCase(case_no, given["reason"]))


@blueprint.post("/cases/<case_no>/void")
@blueprint.body(CaseReasonBody)
@blueprint.answer(200, Case)
def void_case(case_no: str, given: dict[str, Any]) -> Any:
    """Void a case that was registered by mistake."""
    return act(VoidCase(case_no, given["reason"]))


@blueprint.post("/cases/<case_no>/suspend")
@blueprint.body(SuspendBody)
@blueprint.answer(200, Case)
def suspend_case(case_no: str, given: dict[str, Any]) -> Any:
    """Stop the clock for a special procedure."""
    return act(
        SuspendCase(
            case_no,
            kind=given["kind"],
            basis=given["basis"],
            approver=given["approver"],
            days=given["days"],
            reason=given["reason"],
        )
    )


@blueprint.post("/cases/<case_no>/resume")
@blueprint.body(CaseReasonBody)
@blueprint.answer(200, Case)
def resume_case(case_no: str, given: dict[str, Any]) -> Any:
    """End a special procedure; the clock runs on."""
    return act(ResumeCase(case_no, given["reason"]))


@blueprint.post("/cases/<case_no>/extend")
@blueprint.body(ExtendBody)
@blueprint.answer(200, Case)
def extend_case(case_no: str, given: dict[str, Any]) -> Any:
    """Extend the limit, once."""
    return act(ExtendCase(case_no, given["days"], given["approver"], given["reason"], given["level"]))


@blueprint.post("/cases/<case_no>/reveal")
@blueprint.body(CaseReasonBody)
@blueprint.answer(200, Revealed)
def reveal_identity(case_no: str, given: dict[str, Any]) -> Any:
    """Read the numbers of the applicant in clear; who did and why stays in the case's record."""
    return act(access.RevealIdentity(case_no, given["reason"]))


@blueprint.post("/cases/<case_no>/rate")
@blueprint.body(RateBody)
@blueprint.answer(200, Rating)
def rate_case(case_no: str, given: dict[str, Any]) -> Any:
    """Rate the service, once (好差评); once more when a bad rating was answered (追评)."""
    return act(
        RateCase(case_no, level=given["level"], dims=given.get("dims") or {}, text=given.get("text") or "")
    )
