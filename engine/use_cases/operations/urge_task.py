"""催办: ask whoever has the work to hurry, not more often than decent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Remark, UnitOfWork
from tongban.engine.use_cases.flow import Act, desk, journal
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import Ground
from tongban.engine.use_cases.things import lock_task

PAUSE = timedelta(minutes=30)
MOST_A_DAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UrgeTask:
    """By the applicant, by anybody involved, or by those who oversee."""

    task_id: str
    text: str = ""


def urge_task(command: UrgeTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{urged, next_at}`; Conflict with `next_at` when it was urged a moment ago."""
    task, instance = lock_task(uow, command.task_id)
    grounds.check_right(uow, actor, "task.urge", task, is_open=True)
    grounds.must_run(uow, instance)
    act = Act(uow, actor)
    ground = Ground(act, act.open(instance), task, actor)
    grounds.check_step(ground, "urge")
    if task.assignee == actor.id:
        raise errors.Conflict("任务在您手中 / the task is in your own hands")
    text = command.text.strip()[: grounds.MAX_TEXT]
    _not_too_often(ground)
    uow.add(
        Remark(
            id=uow.new_id(),
            instance_id=task.instance_id,
            task_id=task.id,
            kind="urge",
            author=actor.id,
            text=text,
            at=uow.now,
            case_no=task.case_no,
        )
    )
    ground.tell("task_urged", desk.holders(task), text)
    journal.write(act, ground.run, "task.urged", task_id=task.id, element=task.element, text=text)
    act.settle()
    return {"urged": True, "next_at": uow.now + PAUSE}


def _not_too_often(ground: Ground) -> None:
    uow = ground.act.uow
    earlier = uow.find(Remark, task_id=ground.task.id, kind="urge", order="-at", limit=100)
    if earlier and uow.now - earlier[0].at < PAUSE:
        raise errors.Conflict("催办过于频繁 / urged a moment ago", next_at=earlier[0].at + PAUSE)
    today = [one for one in earlier if uow.now - one.at < DAY]
    if len(today) >= MOST_A_DAY:
        raise errors.Conflict(
            f"一日内至多催办 {MOST_A_DAY} 次 / at most {MOST_A_DAY} times a day", next_at=today[-1].at + DAY
        )
