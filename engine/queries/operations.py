"""What may be done with one task now, where it may be returned to, and what was said, added and sent about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import bpmn
from tongban.engine.bpmn.environment import NoEnvironment
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, allowed
from tongban.engine.domain.case_state import DECIDED
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.tables import case as case_tables
from tongban.engine.persistence.tables import operations as tables
from tongban.engine.persistence.tables import process
from tongban.engine.ports import Activity, AddedSigner, CopySent, Draft, Instance, Library, Remark, Task
from tongban.engine.queries.groups import named, people_names
from tongban.engine.queries.rows import names, one, records, select_all
from tongban.engine.queries.tasks import operations
from tongban.engine.queries.visibility import of_tasks
from tongban.engine.use_cases.flow import desk, four_eyes
from tongban.engine.use_cases.flow.way import Ways
from tongban.engine.use_cases.operations.targets import (
    APPLICANT,
    Target,
    loops_of,
    target_view,
    targets,
)
from tongban.engine.use_cases.stand_in import acting, is_theirs

# The operation as a caller names it, the right to it, and what the step's data calls it.
HOLDERS = (
    ("return", "task.return", "return"),
    ("reject", "task.reject", "reject"),
    ("transfer", "task.transfer", "transfer"),
    ("delegate", "task.delegate", "delegate"),
    ("add_signers", "task.add_signers", "addSigner"),
    ("consult", "task.consult", "consult"),
    ("save_draft", "task.save_draft", "saveDraft"),
)
ANYBODYS = (("cc", "task.cc", "copy"), ("comment", "task.comment", "comment"))
MOST = 500


def possible(
    connection: Connection,
    actor: Actor,
    definition: bpmn.ProcessDefinition,
    instance: Instance,
    found: Task,
    library: Library,
) -> list[str]:
    """What this actor may do with the task now; what is not named here would be refused."""
    if instance.state not in ("running", "incident"):
        return []
    rule = four_eyes.rule_of(definition.elements[found.element])
    thing = _thing(connection, found)
    stand_in = acting(actor, found)
    others = [
        name
        for name, verb, word in ANYBODYS
        if rule.allows(word) and (allowed(actor, verb, thing) or allowed(stand_in, verb, thing))
    ]
    if found.state not in TASK_OPEN:
        return [*(["retrieve"] if _can_retrieve(connection, actor, definition, found) else []), *others]
    actor = stand_in
    ways = operations(actor, found)
    if found.held == "before" and "complete" in ways:
        ways.remove("complete")
    if (is_theirs(actor, found) or actor.is_admin) and allowed(actor, "task.complete", thing):
        ways += [
            name
            for name, verb, word in HOLDERS
            if rule.allows(word) and allowed(actor, verb, thing) and _fits(found, name)
        ]
        if found.held is not None and _added(connection, found) and rule.allows("removeSigner"):
            ways.append("remove_signers")
    if found.owner == actor.id and rule.allows("retrieve"):
        ways.append("retrieve")
    if found.assignee != actor.id and rule.allows("urge") and allowed(actor, "task.urge", thing):
        ways.append("urge")
    if actor.is_admin and rule.allows("jump"):
        ways.append("jump")
    if "return" in ways and not _anywhere(connection, library, instance, found):
        ways.remove("return")
    return [*ways, *others]


def return_targets(connection: Connection, actor: Actor, library: Library, task_id: str) -> dict[str, Any]:
    """The earlier steps, the latest first, then the applicant."""
    found = one(connection, Task, select_all(Task).where(process.task.c.id == task_id, of_tasks(actor)))
    instance = _instance(connection, found)
    definition = library.process(instance.definition_id)
    rows = []
    if found.state in TASK_OPEN and four_eyes.rule_of(definition.elements[found.element]).allows("return"):
        earlier = _targets(connection, library, instance, found)
        rows = [target_view(target, previous=number == 0) for number, target in enumerate(earlier)]
        called = names(connection, {row["handler"] for row in rows if row["handler"]})
        rows = [row | {"handler_name": called.get(row["handler"] or "")} for row in rows]
        rows.append(
            {
                "element": APPLICANT,
                "name": "申请人" if found.case_id else "发起人",
                "name_en": "Applicant" if found.case_id else "Whoever started it",
                "handler": None,
                "completed_at": None,
                "previous": False,
                "handler_name": None,
            }
        )
    return {"items": rows, "next_cursor": None}


def task_record(connection: Connection, actor: Actor, task_id: str) -> dict[str, Any]:
    """Comments, urgings and delegates' opinions; signers added; copies and whether they were read."""
    found = one(connection, Task, select_all(Task).where(process.task.c.id == task_id, of_tasks(actor)))
    remarks = records(
        connection, Remark, _of(Remark, found).order_by(tables.remark.c.at, tables.remark.c.id).limit(MOST)
    )
    copies = records(connection, CopySent, _of(CopySent, found).limit(MOST))
    added = records(connection, AddedSigner, _of(AddedSigner, found).order_by(tables.added_signer.c.id))
    called = people_names(
        connection,
        {one.author for one in remarks} | {one.recipient for one in copies} | {one.username for one in added},
    )
    return {
        "remarks": [
            {
                "id": one.id,
                "kind": one.kind,
                "author": one.author,
                **named("author", one.author, called),
                "on_behalf_of": one.on_behalf_of,
                "text": one.text,
                "outcome": one.outcome,
                "mentions": one.mentions,
                "at": one.at,
            }
            for one in remarks
        ],
        "copies": [
            {
                "recipient": one.recipient,
                **named("recipient", one.recipient, called),
                "sent_by": one.sent_by,
                "at": one.at,
                "text": one.text,
                "read_at": one.read_at,
            }
            for one in copies
        ],
        "added_signers": [
            {
                "username": one.username,
                "name": called[one.username][0],
                "name_en": called[one.username][1],
                "position": one.position,
                "added_by": one.added_by,
                "added_at": one.added_at,
                "state": one.state,
                "task_id": one.sub_task_id,
            }
            for one in added
        ],
    }


