"""Key projects, marks for broken commitments, and what a case's regimes look like to those who read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, or_, select

from tongban.engine import bpmn, errors, items
from tongban.engine.domain import regimes
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import case, people, process
from tongban.engine.persistence.tables import regimes as tables
from tongban.engine.ports import Case, CreditMark, Document, GreenProject, Library, Task
from tongban.engine.queries.groups import Name, named
from tongban.engine.queries.like import escape
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import names, one, record, records, select_all
from tongban.engine.use_cases.regimes.credit import mark_view
from tongban.engine.use_cases.regimes.green_projects import project_view
from tongban.engine.use_cases.regimes.sign_for import MESSAGE

MOST = 200


def green_projects(
    connection: Connection,
    actor: Actor,
    *,
    q: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of key projects, the newest first."""
    may(actor, "green_project.read")
    table = tables.green_project
    statement = select_all(GreenProject)
    if state is not None:
        statement = statement.where(table.c.state == state)
    if q:
        like = f"%{escape(q)}%"
        columns = (table.c.code, table.c.name, table.c.name_en)
        statement = statement.where(or_(*(column.like(like, escape="\\") for column in columns)))
    found = page(
        connection,
        statement,
        table.c.id,
        lambda row: project_view(record(GreenProject, row)),
        cursor,
        page_size,
    )
    called = names(connection, {row["tracker"] for row in found["items"]})
    found["items"] = [row | {"tracker_name": called.get(row["tracker"])} for row in found["items"]]
    return found


def green_project(connection: Connection, actor: Actor, code: str) -> dict[str, Any]:
    """One key project by its code."""
    may(actor, "green_project.read")
    statement = select_all(GreenProject).where(tables.green_project.c.code == code)
    found = project_view(one(connection, GreenProject, statement, code=code))
    return found | {"tracker_name": names(connection, {found["tracker"]}).get(found["tracker"])}


def credit_marks(
    connection: Connection,
    actor: Actor,
    *,
    id_no: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of the marks for broken commitments, the newest first."""
    may(actor, "credit.read")
    if state not in (None, "active", "repaired"):
        raise errors.Invalid(errors=[{"field": "state", "message": "active, repaired"}])
    table = tables.credit_mark
    statement = select_all(CreditMark)
    if id_no is not None:
        statement = statement.where(table.c.id_no == id_no.strip().upper())
    if state is not None:
        statement = statement.where(table.c.state == state)
    return page(
        connection, statement, table.c.id, lambda row: mark_view(record(CreditMark, row)), cursor, page_size
    )


def watch_of(
    connection: Connection, library: Library, found: Case
) -> tuple[bpmn.ProcessDefinition, list[Task]] | None:
    """The tracker's process beside a case in the green channel, with its tasks."""
    watch = (regimes.part(found.regimes, regimes.GREEN) or {}).get("watch")
    if watch is None:
        return None
    instance, task = process.instance, process.task
    definition = connection.execute(
        select(instance.c.definition_id).where(instance.c.id == watch)
    ).scalar_one_or_none()
    if definition is None:
        return None
    statement = select_all(Task).where(task.c.instance_id == watch).order_by(task.c.id.desc()).limit(MOST)
    return library.process(definition), records(connection, Task, statement)


def notes_of(
    watch: tuple[bpmn.ProcessDefinition, list[Task]], called: Mapping[str, Name]
) -> list[dict[str, Any]]:
    """What the tracker noted day by day, the latest first."""
    definition, tasks = watch
    return [
        {
            "at": task.completed_at,
            "by": task.completed_by,
            **named("by", task.completed_by, called),
            "outcome": task.outcome,
            **_outcome(definition, task),
            "text": task.opinion,
        }
        for task in tasks
        if task.state == "completed"
    ]


def waits_for_papers(connection: Connection, actor: Actor, found: Case, tasks: list[Task]) -> bool:
    """Whether papers are on the way that somebody else than this actor posted."""
    wait = process.subscription
    waiting = connection.execute(
        select(wait.c.id).where(wait.c.instance_id == found.instance_id, wait.c.name == MESSAGE).limit(1)
    ).first()
    done = [task for task in tasks if task.state == "completed" and task.completed_at is not None]
    last = max(done, key=lambda task: task.completed_at, default=None)  # type: ignore[arg-type,return-value]
    return waiting is not None and (last is None or last.completed_by != actor.id or actor.is_admin)


def revocation_of(connection: Connection, found: Case) -> dict[str, Any] | None:
    """The decision that revoked the licence, `{name, no, at, reason}`; None while it stands."""
    if found.state != "revoked":
        return None
    table = case.document
    statement = select_all(Document).where(table.c.case_id == found.id, table.c.type == "revocation_decision")
    rows = records(connection, Document, statement.order_by(table.c.id.desc()).limit(1))
    if not rows:
        return {"name": "", "name_en": "", "no": "", "at": found.closed_at, "reason": ""}
    reason = (rows[0].data.get("decision") or {}).get("reason", "")
    names_of = {"name": rows[0].title, "name_en": rows[0].title_en}
    return names_of | {"no": rows[0].number, "at": rows[0].created_at, "reason": reason}


def _outcome(definition: bpmn.ProcessDefinition, task: Task) -> dict[str, Any]:
    outcomes = definition.elements[task.element].extensions.outcomes
    found = next((one for one in outcomes if one.id == task.outcome), None)
    return {
        "outcome_name": found.name if found else task.outcome,
        "outcome_name_en": found.name_en if found else task.outcome,
    }


def regimes_view(connection: Connection, found: Case, item: items.Item) -> dict[str, Any]:
    """`marks` for tags, and each regime with its materials and people by name; empty for most cases."""
    kept = found.regimes
    shown: dict[str, Any] = {}
    green, tolerant = regimes.part(kept, regimes.GREEN), regimes.part(kept, regimes.TOLERANT)
    committed, elsewhere = regimes.part(kept, regimes.COMMITMENT), regimes.part(kept, regimes.ELSEWHERE)
    if green is not None:
        tracker = names(connection, {green["tracker"]}).get(green["tracker"], green["tracker"])
        shown[regimes.GREEN] = {name: value for name, value in green.items() if name != "project"}
        shown[regimes.GREEN] |= {"tracker_name": tracker}
    if tolerant is not None:
        shown[regimes.TOLERANT] = tolerant | {
            "owed": _lines(item, tolerant["owed"]),
            "all": _lines(item, tolerant["all"]),
        }
    if committed is not None:
        zh, en = regimes.COMMITMENT_STATES[committed["state"]]
        shown[regimes.COMMITMENT] = committed | {
            "materials": _lines(item, committed["materials"]),
            "state_name": zh,
            "state_name_en": en,
        }
    if elsewhere is not None:
        unit = people.unit
        row = connection.execute(
            select(unit.c.name, unit.c.name_en).where(unit.c.code == elsewhere["unit"])
        ).one_or_none()
        shown[regimes.ELSEWHERE] = elsewhere | {
            "name": row.name if row else elsewhere["unit"],
            "name_en": row.name_en if row else elsewhere["unit"],
        }
    return {"marks": regimes.marks(kept), "regimes": shown}


def _lines(item: items.Item, codes: Any) -> list[dict[str, str]]:
    known = {line.code: line for line in item.sheet.materials}
    return [
        {"code": code, "name": known[code].name.zh, "name_en": known[code].name.en}
        for code in codes or ()
        if code in known
    ]
