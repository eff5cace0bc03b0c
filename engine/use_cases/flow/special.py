"""Where the regimes meet a case's course: before it changes its state, after it has, and when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.domain import case_state
from tongban.engine.ports import ArchivePackage
from tongban.engine.use_cases.flow import green, licences, tolerant

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


def before(act: Act, run: Run, to: str) -> None:
    """What must hold, and what must be known before the clocks start."""
    if to == "accepted":
        tolerant.accepting(act, run)
        green.accepted(act, run)
    elif to == "approved":
        tolerant.must_be_complete(run)


def after(act: Act, run: Run, to: str) -> None:
    """What follows from the new state."""
    assert run.case is not None
    if to == "revoked":
        licences.end_all(act, run)
    if case_state.is_closed(to) and act.uow.get(ArchivePackage, run.case.id) is None:
        # Its package is made by and by, outside the act that closes it.
        act.uow.add(ArchivePackage(run.case.id, "", 0, 0, act.actor.id, act.uow.now))
    if run.case.regimes is None:
        return
    if to == "accepted":
        green.told(act, run)
        tolerant.accepted(act, run)
        act.uow.save(run.case, "regimes")
    elif to == "rejected":
        tolerant.stop(act, run)
    if case_state.is_closed(to):
        green.over(act, run.case)
