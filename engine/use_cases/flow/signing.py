"""One step signed by several: the seats, their votes, and the outcome as soon as it is certain."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongban.engine import bpmn
from tongban.engine.domain.sign_mode import Signer, SignRule, Tally, Vote, select, sign_rule, tally
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Signing, Task
from tongban.engine.use_cases.flow import clocks, four_eyes, journal
from tongban.engine.use_cases.flow.desk import cancel, close_open, open_task

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run

KINDS = {"approved": "approve", "rejected": "reject"}
# A question that went back to an earlier handler and comes back here.
AWAY = ("redo", "amend")


def begin(
    act: Act,
    run: Run,
    element: bpmn.Element,
    rule: SignRule,
    refs: Sequence[str],
    place: tuple[int, int, int],
    due: datetime | None,
) -> list[Task]:
    """Seats for everybody who signs, and tasks for those whose turn it is; `place` is token, visit, scope."""
    token, no, scope = place
    chosen = select(rule, _signers(element, refs), f"{run.record.id}:{no}")
    body = new_body(element, scope, due)
    body["signers"] = [{"id": one.id, "weight": one.weight, "leader": one.leader} for one in chosen]
    turns = tally(rule, chosen, ()).next
    act.uow.add(Signing(run.record.id, token, body))
    return [open_task(act, run, element, token, scope, [ref], due, signer=ref) for ref in turns]


def new_body(element: bpmn.Element, scope: int, due: datetime | None) -> dict[str, Any]:
    """What is kept of a step while it is signed; `kept` are results that wait for added signers."""
    return {
        "element": element.id,
        "scope": scope,
        "signers": [],
        "votes": [],
        "due": due.isoformat() if due else None,
        "kept": {},
    }


def count(
    act: Act, run: Run, task: Task, word: Mapping[str, Any], choice: str, variables: Mapping[str, Any]
) -> None:
    """A seat has spoken; a step of one seat goes on, another when its outcome is certain."""
    element = run.definition.elements[task.element]
    if task.signer is None:
        if task.held is not None:
            close_open(act, run, task.token)
            act.uow.remove(Signing, instance_id=run.record.id, token=task.token)
        go_on(act, run, task.token, element, word, variables)
        return
    signing = act.uow.get(Signing, run.record.id, task.token)
    assert signing is not None
    four_eyes.check_vote(act.actor, signing.body)
    vote = {**word, "signer": task.signer, "choice": choice, "variables": dict(variables)}
    # Whose turn it was before has a task already: a vote only opens what it brings up.
    rule = rule_of(element)
    in_turns = rule is not None and rule.in_turns
    seen = (
        tally_of(element, signing.body).next if in_turns else [one["id"] for one in signing.body["signers"]]
    )
    signing.body["votes"].append(vote)
    settle(act, run, signing, seen)


def settle(act: Act, run: Run, signing: Signing, seen: Collection[str] = ()) -> None:
    """Open what is next and was not `seen` to before, or let the step go on with what was decided."""
    body, token = signing.body, signing.token
    element = run.definition.elements[body["element"]]
    result = tally_of(element, body)
    if not result.decided:
        due = datetime.fromisoformat(body["due"]) if body["due"] else None
        new = [ref for ref in result.next if ref not in seen]
        away = _seats_at_work(act, run, signing) if new else set()
        for ref in new:
            if ref not in away:
                open_task(act, run, element, token, body["scope"], [ref], due, signer=ref)
        act.uow.save(signing, "body")
        return
    close_open(act, run, token)
    act.uow.remove(Signing, instance_id=run.record.id, token=token)
    merged: dict[str, Any] = {}
    for vote in body["votes"]:
        merged.update(vote.pop("variables"))
    outcome = outcome_id(element, result.outcome)
    journal.write(act, run, "sign.decided", element=element.id, outcome=outcome, votes=result.to_json())
    last = body["votes"][-1]
    word = {name: last.get(name) for name in ("opinion", "by", "at")}
    decided = {
        **word,
        "outcome": outcome,
        "opinions": body["votes"],
        "votes": result.to_json(),
        "signers": body["signers"],
    }
    go_on(act, run, token, element, decided, merged)


def begin_again(
    act: Act, run: Run, token: int, decided: Mapping[str, Any], seats: Sequence[Mapping[str, Any]]
) -> None:
    """A step that is open once more after its decision was taken back: the same `seats`, and the votes of
    `decided` but for the last one, which decided.
    """
    row = act.uow.get(Signing, run.record.id, token)
    assert row is not None
    kept = [{**vote, "variables": {}} for vote in decided["opinions"][:-1]]
    row.body["signers"] = [{**seat, "weight": int(seat["weight"])} for seat in seats]
    row.body["votes"] = kept
    turns = tally_of(run.definition.elements[row.body["element"]], row.body).next
    for task in act.uow.find(Task, instance_id=run.record.id, token=token, state=TASK_OPEN):
        if task.signer not in turns:
            cancel(act, run, task)
    settle(act, run, row)


def go_on(
    act: Act,
    run: Run,
    token: int,
    element: bpmn.Element,
    word: Mapping[str, Any],
    variables: Mapping[str, Any],
) -> None:
    """The step is done: the flow sees its word and goes on."""
    if element.extensions.deadline:
        clocks.stop_of_token(act, run, token)
    given = dict(variables)
    if run.case is not None or element.extensions.outcomes or element.extensions.approval:
        given[element.id] = dict(word)
        given["outcome"] = word["outcome"]
    run.execution.complete(token, given)


def rule_of(element: bpmn.Element) -> SignRule | None:
    """How the step is signed; None when it is ordinary work."""
    approval = element.extensions.approval
    if approval is None:
        return None
    bar = None if approval.threshold is None else str(approval.threshold)
    return sign_rule(approval.mode, bar, approval.on_reject)


def tally_of(element: bpmn.Element, body: Mapping[str, Any]) -> Tally:
    """The tally of the votes kept in a signing row."""
    rule = rule_of(element)
    assert rule is not None
    signers = [Signer(one["id"], one["weight"], one["leader"]) for one in body["signers"]]
    return tally(rule, signers, [Vote(vote["signer"], vote["choice"]) for vote in body["votes"]])


def outcome_id(element: bpmn.Element, result: str) -> str:
    """The step's own word for a result."""
    kind = KINDS.get(result)
    for outcome in element.extensions.outcomes:
        if outcome.kind == kind:
            return str(outcome.id)
    return kind or result


