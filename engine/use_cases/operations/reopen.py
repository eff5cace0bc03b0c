"""唤醒: go on with an instance that has ended, or with a case the office ended by mistake."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tongban.engine import errors
from tongban.engine.bpmn import leap
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.clock import Clock
from tongban.engine.domain.states import INSTANCE_ENDED
from tongban.engine.ports import Case, Event, Instance, Task, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, clocks, dossier, journal
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.start_instance import answer
from tongban.engine.use_cases.things import find_case
from tongban.engine.use_cases.views import case_view

# What the office did; a decision, a withdrawal and a refusal to accept stand.
BY_MISTAKE = ("voided", "terminated")


@dataclass(frozen=True, slots=True)
class ReopenInstance:
    """`to` is the step to go on with, by default the one done last."""

    instance_id: str
    reason: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class ReopenCase:
    """A voided or terminated case goes on where it stood, its clocks counted as if they had never stopped."""

    case_no: str
    reason: str
    to: str | None = None


def reopen_instance(command: ReopenInstance, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The running instance."""
    may(actor, "instance.reopen")
    record = uow.get(Instance, command.instance_id, lock=True)
    if record is None:
        raise errors.NotFound(instance=command.instance_id)
    if record.case_id is not None:
        raise errors.Conflict("办件请按办件编号唤醒 / a case is reopened by its number")
    reason = grounds.reason_of(command.reason)
    act = Act(uow, actor)
    run = _revived(act, record, None, command.to)
    journal.write(act, run, "instance.reopened", reason=reason)
    act.settle()
    return answer(uow, run)


def reopen_case(command: ReopenCase, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The case as it stood before it was ended."""
    case, record = find_case(uow, actor, "case.reopen", command.case_no)
    reason = grounds.reason_of(command.reason)
    if case.state not in BY_MISTAKE:
        raise errors.Conflict(
            "只能唤醒作废或终止的办件 / only a voided or terminated case is reopened",
            current={"state": case.state},
        )
    act = Act(uow, actor)
    before, ended_at = case.state, case.closed_at
    case.state, case.result, case.closed_at = _state_before(uow, record, before), None, None
    uow.save(case)
    run = _revived(act, record, case, command.to)
    for row in dossier.of(act, run).clocks():
        # The step that goes on has a clock of its own from now; those of the cancelled steps stay stopped.
        if row.state == dossier.STOPPED and row.kind != "step":
            clocks.change(act, run, row, lambda one: _running(one, ended_at))
    journal.write(
        act, run, "case.reopened", reason=reason, before={"state": before}, after={"state": case.state}
    )
    act.settle()
    return case_view(case)


def _revived(act: Act, record: Instance, case: Case | None, to: str | None) -> Run:
    if record.state not in INSTANCE_ENDED or record.parent_id is not None:
        raise errors.Conflict("只能唤醒已结束的流程 / only what has ended", current={"state": record.state})
    run = act.open(record, case)
    step = to or _last_step(act.uow, run)
    if step not in run.definition.elements:
        raise errors.Invalid(errors=[{"field": "to", "element": step, "message": "no such element"}])
    record.state, record.ended_at = "running", None
    leap.revive(run.execution, step)
    return run


def _last_step(uow: UnitOfWork, run: Run) -> str:
    """The last step somebody had in hand."""
    tasks = uow.find(Task, instance_id=run.record.id, order="-token", limit=200)
    for task in tasks:
        if task.part is None and run.definition.elements[task.element].scope is None:
            return task.element
    raise errors.Conflict("没有可以继续的环节 / there is no step to go on with")


def _state_before(uow: UnitOfWork, record: Instance, state: str) -> str:
    events = uow.find(Event, chain=record.id, type=f"case.{state}", order="-chain_no", limit=1)
    if not events:
        raise errors.Conflict("The record does not say where the case stood.")
    return str(events[0].data["state_before"])


def _running(clock: Clock, ended_at: Any) -> Clock:
    if clock.stopped_at != ended_at:
        return clock
    return replace(clock, state="running", stopped_at=None)
