"""The applicant's term for supplements has run out: what that means the item says, or its diagram draws.

A boundary timer on the wait for the supplement is the drawn lapse. It follows the clock, which counts working days and
holidays, and not the duration in the diagram.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tongban.engine.domain.actor import group_ref
from tongban.engine.ports import Timer
from tongban.engine.use_cases.flow import calls, clocks, directory, journal, milestones, papers

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

MESSAGE = "supplement"
REASON = "申请人未在规定期限内补正材料"
#: The clock speaks first.
BEHIND = timedelta(hours=1)


def lapsed(act: Act, run: Run) -> str:
    """Do what the lapse means, and say what it was: drawn, withdraw, refuse or remind."""
    assert run.item is not None
    meaning = run.item.sheet.supplement_lapse
    drawn = None if meaning == "remind" else _drawn(act, run)
    done = "drawn" if drawn is not None else meaning or "remind"
    journal.write(act, run, "case.supplement_lapsed", meaning=done, reason=REASON)
    if drawn is not None:
        act.uow.remove(Timer, id=drawn.id)
        journal.write(act, run, "timer.fired", element=drawn.element)
        assert drawn.token is not None
        run.execution.fire_timer(drawn.token)
    elif done == "withdraw":
        _end(act, run, "withdrawn", "withdrawal_notice", "withdrawn")
    elif done == "refuse":
        _end(act, run, "not_accepted", "refusal_to_accept", "refused_acceptance")
    else:
        _remind(act, run)
    return done


def held_back(act: Act, run: Run, timer: Timer) -> bool:
    """Whether the timer is a drawn lapse whose clock still runs: then it is set behind the clock's end."""
    if run.case is None or run.case.state != "correction_requested":
        return False
    host = _host(run, timer)
    if host is None or host not in _waiting(act, run):
        return False
    running = clocks.live(act, run, "supplement")
    ends = [row.due for row in running if row.state == "running" and row.due is not None]
    if not ends:
        return False
    timer.due_at = max(ends[-1], act.uow.now) + BEHIND
    act.uow.save(timer, "due_at")
    return True


def _drawn(act: Act, run: Run) -> Timer | None:
    waiting = _waiting(act, run)
    timers = act.uow.find(Timer, instance_id=run.record.id) if waiting else []
    return next((one for one in timers if one.token is not None and _host(run, one) in waiting), None)


def _waiting(act: Act, run: Run) -> set[str]:
    return {wait.element for wait in calls.message_targets(act, MESSAGE, None, {}, run.record.id)}


def _host(run: Run, timer: Timer) -> str | None:
    element = run.definition.elements.get(timer.element or "")
    host = getattr(element, "host", None)
    return host.id if host is not None else None


def _end(act: Act, run: Run, to: str, document: str, template: str) -> None:
    case, item = run.case, run.item
    assert case is not None and item is not None
    decision: dict[str, Any] = {
        "content": REASON,
        "reason": REASON,
        "basis": item.sheet.legal_basis_text,
        "competent_organ": directory.unit_or_code(act, case.unit).name,
    }
    run.execution.terminate()
    milestones.move(act, run, to)
    papers.issue(act, run, document, {"decision": decision})
    applicant = milestones.recipients(run, "applicant")
    milestones.notify(act, run, template, applicant, facts={"reason": REASON})


def _remind(act: Act, run: Run) -> None:
    case = run.case
    assert case is not None
    to = [*milestones.recipients(run, "applicant"), group_ref(f"window_clerk@{case.window_unit}")]
    milestones.notify(act, run, "supplement_lapsed", to)
