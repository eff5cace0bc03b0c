"""Green channel, commitments with their credit marks, and papers between windows."""

from __future__ import annotations

from typing import Any

from flask import request

from tongban.api.paging import page_of
from tongban.api.preconditions import CHANGES_TAGGED, SHOWS_TAG, by_content, read_tags
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.case import Case
from tongban.api.schemas.regime import (
    ChangeGreenProjectBody,
    CommitmentBody,
    CreditMark,
    CreditQuery,
    GreenProject,
    GreenProjectBody,
    GreenProjectQuery,
    RepairBody,
    SignForBody,
)
from tongban.engine import (
    AddGreenProject,
    ChangeGreenProject,
    EndGreenProject,
    GiveCommitment,
    RepairCredit,
    SignForPapers,
)

blueprint = Blueprint("regimes", __name__, description="Green channel, commitments, papers in transit")
#: What the tracker is called is no part of a project.
BESIDE = ("tracker_name",)


@blueprint.get("/green-projects")
@blueprint.query(GreenProjectQuery)
@blueprint.answer(200, page_of(GreenProject))
def list_green_projects(filters: dict[str, Any]) -> Any:
    """List the key projects, the newest first."""
    return ask("green_projects", **filters)


@blueprint.post("/green-projects")
@blueprint.body(GreenProjectBody)
@blueprint.answer(201, GreenProject)
def add_green_project(given: dict[str, Any]) -> Any:
    """Enter a key project; its cases take the green channel 绿色通道 from now on."""
    return act(AddGreenProject(**given))


@blueprint.get("/green-projects/<code>")
@blueprint.doc(**SHOWS_TAG)
@blueprint.answer(200, GreenProject)
def read_green_project(code: str) -> Any:
    """Read a key project."""
    return by_content(ask("green_project", code), *BESIDE)


@blueprint.patch("/green-projects/<code>")
@blueprint.doc(**CHANGES_TAGGED)
@blueprint.body(ChangeGreenProjectBody)
@blueprint.answer(200, GreenProject)
def change_green_project(code: str, given: dict[str, Any]) -> Any:
    """Change a key project; cases accepted before keep their pace."""
    return by_content(act(ChangeGreenProject(code, **given, tags=read_tags(request))), *BESIDE)


@blueprint.post("/green-projects/<code>/end")
@blueprint.answer(200, GreenProject)
def end_green_project(code: str) -> Any:
    """Let new cases of a project take the ordinary way."""
    return act(EndGreenProject(code))


@blueprint.post("/cases/<case_no>/commitments")
@blueprint.body(CommitmentBody)
@blueprint.answer(200, Case)
def give_commitment(case_no: str, given: dict[str, Any]) -> Any:
    """Promise in writing what some materials would prove (告知承诺), before acceptance."""
    return act(GiveCommitment(case_no, tuple(given["materials"]), given["agreed"]))


@blueprint.post("/cases/<case_no>/sign-for")
@blueprint.body(SignForBody)
@blueprint.answer(200, Case)
def sign_for_papers(case_no: str, given: dict[str, Any]) -> Any:
    """Sign for papers that came by post from another window (签收)."""
    return act(SignForPapers(case_no, given["note"]))


@blueprint.get("/credit-marks")
@blueprint.query(CreditQuery)
@blueprint.answer(200, page_of(CreditMark))
def list_credit_marks(filters: dict[str, Any]) -> Any:
    """List the marks for broken commitments, the newest first."""
    return ask("credit_marks", **filters)


@blueprint.post("/credit-marks/<mark_id>/repair")
@blueprint.body(RepairBody)
@blueprint.answer(200, CreditMark)
def repair_credit(mark_id: str, given: dict[str, Any]) -> Any:
    """Lift a mark (信用修复); the applicant may promise again."""
    return act(RepairCredit(mark_id, given["reason"]))
