"""退回: give the work back to an earlier step or to the applicant, who does it again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.domain.case_state import DECIDED
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Activity, Signing, Task, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, clocks, desk, four_eyes, signing, way, work
from tongban.engine.use_cases.operations import field_reasons
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import Ground, snapshot
from tongban.engine.use_cases.operations.targets import APPLICANT, PREVIOUS, Target, loops_of, targets
from tongban.engine.use_cases.views import task_view

MODES = ("redo", "jump_back")
RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class ReturnTask:
    """`to` is previous, applicant or an earlier element; redo walks the way again, jump_back comes straight back.

    `fields` says what is wrong with single fields of the forms: `{key of the field: reason}`.
    """

    task_id: str
    opinion: str
    to: str = PREVIOUS
    mode: str = "redo"
    fields: Mapping[str, str] = field(default_factory=dict)


def return_task(command: ReturnTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The returned task, done; what it was returned to is open."""
    if command.mode not in MODES:
        raise _invalid("mode", f"须为其中之一 / must be one of: {', '.join(MODES)}")
    ground = grounds.stand(uow, actor, command.task_id, "task.return", "return")
    opinion = grounds.opinion_of(command.opinion)
    reasons = field_reasons.checked(ground.run, command.fields)
    before = snapshot(ground.task)
    back, facts, top = _chosen(ground, command)
    work.complete(ground.act, ground.task, RETURNED, opinion)
    others = grounds.open_below(uow, top)
    void = back()
    if reasons:
        facts["fields"] = reasons
    ground.note("task.returned", before, opinion=opinion, mode=command.mode, void=void, **facts)
    ground.act.settle()
    field_reasons.keep(ground.act, opinion, reasons)
    _tell(ground, others, opinion)
    return task_view(ground.task)


def _chosen(ground: Ground, command: ReturnTask) -> tuple[Callable[[], list[str]], dict[str, Any], str]:
    """How the work goes back, what the record says of it, and the instance in which branches may end."""
    to, own = command.to or PREVIOUS, ground.task.instance_id
    queue = _queue_before(ground) if to == PREVIOUS else None
    if queue is not None:
        return (lambda: _one_signer_back(ground, queue)), {"to": ground.task.element, "signer": True}, own
    found = possible(ground.act.uow, ground)
    if to == APPLICANT:
        first = next((one for one in found if is_applicants(one.element)), None)
        if first is None:
            return (lambda: _ask_applicant(ground, command.mode)), {"to": APPLICANT}, own
        to = first.element.id
    chosen = _named(found, to)
    if chosen is not None:
        facts = {"to": chosen.element.id}
        if command.mode == "jump_back":
            return (lambda: _ask_earlier(ground, chosen)), facts, own
        return (lambda: _do_again(ground, ground.run, chosen)), facts, own
    return _in_caller(ground, command, found, to)


def _named(found: list[Target], to: str) -> Target | None:
    if to == PREVIOUS:
        return found[0] if found else None
    return next((one for one in found if one.element.id == to), None)


def _in_caller(
    ground: Ground, command: ReturnTask, found: list[Target], to: str
) -> tuple[Callable[[], list[str]], dict[str, Any], str]:
    """A step that was done before this process was called: the call ends, and is made anew on the way."""
    known = [one.element.id for one in found]
    for caller, token in callers(ground.act, ground.run):
        earlier = _earlier(ground.act.uow, caller, token, four_eyes.rule_of(ground.element).targets)
        chosen = _named(earlier, to)
        if chosen is not None:
            if command.mode == "jump_back":
                raise errors.Conflict(
                    "退回到调用它的流程时，须重走流程 / into the calling process only by walking the way again",
                    to=to,
                    mode=command.mode,
                )
            back = partial(_do_again, ground, caller, chosen)
            return back, {"to": chosen.element.id, "instance": caller.record.id}, caller.record.id
        known += [one.element.id for one in earlier]
    raise errors.Conflict("不能退回到该环节 / it cannot be returned there", to=to, targets=known)


def possible(uow: UnitOfWork, ground: Ground) -> list[Target]:
    """The earlier steps of its own process this task may be returned to."""
    named = four_eyes.rule_of(ground.element).targets
    return _earlier(uow, ground.run, ground.task.token, named)


def callers(act: Act, run: Run) -> Iterator[tuple[Run, int]]:
    """The processes that called this one, the nearest first, each with the token at its call."""
    while run.record.parent_id is not None and run.record.parent_token is not None:
        token = run.record.parent_token
        run = act.open_by_id(run.record.parent_id)
        if token not in run.execution.tokens:
            return
        yield run, token


def _earlier(uow: UnitOfWork, run: Run, token: int, named: Collection[str]) -> list[Target]:
    earlier = uow.find(Task, instance_id=run.record.id, state="completed", order="-id")
    scopes = [one.scope for one in earlier if one.scope]
    visits = uow.find(Activity, instance_id=run.record.id, no=scopes) if scopes else []
    decided = run.case.decided_at if run.case is not None and run.case.state in DECIDED else None
    return targets(run.definition, run.execution, token, named, earlier, loops_of(visits), decided)


def is_applicants(element: bpmn.Element) -> bool:
    """A step drawn for the applicant or whoever started the process."""
    rule = element.extensions.candidates
    return rule is not None and rule.relation in ("applicant", "initiator")


def _do_again(ground: Ground, run: Run, target: Target) -> list[str]:
    """Everything after the target ends and is walked again; its last handler has it once more."""
    move = way.plan(run.definition, target.place, target.element.id)
    void = way.made_void(ground.act, run, move, target.done)
    way.make(run, move)
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
    for task in uow.find(Task, id=act.opened_tasks, state=TASK_OPEN):
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


def _invalid(name: str, message: str) -> errors.Invalid:
    return errors.Invalid(errors=[{"field": name, "message": message}])
