"""Start a process directly, without a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Definition, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run
from tongban.engine.use_cases.flow.calls import find_process
from tongban.engine.use_cases.step_form import check_variables
from tongban.engine.use_cases.views import instance_view


@dataclass(frozen=True, slots=True)
class StartInstance:
    """`version` None is the newest."""

    process: str
    version: int | None = None
    business_key: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


def start_instance(command: StartInstance, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The new instance, at rest where people are needed."""
    may(actor, "instance.start")
    check_variables(command.variables)
    act = Act(uow, actor)
    definition = find_process(act, command.process, command.version)
    run = act.start(definition, command.variables, business_key=command.business_key)
    act.settle()
    return instance_view(run.record, definition.version, run.execution)


def answer(uow: UnitOfWork, run: Run) -> dict[str, Any]:
    """An opened instance as an answer."""
    definition = uow.get(Definition, run.record.definition_id)
    assert definition is not None
    return instance_view(run.record, definition.version, run.execution)
