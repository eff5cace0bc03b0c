"""People's work: a waiting user task becomes one task for all who may take it, or one for each who must sign."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine import bpmn, errors
from tongban.engine.bpmn import step
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import AddedSigner, Signing, Task, TaskCandidate
from tongban.engine.use_cases.flow import (
    candidates,
    clocks,
    desk,
    dossier,
    escalations,
    four_eyes,
    history,
    journal,
    parts,
    signing,
)
from tongban.engine.use_cases.flow.due import due_of

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

COMPLETED = ("state", "outcome", "opinion", "completed_by", "completed_at", "assignee", "on_behalf_of")


def opened(act: Act, run: Run, effect: step.WorkOpened) -> None:
    """Open the work of a user task that has just begun to wait."""
    element = run.definition.elements[effect.element]
    try:
        variables = run.execution.visible(effect.token)
    except errors.TaskNotOpen:
        return  # opened and taken away again within this very act
    refs = candidates.resolve(act, run, element, variables)
    rule = signing.rule_of(element)
    deadline = element.extensions.deadline
    due = due_of(act, run, element, variables)
    if deadline is not None and run.case is not None:
        due = clocks.start(act, run, "step", deadline.value, deadline.unit, effect.token).due
    if rule is None or rule.shared or not refs:
        assignee = assignee_of(element, variables)
        tasks = [desk.open_task(act, run, element, effect.token, effect.scope, refs, due, assignee=assignee)]
    else:
        place = (effect.token, effect.no, effect.scope)
        tasks = signing.begin(act, run, element, rule, refs, place, due)
    for task in tasks:
        if due is not None and run.case is None:
            escalations.arm_task(act.uow, task)
        history.link(run, effect.no, token=effect.token, task_id=task.id)


def cancelled(act: Act, run: Run, effect: step.WorkCancelled) -> None:
    """Nobody needs to act on this step any more."""
    run.cancelled.append(effect.token)


def close_cancelled(act: Act, run: Run) -> None:
    """Close everything cancelled together, at a cost that does not grow with its number of steps."""
    where: dict[str, Any] = {"instance_id": run.record.id, "token": run.cancelled}
    run.cancelled = []
    tasks = act.uow.find(Task, limit=100_000, **where)
    for task in tasks:
        if task.state in TASK_OPEN:
            desk.cancel(act, run, task)
    # What was said in these steps counts no more.
    desk.make_void(act, [one for one in tasks if one.state == "completed" and one.outcome not in desk.MOVED])
    act.uow.remove(Signing, **where)
    for row in act.uow.find(AddedSigner, state=parts.PENDING, **where):
        row.state = "removed"
        act.uow.save(row, "state")
    clocks.stop_of_tokens(act, run, where["token"])


def finish(
    act: Act,
    run: Run,
    task: Task,
    outcome: str,
    choice: str,
    opinion: str | None,
    variables: Mapping[str, Any],
) -> None:
    """Somebody has acted on the task; when that decides the step, the flow goes on."""
    element = run.definition.elements[task.element]
    four_eyes.check(act, run, task, element)
    if task.owner is not None and task.assignee in (act.actor.id, act.actor.on_behalf_of):
        parts.hand_back(act, run, task, outcome, opinion, variables)
        return
    complete(act, task, outcome, opinion)
    said = {"opinion": opinion} if opinion else {}
    part = {"part": task.part} if task.part else {}
    journal.write(
        act,
        run,
        "task.completed",
        task_id=task.id,
        element=task.element,
        outcome=outcome,
        **said,
        **part,
    )
    word = {"outcome": outcome, "opinion": opinion, "by": act.actor.id, "at": act.uow.now.isoformat()}
    if act.actor.on_behalf_of:
        word["on_behalf_of"] = act.actor.on_behalf_of
    if task.part is not None:
        parts.done(act, run, task, word, choice, variables)
    elif task.held is None or not parts.kept(act, run, task, word, choice, variables):
        signing.count(act, run, task, word, choice, variables)


def complete(act: Act, task: Task, outcome: str, opinion: str | None) -> None:
    """The row of a task somebody has finished."""
    task.state, task.outcome, task.opinion = "completed", outcome, opinion
    task.completed_by, task.completed_at = act.actor.id, act.uow.now
    task.assignee = task.assignee or act.actor.id
    task.on_behalf_of = act.actor.on_behalf_of
    act.uow.save(task, *COMPLETED)
    dossier.said(act, task.instance_id)
    if task.candidates:
        act.uow.remove(TaskCandidate, task_id=task.id)


def assignee_of(element: bpmn.Element, variables: Mapping[str, Any]) -> str | None:
    """The person a diagram names outright."""
    rule = element.extensions.candidates
    if rule is None or rule.assignee is None:
        return None
    value = rule.assignee(variables)
    return str(value) if value else None
