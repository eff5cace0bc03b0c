"""What an element brings when it is completed: the case's new state with its clocks, its documents, its notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine import errors
from tongban.engine.domain import case_state
from tongban.engine.ports import Case, Event
from tongban.engine.use_cases.flow import (
    clocks,
    commitments,
    dossier,
    families,
    journal,
    papers,
    silence,
    special,
)
from tongban.engine.use_cases.flow.paper_facts import notice_facts
from tongban.engine.use_cases.flow.telling import notify, recipients

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

__all__ = ["element_completed", "instance_ended", "move", "notify", "recipients"]

# 统一反馈: what the joint case tells the applicant once, its members do not tell again.
UNIFIED = ("accepted", "decided_granted", "decided_refused")
RESULTS = {
    "approved": "granted",
    "rejected": "refused",
    "not_accepted": "not_accepted",
    "not_required": "not_required",
    "withdrawn": "withdrawn",
    "terminated": "terminated",
    "voided": "voided",
    "forwarded": "forwarded",
    "revoked": "revoked",
}


def element_completed(act: Act, run: Run, element_id: str) -> None:
    """Apply the milestone, then issue the documents, then send the notices of the element."""
    extensions = run.definition.elements[element_id].extensions
    if extensions.milestone is not None:
        if _behind(act, run, extensions.milestone.state):
            return
        if extensions.documents or extensions.notices:
            dossier.of(act, run).read()
        move(act, run, extensions.milestone.state)
    if extensions.promise is not None:
        commitments.settle(act, run, extensions.promise.state)
    for document in extensions.documents:
        papers.issue(act, run, document.type)
    if extensions.notices:
        facts = notice_facts(act, run) | families.in_words(act, run)
        for notice in extensions.notices:
            if families.is_member(run) and notice.template in UNIFIED:
                continue
            refs = [ref for to in notice.to for ref in recipients(run, to)]
            notify(act, run, notice.template, refs, facts=facts)


def _behind(act: Act, run: Run, state: str) -> bool:
    """A step done again after a return: the case has passed this state, and what it brought is not brought twice."""
    assert run.case is not None
    try:
        case_state.route(run.case.state, state)
    except errors.Conflict:
        passed = act.uow.find(Event, chain=run.record.id, type=f"case.{state}", limit=1)
        return bool(passed)
    return False


def move(act: Act, run: Run, to: str) -> None:
    """Bring the case into a state, with what the law does to its clocks on the way.

    Accepted after the term for corrections is accepted as of the receipt: the clocks of the review began then.
    """
    case = run.case
    assert case is not None
    since = silence.received_at(act, run, to)
    special.before(act, run, to)
    steps = case_state.route(case.state, to)
    before = case.state
    for step in steps:
        case.state = step.to
        _stamp(act, case)
        if since is not None:
            case.accepted_at, case.deemed_at = since, act.uow.now
        clocks.apply_effects(act, run, step.clocks, since)
    act.uow.save(case)
    deemed = {"accepted_from": since.isoformat()} if since is not None else {}
    journal.write(act, run, f"case.{to}", state_before=before, **deemed)
    special.after(act, run, to)


def instance_ended(act: Act, run: Run) -> None:
    """The flow is at its end: a case it left open is closed."""
    case = run.case
    assert case is not None
    if case_state.is_closed(case.state):
        return
    ended_as(act, run, "closed")


def ended_as(act: Act, run: Run, to: str) -> None:
    """Close a case from outside its own course, with all its clocks."""
    case = run.case
    assert case is not None
    before, case.state = case.state, to
    _stamp(act, case)
    clocks.apply_effects(act, run, (("stop", case_state.ALL_CLOCKS),))
    act.uow.save(case)
    journal.write(act, run, f"case.{to}", state_before=before)
    special.after(act, run, to)


def _stamp(act: Act, case: Case) -> None:
    now = act.uow.now
    if case.state == "accepted":
        case.accepted_at = now
    if case.state in ("approved", "rejected"):
        case.decided_at = now
    if case.state in RESULTS:
        case.result = RESULTS[case.state]
    if case_state.is_closed(case.state):
        case.closed_at = now
