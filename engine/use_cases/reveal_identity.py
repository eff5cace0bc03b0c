"""Show the numbers of a case's applicant to somebody who says why; the case's record keeps who, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import UnitOfWork
from tongban.engine.use_cases.flow import Act, journal
from tongban.engine.use_cases.things import find_case

SHORTEST, LONGEST = 4, 500


@dataclass(frozen=True, slots=True)
class RevealIdentity:
    """`reason` is kept with the case."""

    case_no: str
    reason: str


def reveal_identity(command: RevealIdentity, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{case_no, applicant, agent}` with every number in clear."""
    case, instance = find_case(uow, actor, "case.reveal", command.case_no)
    reason = command.reason.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise errors.Invalid(
            errors=[{"field": "reason", "message": f"请写明理由，{SHORTEST}至{LONGEST}字 / say why"}]
        )
    act = Act(uow, actor)
    run = act.open(instance, case)
    journal.write(act, run, "case.revealed", reason=reason)
    act.settle()
    return {"case_no": case.case_no, "applicant": case.applicant, "agent": case.agent}
