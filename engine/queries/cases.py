"""Cases: the list, and one case with everything known of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, or_, select

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.case_state import CLOSED
from tongban.engine.domain.regimes import GREEN, committed, marks, outstanding
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import joint as tables_joint
from tongban.engine.persistence.tables import people, process
from tongban.engine.ports import Case, Document, Library, Material, Task
from tongban.engine.queries import joint
from tongban.engine.queries.case_clocks import clock_operations, clocks_of
from tongban.engine.queries.case_operations import case_operations
from tongban.engine.queries.case_search import narrowed
from tongban.engine.queries.groups import Name, group_names, holders_of, named, people_names
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.ratings import rating_of, sees_rating
from tongban.engine.queries.regimes import (
    notes_of,
    regimes_view,
    revocation_of,
    waits_for_papers,
    watch_of,
)
from tongban.engine.queries.rows import one, record, records, select_all
from tongban.engine.queries.tasks import operations
from tongban.engine.queries.visibility import of_cases, own_cases, sees_everything
from tongban.engine.use_cases.attach_material import material_view
from tongban.engine.use_cases.flow.regime_facts import REVOKED
from tongban.engine.use_cases.regimes.at_registration import hints_of
from tongban.engine.use_cases.views import case_view, english_name, hidden, task_view

TABLE = tables.approval_case
MAX_ROWS = 500


def cases(
    connection: Connection,
    actor: Actor,
    library: Library,
    *,
    item: str | None = None,
    state: str | None = None,
    over: bool | None = None,
    whole: bool = False,
    q: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of the cases an actor may see, newest first; `q`: see case_search.

    `over`: only those that have come to their end, or only the others. `whole`: of a joint case the whole alone, and a
    member only while its applicant is asked to correct it. A page may hold fewer rows than asked for and still have a
    `next_cursor`: further back there may be more.
    """
    statement = select_all(Case).where(own_cases(actor))
    if item is not None:
        statement = statement.where(TABLE.c.item_code == item)
    if state is not None:
        statement = statement.where(TABLE.c.state == state)
    if over is not None:
        statement = statement.where(
            TABLE.c.state.in_(sorted(CLOSED)) if over else TABLE.c.state.not_in(sorted(CLOSED))
        )
    if whole:
        member = exists().where(tables_joint.joint_member.c.case_id == TABLE.c.id)
        statement = statement.where(or_(TABLE.c.state == "correction_requested", ~member))
    # What is an applicant's own is found by index, everything else among the newest of all.
    of_few = (item, state, over) != (None, None, None) or not sees_everything(actor)
    sparse = of_few and actor.kind != "applicant"
    statement, end = narrowed(connection, statement, q, cursor, sparse=sparse)

    def view(row: Row[Any]) -> dict[str, Any]:
        found = record(Case, row)
        head = case_view(found)
        naming = library.item(found.item_version_id).sheet.naming
        shown = ("case_no", "item", "state", "result", "unit", "channel", "registered_at", "closed_at")
        return {name: head[name] for name in shown} | {
            "applicant_name": found.applicant_name,
            "state_name": naming.state(found.state),
            "state_name_en": naming.state(found.state, "en"),
            "result_name": naming.result(found.result),
            "result_name_en": naming.result(found.result, "en"),
            "marks": marks(found.regimes),
        }

    return page(connection, statement, TABLE.c.id, view, cursor, page_size, end=end)


def visible_case(connection: Connection, actor: Actor, case_no: str) -> Case:
    """The case, if it is for this actor; else NotFound."""
    return one(
        connection,
        Case,
        select_all(Case).where(TABLE.c.case_no == case_no, or_(of_cases(actor), joint.of_family(actor))),
        case_no=case_no,
    )