def _seats_at_work(act: Act, run: Run, signing: Signing) -> set[str | None]:
    """Seats with an open task, with a result that waits, or whose question is away at an earlier step."""
    tasks = act.uow.find(Task, instance_id=run.record.id, token=signing.token)
    by_id = {task.id: task for task in tasks}
    busy = {by_id[id].signer for id in signing.body["kept"] if id in by_id}
    for task in tasks:
        if task.state in TASK_OPEN and task.part in (None, *AWAY):
            seat = task if task.part is None else by_id.get(task.parent_id or "", task)
            busy.add(seat.signer)
    return busy


def _signers(element: bpmn.Element, refs: Sequence[str]) -> list[Signer]:
    """With their weights; in leader mode the one the step names leads, else the first candidate."""
    approval = element.extensions.approval
    assert approval is not None
    weights = dict(approval.weights)
    leaders = {ref for ref in refs if _called(ref, approval.leader)} if approval.leader else set()
    if approval.mode != "leader":
        leaders = set()
    elif not leaders:
        leaders = set(refs[:1])
    return [
        Signer(ref, weights.get(ref, weights.get(ref.partition(":")[2], 1)), ref in leaders) for ref in refs
    ]


def _called(ref: str, name: str) -> bool:
    return name in (ref, ref.partition(":")[2])
