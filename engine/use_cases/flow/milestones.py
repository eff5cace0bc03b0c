"""What an element brings when it is completed: the case's new state with its clocks, its documents, its notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.domain import case_state
from tongban.engine.domain.actor import group_ref, user_ref
from tongban.engine.ports import Case, Event, Outgoing
from tongban.engine.use_cases.flow import clocks, journal, papers
from tongban.engine.use_cases.flow.paper_facts import notice_facts

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

RESULTS = {
    "approved": "granted",
    "rejected": "refused",
    "not_accepted": "not_accepted",
    "not_required": "not_required",
    "withdrawn": "withdrawn",
    "terminated": "terminated",
    "voided": "voided",
    "forwarded": "forwarded",
}


def element_completed(act: Act, run: Run, element_id: str) -> None:
    """Apply the milestone, then issue the documents, then send the notices of the element."""
    extensions = run.definition.elements[element_id].extensions
    if extensions.milestone is not None:
        if _behind(act, run, extensions.milestone.state):
            return
        move(act, run, extensions.milestone.state)
    for document in extensions.documents:
        papers.issue(act, run, document.type)
    if extensions.notices:
        facts = notice_facts(act, run)
        for notice in extensions.notices:
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
    """Bring the case into a state, with what the law does to its clocks on the way."""
    case = run.case
    assert case is not None
    steps = case_state.route(case.state, to)
    before = case.state
    for step in steps:
        case.state = step.to
        _stamp(act, case)
        clocks.apply_effects(act, run, step.clocks)
    act.uow.save(case)
    journal.write(act, run, f"case.{to}", state_before=before)


def instance_ended(act: Act, run: Run) -> None:
    """The flow is at its end: a case it left open is closed."""
    case = run.case
    assert case is not None
    if case_state.is_closed(case.state):
        return
    before, case.state = case.state, "closed"
    _stamp(act, case)
    clocks.apply_effects(act, run, (("stop", case_state.ALL_CLOCKS),))
    act.uow.save(case)
    journal.write(act, run, "case.closed", state_before=before)


def recipients(run: Run, to: str) -> list[str]:
    """Whom a notice goes to: applicant, unit, role:x (in the case's unit), user:x or group:x."""
    case = run.case
    assert case is not None
    if to == "applicant":
        return [user_ref(case.applicant_user)] if case.applicant_user else []
    if to == "unit":
        return [group_ref(case.unit)]
    if to.startswith("role:"):
        role = to.removeprefix("role:")
        return [group_ref(role if "@" in role else f"{role}@{case.unit}")]
    return [to if to.startswith(("user:", "group:")) else group_ref(to)]


def notify(
    act: Act,
    run: Run,
    template: str,
    refs: Iterable[str],
    *,
    task_id: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Hand a notice to the worker: to the message boxes, and by email to an applicant who left an address."""
    case = run.case
    assert case is not None
    data = {
        "case_no": case.case_no,
        "item": case.item_name,
        "item_en": case.item_name_en,
        "applicant": case.applicant_name,
        "progress_code": case.progress_code,
        **(facts or {}),
    }
    targets = [("message_box", ref) for ref in refs]
    address = (case.applicant.get("contact") or {}).get("email")
    if address and any(ref == user_ref(case.applicant_user or "") for ref in refs):
        targets.append(("email", address))
    for channel, recipient in targets:
        act.uow.add(
            Outgoing(
                id=act.uow.new_id(),
                channel=channel,
                recipient=recipient,
                payload={"template": template, "task_id": task_id, "data": data},
                due_at=act.uow.now,
            )
        )
    if targets:
        journal.write(act, run, "notice.queued", template=template, to=[one for _, one in targets])


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
