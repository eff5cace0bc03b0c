"""Begin again what has ended: a new instance with the business key and the variables of the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.states import INSTANCE_ENDED
from tongban.engine.ports import Definition, Instance, UnitOfWork
from tongban.engine.use_cases.flow import Act, journal
from tongban.engine.use_cases.flow.calls import find_process
from tongban.engine.use_cases.step_form import check_variables
from tongban.engine.use_cases.views import instance_view


@dataclass(frozen=True, slots=True)
class RestartInstance:
    """`newest` takes the newest version instead of the old one's; `variables` stand over those it ended with."""

    instance_id: str
    reason: str
    newest: bool = False
    variables: Mapping[str, Any] = field(default_factory=dict)


def restart_instance(command: RestartInstance, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The new instance; Conflict while the old one runs, when it belongs to a case or was called by another."""
    may(actor, "instance.restart")
    check_variables(command.variables)
    old = uow.get(Instance, command.instance_id, lock=True)
    if old is None:
        raise errors.NotFound(instance=command.instance_id)
    if old.state not in INSTANCE_ENDED:
        raise errors.Conflict("The instance has not ended.", current={"state": old.state})
    if old.case_id is not None or old.parent_id is not None:
        raise errors.Conflict("What belongs to a case or was called by another process begins with it.")
    act = Act(uow, actor)
    if command.newest:
        definition = find_process(act, old.process_key, None)
    else:
        kept = uow.get(Definition, old.definition_id)
        assert kept is not None
        definition = kept
    variables = {**bpmn.variables_of(old.state_blob), **command.variables}
    run = act.start(definition, variables, business_key=old.business_key)
    journal.write(act, run, "instance.restarted", of=old.id, reason=command.reason)
    act.settle()
    return instance_view(run.record, definition.version, run.execution)
