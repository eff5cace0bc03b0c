"""People's work: a waiting user task becomes one task for all who may take it, or one for each who must sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.engine import bpmn
from tongban.engine.bpmn import step
from tongban.engine.domain.sign_mode import Signer, SignRule, Vote, select, sign_rule, tally
from tongban.engine.ports import Signing, Task, TaskCandidate
from tongban.engine.use_cases.flow import candidates, clocks, history, journal
from tongban.engine.use_cases.flow.due import due_of

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


def opened(act: Act, run: Run, effect: step.WorkOpened) -> None:
    """Open the work of a user task that has just begun to wait."""
    element = run.definition.elements[effect.element]
    variables = run.execution.visible(effect.token)
    refs = candidates.resolve(act, run, element, variables)
    rule = rule_of(element)
    deadline = element.extensions.deadline
    due = due_of(act, run, element, variables)
    if deadline is not None and run.case is not None:
        row = clocks.start(act, run, "step", deadline.value, deadline.unit, effect.token)
        due = row.due
    if rule is None or rule.shared or not refs:
        assignee = assignee_of(element, variables)
        task = open_task(act, run, element, effect.token, effect.scope, refs, due, assignee=assignee)
        history.link(run, effect.no, token=effect.token, task_id=task.id)
        return
    chosen = select(rule, _signers(element, refs), f"{run.record.id}:{effect.no}")
    body = {
        "element": element.id,
        "scope": effect.scope,
        "signers": [{"id": one.id, "weight": one.weight, "leader": one.leader} for one in chosen],
        "votes": [],
        "due": due.isoformat() if due else None,
    }
    act.uow.add(Signing(run.record.id, effect.token, body))
    for ref in tally(rule, chosen, ()).next:
        task = open_task(act, run, element, effect.token, effect.scope, [ref], due, signer=ref)
        history.link(run, effect.no, token=effect.token, task_id=task.id)


def open_task(
    act: Act,
    run: Run,
    element: bpmn.Element,
    token: int,
    scope: int,
    refs: Sequence[str],
    due: datetime | None,
    *,
    signer: str | None = None,
    assignee: str | None = None,
) -> Task:
    """One task with its candidates; a single person is its assignee at once."""
    variables = run.execution.visible(token)
    if assignee is None and len(refs) == 1 and refs[0].startswith("user:"):
        assignee = refs[0].removeprefix("user:")
    task = Task(
        id=act.uow.new_id(),
        instance_id=run.record.id,
        token=token,
        element=element.id,
        name=element.display_name(variables) or element.id,
        scope=scope,
        process_key=run.record.process_key,
        state="claimed" if assignee else "open",
        created_at=act.uow.now,
        candidates=list(refs),
        assignee=assignee,
        case_id=run.case.id if run.case else None,
        case_no=run.case.case_no if run.case else None,
        form=_form_key(element, variables),
        due=due,
        signer=signer,
    )
    act.uow.add(task)
    for ref in refs:
        act.uow.add(TaskCandidate(task.id, ref))
    act.opened_tasks.append(task.id)
    journal.write(act, run, "task.opened", task_id=task.id, element=element.id)
    return task


def cancelled(act: Act, run: Run, effect: step.WorkCancelled) -> None:
    """Nobody needs to act on this step any more."""
    close_open(act, run, effect.token)
    act.uow.remove(Signing, instance_id=run.record.id, token=effect.token)
    clocks.stop_of_token(act, run, effect.token)


def close_open(act: Act, run: Run, token: int) -> None:
    """Cancel the tasks of a step that are still open."""
    for task in act.uow.find(Task, instance_id=run.record.id, token=token, state=["open", "claimed"]):
        task.state = "cancelled"
        act.uow.save(task, "state")
        act.uow.remove(TaskCandidate, task_id=task.id)
        journal.write(act, run, "task.cancelled", task_id=task.id, element=task.element)


def finish(
    act: Act,
    run: Run,
    task: Task,
    outcome: str,
    choice: str,
    opinion: str | None,
    variables: Mapping[str, Any],
) -> None:
    """The signer has acted; when that decides the step, the flow goes on."""
    element = run.definition.elements[task.element]
    now = act.uow.now
    task.state, task.outcome, task.opinion = "completed", outcome, opinion
    task.completed_by, task.completed_at = act.actor.id, now
    task.assignee = task.assignee or act.actor.id
    task.on_behalf_of = act.actor.on_behalf_of
    act.uow.save(
        task, "state", "outcome", "opinion", "completed_by", "completed_at", "assignee", "on_behalf_of"
    )
    act.uow.remove(TaskCandidate, task_id=task.id)
    journal.write(
        act, run, "task.completed", task_id=task.id, element=task.element, outcome=outcome, opinion=opinion
    )
    word = {"outcome": outcome, "opinion": opinion, "by": act.actor.id, "at": now.isoformat()}
    if task.signer is None:
        _go_on(act, run, task, element, word, variables)
        return
    _vote(act, run, task, element, {**word, "signer": task.signer, "choice": choice}, variables)


def _vote(
    act: Act, run: Run, task: Task, element: bpmn.Element, word: dict[str, Any], variables: Mapping[str, Any]
) -> None:
    signing = act.uow.get(Signing, run.record.id, task.token)
    rule = rule_of(element)
    assert signing is not None and rule is not None
    body = signing.body
    body["votes"].append({**word, "variables": dict(variables)})
    result = tally_of(rule, body)
    if not result.decided:
        waiting = {one.signer for one in act.uow.find(Task, instance_id=run.record.id, token=task.token)}
        for ref in result.next:
            if ref not in waiting:
                due = datetime.fromisoformat(body["due"]) if body["due"] else None
                open_task(act, run, element, task.token, body["scope"], [ref], due, signer=ref)
        act.uow.save(signing, "body")
        return
    close_open(act, run, task.token)
    act.uow.remove(Signing, instance_id=run.record.id, token=task.token)
    merged: dict[str, Any] = {}
    for vote in body["votes"]:
        merged.update(vote.pop("variables"))
    decided = {
        **word,
        "outcome": _outcome_id(element, result.outcome),
        "opinions": body["votes"],
        "votes": result.to_json(),
    }
    _go_on(act, run, task, element, decided, merged)


def _go_on(
    act: Act, run: Run, task: Task, element: bpmn.Element, word: dict[str, Any], variables: Mapping[str, Any]
) -> None:
    clocks.stop_of_token(act, run, task.token) if element.extensions.deadline else None
    given = dict(variables)
    if run.case is not None or element.extensions.outcomes or element.extensions.approval:
        given[element.id] = word
        given["outcome"] = word["outcome"]
    run.execution.complete(task.token, given)


def tally_of(rule: SignRule, body: Mapping[str, Any]) -> Any:
    """The tally of the votes kept in a signing row."""
    signers = [Signer(one["id"], one["weight"], one["leader"]) for one in body["signers"]]
    return tally(rule, signers, [vote_of(vote) for vote in body["votes"]])


def vote_of(word: Mapping[str, Any]) -> Any:
    """A recorded opinion as a vote."""
    return Vote(word["signer"], word["choice"])


def rule_of(element: bpmn.Element) -> SignRule | None:
    """How the step is signed; None when it is ordinary work."""
    approval = element.extensions.approval
    if approval is None:
        return None
    bar = None if approval.threshold is None else str(approval.threshold)
    return sign_rule(approval.mode, bar, approval.on_reject)


def assignee_of(element: bpmn.Element, variables: Mapping[str, Any]) -> str | None:
    """The person a diagram names outright."""
    rule = element.extensions.candidates
    if rule is None or rule.assignee is None:
        return None
    value = rule.assignee(variables)
    return str(value) if value else None


def _signers(element: bpmn.Element, refs: Sequence[str]) -> list[Signer]:
    """In leader mode the first candidate leads."""
    approval = element.extensions.approval
    leads = approval is not None and approval.mode == "leader"
    return [Signer(ref, leader=leads and number == 0) for number, ref in enumerate(refs)]


def _form_key(element: bpmn.Element, variables: Mapping[str, Any]) -> str | None:
    if element.extensions.form is not None:
        return element.extensions.form.key
    return str(element.camunda.form_key(variables)) if element.camunda.form_key is not None else None


def _outcome_id(element: bpmn.Element, result: str) -> str:
    kind = {"approved": "approve", "rejected": "reject"}.get(result)
    for outcome in element.extensions.outcomes:
        if outcome.kind == kind:
            return str(outcome.id)
    return kind or result
