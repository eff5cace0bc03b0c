"""Repair and steer one instance: variables, suspend, resume, terminate, modify."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.bpmn import step
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.states import INSTANCE_OPEN
from tongban.engine.ports import Instance, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, journal
from tongban.engine.use_cases.publication_rules import guard_process
from tongban.engine.use_cases.start_instance import answer
from tongban.engine.use_cases.step_form import check_variables
from tongban.engine.use_cases.views import variables_given


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Change variables of the instance itself; `revisions` are those the caller has read, None for any."""

    instance_id: str
    variables: Mapping[str, Any]
    revisions: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class SuspendInstance:
    """Nothing moves until it is resumed."""

    instance_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ResumeInstance:
    """Go on."""

    instance_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TerminateInstance:
    """End it and everything it has open."""

    instance_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ModifyInstance:
    """Cancel what waits at some elements and start before others; with `dry_run` nothing changes."""

    instance_id: str
    cancel: tuple[str, ...] = ()
    start_before: tuple[str, ...] = ()
    reason: str = ""
    dry_run: bool = False


def set_variables(command: SetVariables, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The instance after the change; waiting conditions are looked at again."""
    act, run = _opened(command.instance_id, actor, uow, "instance.variables")
    if command.revisions is not None and run.record.chain_no not in command.revisions:
        raise errors.PreconditionFailed(current={"revision": run.record.chain_no})
    check_variables(command.variables)
    given = variables_given(run.case or run.beside, command.variables, run.execution.variables)
    before = {name: run.execution.variables.get(name) for name in given}
    run.execution.set_variables(given)
    journal.write(act, run, "variables.changed", before=before, after=given)
    act.settle()
    return answer(uow, run)


def suspend_instance(command: SuspendInstance, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The suspended instance."""
    act, run = _opened(command.instance_id, actor, uow, "instance.suspend")
    if run.record.state == "suspended":
        raise errors.Conflict("The instance is suspended already.", current={"state": "suspended"})
    for one in _family(act, run, "running"):
        one.record.state = "suspended"
        journal.write(act, one, "instance.suspended", reason=command.reason)
    act.settle()
    return answer(uow, run)


def resume_instance(command: ResumeInstance, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The running instance; timers that fell due meanwhile fire soon."""
    act, run = _opened(command.instance_id, actor, uow, "instance.resume")
    if run.record.state != "suspended":
        raise errors.Conflict("The instance is not suspended.", current={"state": run.record.state})
    for one in _family(act, run, "suspended"):
        one.record.state = "running"
        journal.write(act, one, "instance.resumed", reason=command.reason)
    act.settle()
    return answer(uow, run)


def terminate_instance(command: TerminateInstance, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The terminated instance."""
    act, run = _opened(command.instance_id, actor, uow, "instance.terminate")
    journal.write(act, run, "instance.termination_asked", reason=command.reason)
    run.execution.terminate()
    act.settle()
    return answer(uow, run)


def modify_instance(command: ModifyInstance, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The instance with its tokens moved; of a dry run, as it is, with a `plan` of what would be left and entered."""
    act, run = _opened(command.instance_id, actor, uow, "instance.modify")
    unknown = [one for one in (*command.cancel, *command.start_before) if one not in run.definition.elements]
    if unknown:
        raise errors.Invalid(
            errors=[
                {"field": "cancel/start_before", "element": one, "message": f"There is no element {one}."}
                for one in unknown
            ]
        )
    run.execution.modify(cancel=list(command.cancel), start_before=list(command.start_before))
    if command.dry_run:
        return {**answer(uow, run), "plan": _plan(run)}
    journal.write(
        act,
        run,
        "instance.modified",
        cancel=list(command.cancel),
        start_before=list(command.start_before),
        reason=command.reason,
    )
    act.settle()
    return answer(uow, run)


def _plan(run: Run) -> dict[str, Any]:
    """What the first round of effects says; nothing of it is applied, and the opened instance is thrown away."""
    effects = run.execution.drain()
    return {
        "left": [
            {"element": one.element, "state": one.state} for one in effects if isinstance(one, step.Left)
        ],
        "entered": [one.element for one in effects if isinstance(one, step.Entered)],
        "calls": [one.key for one in effects if isinstance(one, step.ChildStarted)],
        "incidents": [
            {"element": one.element, "message": one.message}
            for one in effects
            if isinstance(one, step.IncidentRaised)
        ],
        "ends": any(isinstance(one, step.Ended) for one in effects),
    }


def _family(act: Act, run: Run, state: str) -> list[Run]:
    """The instance and everything it called that is in this state: what was called follows its caller."""
    found = [run]
    for one in found:
        called = act.uow.find(Instance, parent_id=one.record.id, state=state, order="id")
        found += [act.open_by_id(child.id) for child in called]
    return found


def _opened(instance_id: str, actor: Actor, uow: UnitOfWork, verb: str) -> tuple[Act, Run]:
    may(actor, verb)
    record = uow.get(Instance, instance_id, lock=True)
    if record is None:
        raise errors.NotFound(instance=instance_id)
    guard_process(actor, record.process_key)
    if record.state not in INSTANCE_OPEN:
        raise errors.Conflict("The instance has ended.", current={"state": record.state})
    act = Act(uow, actor)
    return act, act.open(record)
