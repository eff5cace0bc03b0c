"""An open instance goes on in another version of its process, with everything it has open, or is told why it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import bpmn, errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.states import INSTANCE_OPEN, TASK_OPEN
from tongban.engine.ports import (
    Activity,
    Definition,
    ExternalJob,
    Incident,
    Instance,
    Subscription,
    Task,
    Timer,
    UnitOfWork,
)
from tongban.engine.use_cases.flow import Act, Run, journal
from tongban.engine.use_cases.flow.environment import ActEnvironment
from tongban.engine.use_cases.publication_rules import guard_process

# Whatever is open and names an element of the diagram.
NAMED: tuple[tuple[type, dict[str, Any]], ...] = (
    (Activity, {"state": "active"}),
    (Task, {"state": TASK_OPEN}),
    (Timer, {}),
    (Subscription, {}),
    (ExternalJob, {}),
    (Incident, {}),
)
MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class MigrateInstance:
    """`mapping` names elements and flows that are called otherwise there; with `dry_run` nothing changes."""

    instance_id: str
    to_definition: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    reason: str = ""


def migrate_instance(command: MigrateInstance, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """What moves where; `problems` say why it cannot, as an answer when asked, else as CannotMigrate."""
    may(actor, "instance.migrate")
    record = uow.get(Instance, command.instance_id, lock=True)
    if record is None:
        raise errors.NotFound(instance=command.instance_id)
    guard_process(actor, record.process_key)
    if record.state not in INSTANCE_OPEN:
        raise errors.Conflict("The instance has ended.", current={"state": record.state})
    source, target = _versions(uow, record, command.to_definition)
    act = Act(uow, actor)
    run = act.open(record)
    obstacles = _of_the_case(uow, run, target)
    found = run.execution.migrate(
        uow.library.process(target.id),
        command.mapping,
        ActEnvironment(uow, target.id),
        dry=command.dry_run or bool(obstacles),
    )
    obstacles += [
        {"element": one.element, "rule": one.rule, "message": one.message} for one in found.obstacles
    ]
    plan = _plan(record, source, target, found, obstacles, command.dry_run)
    if command.dry_run:
        return plan
    if obstacles:
        raise errors.CannotMigrate(errors=obstacles)
    _move(uow, run, target, found)
    journal.write(
        act,
        run,
        "instance.migrated",
        from_version=source.version,
        to_version=target.version,
        process=target.key,
        mapping=dict(command.mapping),
        reason=command.reason,
    )
    act.settle()
    return plan


def _versions(uow: UnitOfWork, record: Instance, to_definition: str) -> tuple[Definition, Definition]:
    source, target = uow.get(Definition, record.definition_id), uow.get(Definition, to_definition)
    assert source is not None
    if target is None or target.kind != "process":
        raise errors.NotFound("There is no such process definition.", definition=to_definition)
    if target.id == source.id:
        raise errors.Invalid(
            errors=[{"field": "to_definition", "message": "The instance runs this version already."}]
        )
    return source, target


def _of_the_case(uow: UnitOfWork, run: Run, target: Definition) -> list[dict[str, Any]]:
    """A case stays with its item."""
    if run.case is None:
        return []
    if target.item_version_id is not None:
        item = uow.library.item(target.item_version_id)
        if item.code == run.case.item_code:
            return []
    message = f"the case belongs to item {run.case.item_code}, and {target.key} is not a version of it"
    return [{"element": None, "rule": "other-item", "message": message}]


def _move(uow: UnitOfWork, run: Run, target: Definition, found: bpmn.Migration) -> None:
    """Everything that says where the instance stands says so in the words of the new version."""
    record = run.record
    renamed = {old: new for old, new in found.names.items() if old != new}
    if renamed:
        for record_type, where in NAMED:
            rows: list[Any] = uow.find(
                record_type, limit=MOST_ROWS, instance_id=record.id, element=sorted(renamed), **where
            )
            for row in rows:
                row.element = renamed[row.element]
                uow.save(row, "element")
    record.definition_id, record.process_key = target.id, target.key
    uow.save(record, "definition_id", "process_key")
    run.definition = uow.library.process(target.id)
    if run.case is not None and target.item_version_id is not None:
        run.case.item_version_id = target.item_version_id
        run.item = uow.library.item(target.item_version_id)
        uow.save(run.case, "item_version_id")


def _plan(
    record: Instance,
    source: Definition,
    target: Definition,
    found: bpmn.Migration,
    obstacles: list[dict[str, Any]],
    dry_run: bool,
) -> dict[str, Any]:
    return {
        "instance_id": record.id,
        "source": {"definition": source.id, "process": source.key, "version": source.version},
        "target": {"definition": target.id, "process": target.key, "version": target.version},
        "dry_run": dry_run,
        "possible": not obstacles,
        "moves": [
            {"from": move.source, "to": move.target, "type": move.type, "count": move.count}
            for move in found.moves
        ],
        "dropped": list(found.dropped),
        "added": list(found.added),
        "problems": obstacles,
    }
