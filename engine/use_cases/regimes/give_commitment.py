"""The applicant promises in writing what some materials would prove, after the application and before its acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain import regimes
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import UnitOfWork
from tongban.engine.use_cases.flow import Act, commitments, dossier
from tongban.engine.use_cases.things import find_case
from tongban.engine.use_cases.views import case_view

BEFORE_ACCEPTANCE = ("registered", "pre_review", "submitted", "received", "correction_requested")


@dataclass(frozen=True, slots=True)
class GiveCommitment:
    """`materials` are codes; `agreed` is the applicant's word that they know the terms and answer for it."""

    case_no: str
    materials: tuple[str, ...]
    agreed: bool = False


def give_commitment(command: GiveCommitment, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case with its letter; Invalid names every material no commitment may stand for."""
    case, instance = find_case(uow, actor, "case.commit", command.case_no)
    if case.state not in BEFORE_ACCEPTANCE:
        raise errors.Conflict("A commitment is given before acceptance.", current={"state": case.state})
    act = Act(uow, actor)
    run = act.open(instance, case)
    assert run.item is not None
    held = dossier.of(act, run).codes()
    known = regimes.committed(case.regimes)
    codes = [code for code in dict.fromkeys(command.materials) if code not in known]
    problems = commitments.problems_of(run.item, codes, held, commitments.marks_of(uow, case.applicant))
    if not command.agreed:
        told = "须由申请人确认知晓告知内容 / the applicant must agree to the terms"
        problems.append({"field": "agreed", "message": told})
    if not codes:
        problems.append({"field": "materials", "message": "请选择材料 / choose the materials"})
    if problems:
        raise errors.Invalid(errors=problems)
    commitments.give(act, run, codes)
    run.execution.set_variables({"commitments": regimes.committed(case.regimes)})
    act.settle()
    return case_view(case)
