"""拿回: take back one's own last step while nobody after it has acted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.bpmn import leap
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Activity, Signing, Task, UnitOfWork
from tongban.engine.use_cases.flow import Act, desk, signing, way
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import Ground, snapshot
from tongban.engine.use_cases.operations.return_task import give_seat, give_to, tell_cancelled
from tongban.engine.use_cases.things import lock_task
from tongban.engine.use_cases.views import task_view

# What happened outside cannot be taken back.
OUTSIDE = (
    "serviceTask",
    "sendTask",
    "receiveTask",
    "callActivity",
    "intermediateCatchEvent",
    "boundaryEvent",
)


@dataclass(frozen=True, slots=True)
class RetrieveTask:
    """The task one has completed, or delegated."""

    task_id: str


def retrieve_task(command: RetrieveTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The task that is open again."""
    task, instance = lock_task(uow, command.task_id)
    grounds.check_right(uow, actor, "task.retrieve", task)
    own = actor.id in (task.completed_by, task.on_behalf_of) or actor.id == task.owner
    if not own and not actor.is_admin:
        raise errors.NotAllowed("只能拿回自己办理的任务 / only one's own work can be taken back")
    grounds.must_run(uow, instance)
    act = Act(uow, actor)
    ground = Ground(act, act.open(instance), task, actor)
    grounds.check_step(ground, "retrieve")
    if task.state in TASK_OPEN and task.owner is not None:
        return _delegation(ground, task.owner)
    if task.state != "completed" or task.part is not None or task.outcome in desk.MOVED:
        raise errors.Conflict(
            "该任务不能拿回 / this task cannot be taken back", current={"state": task.state}
        )
    before = snapshot(task)
    others = grounds.open_below(uow, task.instance_id)
    row = uow.get(Signing, task.instance_id, task.token)
    reopened = _vote(ground, row) if row is not None else _step(ground)
    ground.note("task.retrieved", before, void=[task.id], reopened=reopened.id)
    act.settle()
    tell_cancelled(ground, others, "")
    return task_view(uow.find(Task, id=reopened.id)[0])


def _delegation(ground: Ground, owner: str) -> dict[str, Any]:
    before, delegate = snapshot(ground.task), desk.holders(ground.task)
    ground.task.owner = None
    ground.act.uow.save(ground.task, "owner")
    desk.hand_to(ground.act, ground.task, owner)
    ground.note("task.retrieved", before)
    ground.tell("task_withdrawn", delegate)
    ground.act.settle()
    return task_view(ground.task)


def _vote(ground: Ground, row: Signing) -> Task:
    """The others have not decided yet: the vote counts no more and is given again."""
    task, votes = ground.task, row.body["votes"]
    mine = next((vote for vote in votes if vote["signer"] == task.signer), None)
    if mine is None:
        raise errors.Conflict("加签尚未完成，请先减签 / signers called in are at work: remove them first")
    if ground.element.extensions.approval is not None and votes[-1] is not mine:
        sequential = ground.element.extensions.approval.mode == "sequential"
        if sequential:
            raise _too_late(ground.act.uow, [])
    votes.remove(mine)
    desk.make_void(ground.act, [task])
    turn = signing.tally_of(ground.element, row.body).next
    for other in ground.act.uow.find(Task, instance_id=row.instance_id, token=row.token, state=TASK_OPEN):
        if other.part is None and other.signer not in turn:
            desk.cancel(ground.act, ground.run, other)
    signing.settle(ground.act, ground.run, row)
    give_seat(ground, str(task.signer), mine["by"])
    return ground.act.uow.find(Task, id=ground.act.opened_tasks, signer=task.signer)[0]


def _step(ground: Ground) -> Task:
    """The step is open again, and what came after it is gone."""
    uow, run, task = ground.act.uow, ground.run, ground.task
    token, move = _move(ground)
    decided = _decided_by(ground, token) if task.signer is not None else None
    later = [
        one
        for one in uow.find(Task, instance_id=task.instance_id, order="-completed_at")
        if one.id != task.id and one.completed_at is not None and task.completed_at is not None
        if one.completed_at >= task.completed_at and one.part != "consult" and one.token > task.token
        if way.lifted(run.definition, one.element, move.place.container) in move.region
    ]
    if later:
        raise _too_late(uow, later)
    _nothing_outside(ground, move)
    desk.make_void(ground.act, [task])
    way.make(run, move)
    ground.act.settle()
    if decided is not None:
        return _seat_again(ground, decided)
    give_to(ground, task.element, task.completed_by)
    found = uow.find(Task, id=ground.act.opened_tasks, element=task.element)
    return found[0]


def _decided_by(ground: Ground, token: int) -> Mapping[str, Any]:
    """What the signing decided, if this vote was the one with which it did."""
    decided = ground.run.execution.visible(token).get(ground.task.element)
    votes = decided.get("opinions") if isinstance(decided, Mapping) else None
    if not isinstance(decided, Mapping) or not votes or "signers" not in decided:
        raise errors.Conflict("会签已有结果 / the signing has been decided; ask for a return")
    if votes[-1]["signer"] != ground.task.signer or votes[-1]["by"] != ground.task.completed_by:
        raise errors.Conflict(
            "会签已有结果，只有最后签署的人可以拿回 / only who signed last can take the decision back",
            acted_by=votes[-1]["by"],
        )
    return decided


def _seat_again(ground: Ground, decided: Mapping[str, Any]) -> Task:
    """The others' votes stand; the one who decided, and whoever had not signed yet, sit at the step again."""
    act, task = ground.act, ground.task
    opened = act.uow.find(Task, id=act.opened_tasks, element=task.element, limit=1)
    token = opened[0].token
    signing.begin_again(act, ground.run, token, decided, decided["signers"])
    for voted in act.uow.find(Task, instance_id=task.instance_id, token=task.token, state="completed"):
        voted.token = token
        act.uow.save(voted, "token")
    give_seat(ground, str(task.signer), str(task.completed_by))
    seats = act.uow.find(Task, id=act.opened_tasks, signer=task.signer, state=TASK_OPEN)
    return seats[0]


def _move(ground: Ground) -> tuple[int, way.Move]:
    """From some open token that comes after the step, back to the step."""
    run, element, task = ground.run, ground.element, ground.task
    for token in run.execution.tokens:
        for place in leap.places(run.execution, token):
            if place.container != element.scope or place.scope != task.scope:
                continue
            if place.here.element == task.element:
                continue
            if way.Ways(run.definition, place.container).leads(task.element, place.here.element):
                return token, way.plan(run.definition, place, task.element)
    raise errors.Conflict("下一环节已办理 / what comes after has been done already")


def _nothing_outside(ground: Ground, move: way.Move) -> None:
    """Papers, the state of the case and calls to others do not come back."""
    elements = ground.run.definition.elements
    visits = ground.act.uow.find(Activity, instance_id=ground.task.instance_id, state="completed")
    began = next((one.no for one in visits if one.token == ground.task.token), 0)
    for visit in visits:
        element = elements[visit.element]
        if visit.no < began or visit.element not in move.region:
            continue
        told = element.extensions.milestone is not None or element.extensions.documents
        if told or element.type in OUTSIDE:
            raise errors.Conflict(
                "已产生对外效力，不能拿回 / it has had effects outside and cannot be taken back",
                element=visit.element,
            )


def _too_late(uow: UnitOfWork, later: list[Task]) -> errors.Conflict:
    who = later[0] if later else None
    return errors.Conflict(
        "下一办理人已办理 / the next handler has acted",
        acted_by=who.completed_by if who else None,
        acted_at=who.completed_at if who else None,
    )
