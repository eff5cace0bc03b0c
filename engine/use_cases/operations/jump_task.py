"""跳转: an administrator moves a token to any step, with a reason and the approval of a second administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import bpmn, errors
from tongban.engine.bpmn import leap
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Jump, UnitOfWork
from tongban.engine.use_cases.flow import Act, way, work
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import Ground, snapshot
from tongban.engine.use_cases.operations.return_task import tell_cancelled
from tongban.engine.use_cases.things import lock_task

# What begins with an event alone.
NEVER = ("boundaryEvent", "startEvent")


@dataclass(frozen=True, slots=True)
class AskJump:
    """`to` is an element beside the task, beside a subprocess that encloses it, or inside a subprocess."""

    task_id: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class DecideJump:
    """By an administrator other than the one who asked."""

    jump_id: str
    approve: bool
    reason: str = ""


def ask_jump(command: AskJump, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The jump, waiting for approval."""
    ground = grounds.stand(uow, actor, command.task_id, "task.jump", "jump")
    reason = grounds.reason_of(command.reason)
    _move(ground, command.to)
    task = ground.task
    if uow.find(Jump, task_id=task.id, state="waiting", limit=1):
        raise errors.Conflict("已有待批准的跳转 / a jump waits for approval already")
    jump = Jump(uow.new_id(), task.id, task.instance_id, command.to, reason, actor.id, uow.now)
    uow.add(jump)
    ground.note("task.jump_asked", snapshot(task), to=command.to, reason=reason, jump=jump.id)
    ground.act.settle()
    return jump_view(jump)


def decide_jump(command: DecideJump, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The jump, done or refused."""
    may(actor, "task.jump")
    found = uow.get(Jump, command.jump_id)
    if found is None:
        raise errors.NotFound()
    task, instance = lock_task(uow, found.task_id)
    jump = uow.get(Jump, command.jump_id, lock=True)
    assert jump is not None
    if jump.state != "waiting":
        raise errors.Conflict("跳转已处理 / the jump is decided", current={"state": jump.state})
    if jump.asked_by == actor.id:
        raise errors.NotAllowed(
            "须由另一名管理员批准 / another administrator must approve", rule="second_person"
        )
    jump.state = "done" if command.approve else "refused"
    jump.decided_by, jump.decided_at = actor.id, uow.now
    uow.save(jump, "state", "decided_by", "decided_at")
    if not command.approve and task.state not in TASK_OPEN:
        # The work has gone on meanwhile: the request is put away, and a closed case hears no more of it.
        return jump_view(jump)
    act = Act(uow, actor)
    if command.approve:
        grounds.must_be_open(task)
        grounds.must_run(uow, instance)
    ground = Ground(act, act.open(instance), task, actor)
    facts = {"to": jump.to, "reason": jump.reason, "jump": jump.id, "asked_by": jump.asked_by}
    if command.approve:
        _jump(ground, jump.to, facts)
    else:
        ground.note("task.jump_refused", snapshot(task), remark=command.reason.strip(), **facts)
    act.settle()
    return jump_view(jump)


def jump_view(jump: Jump) -> dict[str, Any]:
    """One asked-for jump."""
    return {
        "id": jump.id,
        "task_id": jump.task_id,
        "instance_id": jump.instance_id,
        "to": jump.to,
        "reason": jump.reason,
        "state": jump.state,
        "asked_by": jump.asked_by,
        "asked_at": jump.asked_at,
        "decided_by": jump.decided_by,
        "decided_at": jump.decided_at,
    }


def _jump(ground: Ground, to: str, facts: dict[str, Any]) -> None:
    before, task = snapshot(ground.task), ground.task
    others = grounds.open_below(ground.act.uow, task.instance_id)
    move = _move(ground, to)
    work.complete(ground.act, task, "jumped", str(facts["reason"]))
    ground.note("task.jumped", before, **facts)
    way.make(ground.run, move)
    ground.act.settle()
    tell_cancelled(ground, others, str(facts["reason"]))


def _by_itself(element: bpmn.Element) -> bool:
    """Event subprocesses and compensation handlers are never reached by a flow."""
    return bool(getattr(element, "triggered_by_event", False) or getattr(element, "is_compensation", False))


def _move(ground: Ground, to: str) -> way.Move:
    """The move, or why it cannot be made."""
    element = ground.run.definition.elements.get(to)
    if element is None or element.type in NEVER or _by_itself(element):
        raise errors.Invalid(
            errors=[{"field": "to", "element": to, "message": "不能跳转到此元素 / cannot be jumped to"}]
        )
    places = leap.places(ground.run.execution, ground.task.token)
    move = way.plan_into(ground.run.definition, places, to)
    if move is None:
        raise errors.Conflict("不在本任务的范围内 / not in a scope of this task", element=to)
    return move
