"""End a case before its decision: the applicant withdraws it, or the office voids it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.case_state import DECIDED, is_closed
from tongban.engine.ports import UnitOfWork
from tongban.engine.use_cases.flow import Act, dossier, journal, milestones, papers
from tongban.engine.use_cases.things import find_case
from tongban.engine.use_cases.views import case_view


@dataclass(frozen=True, slots=True)
class WithdrawCase:
    """The applicant gives up the application."""

    case_no: str
    reason: str


@dataclass(frozen=True, slots=True)
class VoidCase:
    """The office declares the case invalid (a wrong entry)."""

    case_no: str
    reason: str


def withdraw_case(command: WithdrawCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The withdrawn case; a case already decided or closed is left as it is."""
    return _end(command.case_no, command.reason, actor, uow, "withdrawn", "case.withdraw")


def void_case(command: VoidCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The voided case."""
    return _end(command.case_no, command.reason, actor, uow, "voided", "case.void")


def _end(case_no: str, reason: str, actor: Actor, uow: UnitOfWork, to: str, verb: str) -> dict[str, Any]:
    case, instance = find_case(uow, actor, verb, case_no)
    if is_closed(case.state) or case.state in DECIDED:
        raise errors.Conflict("The case is decided or closed.", current={"state": case.state})
    text = reason.strip()
    if not text:
        raise errors.Invalid(errors=[{"field": "reason", "message": "请说明理由 / a reason is required"}])
    act = Act(uow, actor)
    run = act.open(instance, case)
    journal.write(act, run, f"case.{to}_asked", reason=text)
    run.execution.terminate()
    if to == "withdrawn":
        dossier.of(act, run).read()
    milestones.move(act, run, to)
    if to == "withdrawn":
        papers.issue(act, run, "withdrawal_notice", {"decision": {"reason": text}})
        milestones.notify(act, run, "withdrawn", milestones.recipients(run, "applicant"))
    act.settle()
    return case_view(case)
