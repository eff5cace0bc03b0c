"""驳回: refuse; the step's refusal decides, and a step without one ends the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import UnitOfWork
from tongban.engine.use_cases.flow import milestones, work
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.ground import snapshot
from tongban.engine.use_cases.views import task_view


@dataclass(frozen=True, slots=True)
class RejectTask:
    """The opinion is mandatory: nobody is refused without a reason."""

    task_id: str
    opinion: str


def reject_task(command: RejectTask, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The task, completed with its refusal outcome, or the instance terminated where there is none."""
    ground = grounds.stand(uow, actor, command.task_id, "task.reject", "reject")
    grounds.must_not_wait(ground)
    opinion = grounds.opinion_of(command.opinion)
    before = snapshot(ground.task)
    outcome = refusal_of(ground.element)
    if outcome is not None:
        work.finish(ground.act, ground.run, ground.task, outcome, "reject", opinion, {})
        ground.note("task.rejected", before, opinion=opinion, outcome=outcome)
    else:
        work.complete(ground.act, ground.task, "reject", opinion)
        ground.note("task.rejected", before, opinion=opinion, outcome="reject", terminated=True)
        ground.run.execution.terminate()
        if ground.run.case is not None:
            milestones.move(ground.act, ground.run, "terminated")
    ground.act.settle()
    return task_view(ground.task)


def refusal_of(element: Any) -> str | None:
    """The step's own word for no; None when the step has none."""
    for outcome in element.extensions.outcomes:
        if outcome.kind == "reject":
            return str(outcome.id)
    return "reject" if element.extensions.approval is not None and not element.extensions.outcomes else None
