"""退回: give the work back to an earlier step or to the applicant, who does it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.domain.case_state import DECIDED
from tongban.engine.ports import Activity, Signing, Task, UnitOfWork
from tongban.engine.use_cases.flow import clocks, desk, signing, way, work
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import Ground, snapshot
from tongban.engine.use_cases.operations.targets import APPLICANT, PREVIOUS, Target, loops_of, targets
from tongban.engine.use_cases.views import task_view

MODES = ("redo", "jump_back")
RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class ReturnTask:
    """`to` is previous, applicant or an earlier element; redo walks the way again, jump_back comes straight back."""

    task_id: str
    opinion: str
    to: str = PREVIOUS
    mode: str = "redo"


def return_task(command: ReturnTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The returned task, done; what it was returned to is open."""
    if command.mode not in MODES:
        raise _invalid("mode", f"须为其中之一 / must be one of: {', '.join(MODES)}")
    ground = grounds.stand(uow, actor, command.task_id, "task.return", "return")
    opinion = grounds.opinion_of(command.opinion)
    before = snapshot(ground.task)
    back, facts = _chosen(ground, command)
    work.complete(ground.act, ground.task, RETURNED, opinion)
    others = uow.find(Task, instance_id=ground.task.instance_id, state=desk.OPEN)
    void = back()
    ground.note("task.returned", before, opinion=opinion, mode=command.mode, void=void, **facts)
    ground.act.settle()
    _tell(ground, others, opinion)
    return task_view(ground.task)


def _chosen(ground: Ground, command: ReturnTask) -> tuple[Callable[[], list[str]], dict[str, Any]]:
    """How the work goes back, and what the record says of it."""
    to = command.to or PREVIOUS
    queue = _queue_before(ground) if to == PREVIOUS else None
    if queue is not None:
        return (lambda: _one_signer_back(ground, queue)), {"to": ground.task.element, "signer": True}
    found = possible(ground.act.uow, ground)
    if to == APPLICANT:
        first = next((one for one in found if is_applicants(one.element)), None)
        if first is None:
            return (lambda: _ask_applicant(ground, command.mode)), {"to": APPLICANT}
        to = first.element.id
    target = found[0] if to == PREVIOUS and found else next((t for t in found if t.element.id == to), None)
    if target is None:
        raise errors.Conflict(
            "不能退回到该环节 / it cannot be returned there",
            to=to,
            targets=[one.element.id for one in found],
        )
    chosen = target
    if command.mode == "jump_back":
        return (lambda: _ask_earlier(ground, chosen)), {"to": chosen.element.id}
    return (lambda: _do_again(ground, chosen)), {"to": chosen.element.id}


def possible(uow: UnitOfWork, ground: Ground) -> list[Target]:
    """The earlier steps this task may be returned to."""
    run, task = ground.run, ground.task
    earlier = uow.find(Task, instance_id=task.instance_id, state="completed", order="-id")
    scopes = [one.scope for one in earlier if one.scope]
    visits = uow.find(Activity, instance_id=task.instance_id, no=scopes) if scopes else []
    decided = run.case.decided_at if run.case is not None and run.case.state in DECIDED else None
    return targets(run.definition, run.execution, task, earlier, loops_of(visits), decided)


def is_applicants(element: bpmn.Element) -> bool:
    """A step drawn for the applicant or whoever started the process."""
    rule = element.extensions.candidates
    return rule is not None and rule.relation in ("applicant", "initiator")


def _do_again(ground: Ground, target: Target) -> list[str]:
    """Everything after the target ends and is walked again; its last handler has it once more."""
    move = way.plan(ground.run.definition, target.place, target.element.id)
    void = way.made_void(ground.act, ground.run, move, target.done)
    way.make(ground.run, move)
    ground.act.settle()
    give_to(ground, target.element.id, target.done.completed_by)
    return void


def give_to(ground: Ground, element: str, username: str | None) -> None:
    """What has just been opened at that step goes to whoever did it before."""
    uow = ground.act.uow
    opened = uow.find(Task, id=ground.act.opened_tasks, state="open", element=element)
    for task in opened:
        if username and task.signer is None and task.part is None:
            desk.hand_to(ground.act, task, username, only=False)


def _ask_earlier(ground: Ground, target: Target) -> list[str]:
    """The earlier handler does their part again beside the flow, which waits here: no token moves, so other
    branches, joins and timers do not notice.
    """
    handler = target.done.completed_by or ""
    _open_beside(ground, target.element, [user_ref(handler)], "redo")
    return []


def _ask_applicant(ground: Ground, mode: str) -> list[str]:
    case, record = ground.run.case, ground.run.record
    who = (case.applicant_user or case.registered_by) if case is not None else record.starter
    element = ground.run.definition.none_start or ground.element
    _open_beside(ground, element, [user_ref(who)], "redo" if mode == "jump_back" else "amend")
    return []


def _open_beside(ground: Ground, element: bpmn.Element, refs: list[str], part: str) -> None:
    act, run, task = ground.act, ground.run, ground.task
    due, deadline = None, element.extensions.deadline
    if task.signer is None:
        clocks.stop_of_token(act, run, task.token)
        if deadline is not None and run.case is not None:
            due = clocks.start(act, run, "step", deadline.value, deadline.unit, task.token).due
    desk.open_task(act, run, element, task.token, task.scope, refs, due, parent=task, part=part)


def _queue_before(ground: Ground) -> Signing | None:
    """In a sequential round the one before is the previous signer, once somebody has signed."""
    approval = ground.element.extensions.approval
    if ground.task.signer is None or approval is None or approval.mode != "sequential":
        return None
    row = ground.act.uow.get(Signing, ground.task.instance_id, ground.task.token)
    return row if row is not None and row.body["votes"] else None


def _one_signer_back(ground: Ground, row: Signing) -> list[str]:
    """The vote before counts no more; its signer has the turn again."""
    vote = row.body["votes"].pop()
    signed = ground.act.uow.find(
        Task, instance_id=row.instance_id, token=row.token, signer=vote["signer"], state="completed"
    )
    void = desk.make_void(ground.act, [one for one in signed if one.outcome not in desk.MOVED])
    signing.settle(ground.act, ground.run, row)
    give_seat(ground, vote["signer"], vote["by"])
    return void


def give_seat(ground: Ground, signer: str, username: str) -> None:
    """The seat's new task goes to whoever sat there before."""
    for task in ground.act.uow.find(Task, id=ground.act.opened_tasks, signer=signer, state="open"):
        desk.hand_to(ground.act, task, username, only=False)


def _tell(ground: Ground, others: list[Task], opinion: str) -> None:
    uow, act = ground.act.uow, ground.act
    for task in uow.find(Task, id=act.opened_tasks, state=desk.OPEN):
        desk.tell(act, ground.run, "task_returned", desk.holders(task), task, opinion)
    tell_cancelled(ground, others, opinion)


def tell_cancelled(ground: Ground, others: list[Task], note: str) -> None:
    """Whoever had work on a branch that was taken away learns of it."""
    if not others:
        return
    gone = {one.id for one in ground.act.uow.find(Task, id=[one.id for one in others], state="cancelled")}
    for task in others:
        if task.id in gone and task.id != ground.task.id:
            desk.tell(ground.act, ground.run, "task_withdrawn", desk.holders(task), task, note)


def _invalid(field: str, message: str) -> errors.Invalid:
    return errors.Invalid(errors=[{"field": field, "message": message}])