def case(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    case_no: str,
) -> dict[str, Any]:
    """State, clocks, materials, opinions, documents, open tasks and what this actor may do."""
    found = visible_case(connection, actor, case_no)
    item = library.item(found.item_version_id)
    all_tasks = records(
        connection,
        Task,
        select_all(Task)
        .where(process.task.c.instance_id == found.instance_id)
        .order_by(process.task.c.id)
        .limit(MAX_ROWS),
    )
    watch = watch_of(connection, library, found)
    beside = watch[1] if watch else []
    drawn = {found.instance_id: item.process} | (
        {one.instance_id: watch[0] for one in beside} if watch else {}
    )
    called = people_names(
        connection,
        {
            name
            for task in (*all_tasks, *beside)
            for name in (task.completed_by, task.assignee, task.on_behalf_of)
            if name
        },
    )
    open_tasks = [task for task in (*all_tasks, *beside) if task.state in TASK_OPEN]
    held = group_names(connection, {ref for task in open_tasks for ref in holders_of(task)})
    unit = connection.execute(select(people.unit).where(people.unit.c.code == found.unit)).one_or_none()
    revoked = revocation_of(connection, found)
    special = regimes_view(connection, found, item)
    if watch and GREEN in special["regimes"]:
        special["regimes"][GREEN]["notes"] = notes_of(watch, called)
    clocks = clocks_of(connection, found, item, calendar, now)
    head = case_view(found, clear=True)
    masked = not _sees_identity(actor, found, all_tasks)
    if masked:
        head = hidden(head)
    rated = rating_of(connection, found)
    return {
        **head,
        "state_name": item.sheet.naming.state(found.state),
        "state_name_en": item.sheet.naming.state(found.state, "en"),
        "result_name": item.sheet.naming.result(found.result),
        "result_name_en": item.sheet.naming.result(found.result, "en"),
        "unit_name": unit.name if unit else found.unit,
        "unit_name_en": unit.name_en if unit else found.unit,
        "applicant_name": found.applicant_name,
        "masked": masked,
        "form_schema": item.form.schema,
        "clocks": clocks,
        "materials": _materials(connection, found, item),
        "opinions": [_opinion(task, called, item) for task in all_tasks if task.state == "completed"]
        + [
            _opinion(task, called, item) | {"void": True}
            for task in all_tasks
            if task.state == "cancelled" and task.opinion
        ],
        "documents": _documents(connection, actor, found, revoked),
        "tasks": [
            task_view(task)
            | {
                "name_en": english_name(drawn[task.instance_id].elements[task.element]),
                "operations": operations(actor, task),
                **named("assignee", task.assignee, called),
                "holders": [{"name": held[ref][0], "name_en": held[ref][1]} for ref in holders_of(task)],
            }
            for task in open_tasks
        ],
        "operations": [
            name
            for name in case_operations(actor, found, all_tasks, item)
            if (name != "rate" or rated is None or rated["again"])
            and (name != "sign_for" or waits_for_papers(connection, actor, found, all_tasks))
        ]
        + clock_operations(actor, found, all_tasks, clocks),
        **special,
        "hints": hints_of(found.regimes),
        "revoked": revoked,
        "rating": rated if sees_rating(actor, found) else None,
        "sub_cases": joint.sub_cases(connection, found.id) if item.sheet.joint else [],
        "parent": joint.parent(connection, found.id),
    }


def _sees_identity(actor: Actor, found: Case, tasks: list[Task]) -> bool:
    """The applicant, the registrar and those with work on it see the numbers; others must say why."""
    if actor.id in (found.applicant_user, found.registered_by) or actor.is_system:
        return True
    return any(
        actor.id in (task.completed_by, task.assignee) or actor.refs & set(task.candidates) for task in tasks
    )


def _materials(connection: Connection, found: Case, item: Any) -> list[dict[str, Any]]:
    rows = records(
        connection,
        Material,
        select_all(Material)
        .where(tables.material.c.case_id == found.id, tables.material.c.state == "current")
        .limit(MAX_ROWS),
    )
    by_code = {row.code: row for row in rows}
    owed, promised = outstanding(found.regimes), committed(found.regimes)
    lines = []
    for line in item.sheet.materials:
        row = by_code.get(line.code)
        given = material_view(row) if row else {"file_name": None, "media_type": None, "size": None}
        lines.append(
            {
                **given,
                "code": line.code,
                "name": line.name.zh,
                "name_en": line.name.en,
                "required": line.required,
                "group": line.group,
                "medium": line.medium,
                "deferred": line.code in owed,
                "promised": line.code in promised,
                "commitment": line.commitment.zh,
                "commitment_en": line.commitment.en,
            }
        )
    return lines


def _opinion(task: Task, called: Mapping[str, Name], item: Any) -> dict[str, Any]:
    element = item.process.elements[task.element]
    outcome = next((one for one in element.extensions.outcomes if one.id == task.outcome), None)
    return {
        "element": task.element,
        "name": task.name,
        "name_en": english_name(element),
        "by": task.completed_by,
        **named("by", task.completed_by, called),
        "signer": task.signer,
        "at": task.completed_at,
        "outcome": task.outcome,
        "outcome_name": outcome.name if outcome else task.outcome,
        "outcome_name_en": outcome.name_en if outcome else task.outcome,
        "outcome_kind": outcome.kind if outcome else None,
        "opinion": task.opinion,
        "on_behalf_of": task.on_behalf_of,
        **named("on_behalf_of", task.on_behalf_of, called),
    }


def _documents(
    connection: Connection, actor: Actor, found: Case, revoked: Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    rows = records(
        connection,
        Document,
        select_all(Document)
        .where(tables.document.c.case_id == found.id)
        .order_by(tables.document.c.id)
        .limit(MAX_ROWS),
    )
    shown = [row for row in rows if row.state == "issued" or actor.is_staff or actor.is_system]
    return [document_view(row) | {"revoked": bool(revoked) and row.type in REVOKED} for row in shown]


def document_view(document: Document) -> dict[str, Any]:
    """One document of a case."""
    return {
        "id": document.id,
        "type": document.type,
        "number": document.number,
        "title": document.title,
        "title_en": document.title_en,
        "verification_code": document.verification_code,
        "created_at": document.created_at,
        "state": document.state,
        "sealed_at": document.sealed_at,
    }
