"""Data has changed outside: start every process whose conditional start event holds for it.

BPMN 2.0.2 §10.5.2: a conditional start event triggers when its condition becomes true. No instance is there whose
variables could change, so whoever holds the data says what it is now, as with `POST /condition` of Camunda 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Definition, StartSubscription, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, journal
from tongban.engine.use_cases.start_instance import answer
from tongban.engine.use_cases.step_form import check_variables

# So many processes may wait for a condition; asking more of them in one act would hold everybody up.
MOST = 1_000


@dataclass(frozen=True, slots=True)
class EvaluateConditions:
    """The data as it is now; `process` asks one process only."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    business_key: str | None = None
    process: str | None = None


def evaluate_conditions(command: EvaluateConditions, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{instances}`: one for every start event whose condition holds, of each process's newest version, by key."""
    may(actor, "instance.start")
    check_variables(command.variables)
    act = Act(uow, actor)
    started: list[Run] = []
    for start in _waiting(uow, command):
        process = uow.library.process(start.definition_id)
        definition = uow.get(Definition, start.definition_id)
        if definition is None or not definition.enabled:
            continue
        if process.start_holds(start.element, command.variables):
            run = act.start(
                definition,
                command.variables,
                business_key=command.business_key,
                start_event=start.element,
            )
            journal.write(act, run, "condition.met", element=start.element)
            started.append(run)
    act.settle()
    return {"instances": [answer(uow, run) for run in started]}


def _waiting(uow: UnitOfWork, command: EvaluateConditions) -> list[StartSubscription]:
    """Start events that depend on no variable by name, or on one that is given."""
    where: dict[str, Any] = {"kind": "conditional", "name": ["", *command.variables]}
    if command.process is not None:
        where["process_key"] = command.process
        if not uow.find(Definition, limit=1, kind="process", key=command.process):
            raise errors.NotFound(f"There is no process {command.process}.", process=command.process)
    found = uow.find(StartSubscription, order="process_key", limit=MOST + 1, **where)
    if len(found) > MOST:
        raise errors.Invalid(
            errors=[
                {
                    "field": "process",
                    "message": f"More than {MOST} conditions wait: ask one process at a time.",
                }
            ]
        )
    return sorted(found, key=lambda one: (one.process_key, one.element))