def draft_of(connection: Connection, actor: Actor, found: Task) -> dict[str, Any] | None:
    """What its holder has entered so far."""
    if found.state not in TASK_OPEN or not is_theirs(acting(actor, found), found):
        return None
    kept = records(connection, Draft, _of(Draft, found).limit(1))
    return {"variables": kept[0].variables, "saved_at": kept[0].saved_at} if kept else None


def _of(record_type: type, found: Task) -> Any:
    table = {Remark: tables.remark, CopySent: tables.copy_sent, Draft: tables.draft}.get(
        record_type, tables.added_signer
    )
    return select_all(record_type).where(table.c.task_id == found.id)


def _instance(connection: Connection, found: Task) -> Instance:
    return one(connection, Instance, select_all(Instance).where(process.instance.c.id == found.instance_id))


def _thing(connection: Connection, found: Task) -> Thing:
    file = case_tables.approval_case
    head = connection.execute(
        select(file.c.unit, file.c.applicant_user).where(file.c.id == found.case_id)
    ).one_or_none()
    is_open = found.state in TASK_OPEN
    people = [found.completed_by, found.assignee, found.owner]
    return Thing(
        candidates=frozenset(found.candidates if is_open else ()),
        assignee=found.assignee if is_open else None,
        unit=head.unit if head else None,
        applicant=head.applicant_user if head else None,
        involved=frozenset(f"user:{name}" for name in people if name),
    )


def _fits(found: Task, name: str) -> bool:
    if found.part == "consult":
        return name in ("transfer", "delegate", "save_draft")
    if found.held == "before":
        return name not in ("reject", "delegate")
    return True


def _added(connection: Connection, found: Task) -> bool:
    table = tables.added_signer
    where = (table.c.task_id == found.id, table.c.state.in_(("waiting", "open")))
    return connection.execute(select(table.c.id).where(*where).limit(1)).first() is not None


def _anywhere(connection: Connection, library: Library, instance: Instance, found: Task) -> bool:
    return found.part is None and bool(
        library.process(instance.definition_id).none_start or _targets(connection, library, instance, found)
    )


def _targets(connection: Connection, library: Library, instance: Instance, found: Task) -> list[Target]:
    """Earlier steps of the task's own process, then of those that called it."""
    named = four_eyes.rule_of(library.process(instance.definition_id).elements[found.element]).targets
    rows = _earlier(connection, library, instance, found.token, named)
    while instance.parent_id is not None and instance.parent_token is not None:
        token = instance.parent_token
        parent = select_all(Instance).where(process.instance.c.id == instance.parent_id)
        instance = one(connection, Instance, parent)
        known = {row.element.id for row in rows}
        above = _earlier(connection, library, instance, token, named)
        rows += [row for row in above if row.element.id not in known]
    return rows


def _earlier(
    connection: Connection, library: Library, instance: Instance, token: int, named: Collection[str]
) -> list[Target]:
    definition = library.process(instance.definition_id)
    task, activity = process.task, process.activity
    earlier = records(
        connection,
        Task,
        select_all(Task)
        .where(task.c.instance_id == instance.id, task.c.state == "completed")
        .order_by(task.c.id.desc())
        .limit(MOST),
    )
    scopes = [one.scope for one in earlier if one.scope]
    visits = records(
        connection,
        Activity,
        select_all(Activity).where(activity.c.instance_id == instance.id, activity.c.no.in_(scopes)),
    )
    file = case_tables.approval_case
    head = connection.execute(
        select(file.c.state, file.c.decided_at).where(file.c.id == instance.case_id)
    ).one_or_none()
    decided = head.decided_at if head is not None and head.state in DECIDED else None
    execution = bpmn.Execution.load(
        definition, instance.state_blob, now=datetime.now(UTC), environment=NoEnvironment()
    )
    if token not in execution.tokens:
        return []
    return targets(definition, execution, token, named, earlier, loops_of(visits), decided)


def _can_retrieve(
    connection: Connection, actor: Actor, definition: bpmn.ProcessDefinition, found: Task
) -> bool:
    """Roughly: the act itself looks closer."""
    rule = four_eyes.rule_of(definition.elements[found.element])
    mine = actor.id in (found.completed_by, found.on_behalf_of)
    if not mine or found.state != "completed" or found.part or found.outcome in desk.MOVED:
        return False
    if not rule.allows("retrieve"):
        return False
    element = definition.elements[found.element]
    if element.extensions.milestone is not None or element.extensions.documents:
        return False
    task = process.task
    later = connection.execute(
        select(task.c.element).where(
            task.c.instance_id == found.instance_id,
            task.c.completed_at >= found.completed_at,
            task.c.token > found.token,
        )
    ).scalars()
    ways = Ways(definition, element.scope)
    return not any(id in ways.nodes and ways.leads(found.element, id) for id in later)
