"""What anybody may learn without signing in: the progress of a case by number and code, and a document's genuineness."""

from __future__ import annotations

import hmac
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from tongban.engine import errors
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.clock import from_json
from tongban.engine.domain.clock_rules import clock_rule
from tongban.engine.domain.identifiers import mask_name
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import process
from tongban.engine.ports import Case, ClockRow, Document, DocumentStore, Library, Task
from tongban.engine.queries import joint
from tongban.engine.queries.papers import licence_of
from tongban.engine.queries.regimes import revocation_of
from tongban.engine.queries.rows import one, records, select_all
from tongban.engine.use_cases.flow.regime_facts import REVOKED
from tongban.engine.use_cases.views import english_name

PUBLIC_CLOCKS = ("promised", "statutory", "correction", "supplement", "delivery")


def public_progress(
    connection: Connection,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    case_no: str,
    code: str,
) -> dict[str, Any]:
    """Where a case is, who has it by step, and how long it may still take; nothing personal."""
    table = tables.approval_case
    found = connection.execute(select_all(Case).where(table.c.case_no == case_no)).first()
    given = code.strip().upper().replace("-", "")
    expected = found.progress_code if found else "0" * 8
    if not hmac.compare_digest(given.encode(), expected.encode()) or found is None:
        raise errors.NotFound("There is no case with this number and code.")
    case = Case(*found)
    tasks = records(
        connection,
        Task,
        select_all(Task)
        .where(process.task.c.instance_id == case.instance_id, process.task.c.state.in_(TASK_OPEN))
        .limit(50),
    )
    clocks = records(
        connection, ClockRow, select_all(ClockRow).where(tables.clock.c.case_id == case.id).limit(200)
    )
    return {
        "case_no": case.case_no,
        "item": {"code": case.item_code, "name": case.item_name, "name_en": case.item_name_en},
        "applicant_name": mask_name(case.applicant_name),
        "state": case.state,
        "state_name": library.item(case.item_version_id).sheet.naming.state(case.state),
        "state_name_en": library.item(case.item_version_id).sheet.naming.state(case.state, "en"),
        "result": case.result,
        "result_name": library.item(case.item_version_id).sheet.naming.result(case.result),
        "result_name_en": library.item(case.item_version_id).sheet.naming.result(case.result, "en"),
        "registered_at": case.registered_at,
        "accepted_at": case.accepted_at,
        "decided_at": case.decided_at,
        "closed_at": case.closed_at,
        "current_steps": _steps(library, case, tasks),
        "members": _members(connection, library, case),
        "clocks": [
            _clock(row, calendar, now)
            for row in clocks
            if row.kind in PUBLIC_CLOCKS and row.state != "stopped"
        ],
    }


def _members(connection: Connection, library: Library, case: Case) -> list[dict[str, Any]]:
    """Of a joint case: each item with its state and result, nothing of who has it or what was said."""
    if library.item(case.item_version_id).sheet.joint is None:
        return []
    shown = ("case_no", "item", "round", "state", "state_name", "state_name_en", "result")
    return [{name: one[name] for name in shown} for one in joint.sub_cases(connection, case.id)]


def _steps(library: Library, case: Case, tasks: list[Task]) -> list[dict[str, Any]]:
    elements = library.item(case.item_version_id).process.elements
    names = {task.element: task.name for task in tasks}
    return [{"name": name, "name_en": english_name(elements[id_])} for id_, name in sorted(names.items())]


def _clock(row: ClockRow, calendar: WorkingCalendar, now: datetime) -> dict[str, Any]:
    clock, rule = from_json(row.body), clock_rule(row.kind)
    return {
        "kind": row.kind,
        "name": rule.zh,
        "name_en": rule.en,
        "unit": clock.unit,
        "limit": clock.total,
        "state": row.state,
        "due": row.due,
        "days_left": clock.days_left(now, calendar),
    }


def verify_document(connection: Connection, store: DocumentStore, today: date, code: str) -> dict[str, Any]:
    """What a genuine document states about itself; NotFound when nothing was issued under the code.

    `file` is the signed file, None before it was signed; the engine says whether its signature holds.
    """
    table = tables.document
    document = one(
        connection,
        Document,
        select_all(Document).where(
            table.c.verification_code == code.strip().upper(), table.c.state == "issued"
        ),
    )
    facts = document.data
    file = tables.approval_case
    case = one(connection, Case, select_all(Case).where(file.c.id == document.case_id))
    revoked = revocation_of(connection, case) if document.type in REVOKED else None
    return {
        "valid": True,
        "type": document.type,
        "title": document.title,
        "title_en": document.title_en,
        "number": document.number,
        "date": facts.get("document", {}).get("date"),
        "organ": facts.get("organ", {}).get("name"),
        "case_no": facts.get("case", {}).get("no"),
        "item": {"name": facts.get("item", {}).get("name"), "name_en": facts.get("item", {}).get("name_en")},
        "revoked": revoked,
        "document_id": document.id,
        "sha256": document.sha256,
        "file": _file(store, document.sha256),
        "licence": licence_of(connection, document.id, today),
        "applicant_name": mask_name(facts.get("case", {}).get("applicant", {}).get("name") or ""),
    }


def _file(store: DocumentStore, sha256: str | None) -> bytes | None:
    try:
        return store.get(sha256) if sha256 else None
    except KeyError:
        return None
