"""What an escalation rule does beside telling: pass the work on, raise it, open a supervision task, or decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tongban.engine import errors
from tongban.engine.domain.escalation import EscalationRule
from tongban.engine.domain.escalation_times import Moment
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Task
from tongban.engine.use_cases.flow import desk, journal, overseers, supervision_task, work

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

Doing = Callable[["Act", "Run", EscalationRule, Moment, list[Task]], dict[str, Any]]


def do(act: Act, run: Run, rule: EscalationRule, moment: Moment, tasks: list[Task]) -> dict[str, Any]:
    """What was done, or `not_done` with the reason: a rule that cannot act must not stop those that can."""
    assert rule.act is not None
    try:
        return ACTS[rule.act](act, run, rule, moment, tasks)
    except errors.EngineError as refused:
        return {"not_done": f"{refused.message} {refused.errors or ''}".strip()}


def _transfer(act: Act, run: Run, rule: EscalationRule, moment: Moment, tasks: list[Task]) -> dict[str, Any]:
    assert rule.act_to is not None
    return {"tasks": [_hand_on(act, run, task, [rule.act_to], rule) for task in tasks], "to": [rule.act_to]}


def _raise(act: Act, run: Run, rule: EscalationRule, moment: Moment, tasks: list[Task]) -> dict[str, Any]:
    refs = overseers.above(act.uow, tasks, run.case.unit if run.case else None)
    if not refs:
        return {"not_done": "nobody above"}
    return {"tasks": [_hand_on(act, run, task, refs, rule) for task in tasks], "to": refs}


def _supervise(act: Act, run: Run, rule: EscalationRule, moment: Moment, tasks: list[Task]) -> dict[str, Any]:
    opened = supervision_task.open_for(
        act,
        subject=run.case.case_no if run.case else run.record.id,
        matter=rule.name,
        unit=run.case.unit if run.case else "",
        person=next((task.assignee for task in tasks if task.assignee), None),
    )
    return {"instance_id": opened}


def _decide(act: Act, run: Run, rule: EscalationRule, moment: Moment, tasks: list[Task]) -> dict[str, Any]:
    """The outcome the law attaches to silence, given by the system and naming its basis."""
    outcome = rule.outcome or ""
    basis = f"依据《{rule.law}》{rule.article or ''}，期限届满，由系统按规定办理。"
    done = []
    for task in tasks:
        fresh = act.uow.get(Task, task.id)
        if fresh is None or fresh.state not in TASK_OPEN:
            continue
        element = run.definition.elements[fresh.element]
        known = {one.id: one.kind for one in element.extensions.outcomes} or {
            "approve": "approve",
            "reject": "reject",
        }
        if outcome not in known:
            return {"not_done": f"{fresh.element} has no outcome {outcome}"}
        work.finish(act, run, fresh, outcome, known[outcome], basis, {})
        done.append(fresh.id)
    return {"tasks": done, "outcome": outcome, "basis": basis}


def _hand_on(act: Act, run: Run, task: Task, refs: list[str], rule: EscalationRule) -> str:
    before = {"assignee": task.assignee, "candidates": list(task.candidates)}
    if len(refs) == 1 and refs[0].startswith("user:"):
        desk.hand_to(act, task, refs[0].removeprefix("user:"))
    else:
        task.assignee, task.state, task.on_behalf_of = None, "open", None
        act.uow.save(task, "assignee", "state", "on_behalf_of")
        desk.offer(act, task, refs)
    journal.write(
        act,
        run,
        "task.transferred",
        task_id=task.id,
        element=task.element,
        before=before,
        after={"assignee": task.assignee, "candidates": list(task.candidates)},
        to=refs,
        reason=rule.name,
        rule=rule.id,
    )
    return task.id


ACTS: dict[str, Doing] = {
    "transfer": _transfer,
    "raise": _raise,
    "supervise": _supervise,
    "decide": _decide,
}
