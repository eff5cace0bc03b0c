"""What goes into the archive package of a closed case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.case_state import is_closed
from tongban.engine.domain.preservation import PERIODS, kept_until
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import papers, process
from tongban.engine.ports import ArchivePackage, Case, Document, Event, ItemFile, Library, Material
from tongban.engine.queries.cases import case as case_facts
from tongban.engine.queries.cases import visible_case
from tongban.engine.queries.rows import record, records, select_all
from tongban.engine.use_cases.flow.journal import payload

MOST_EVENTS = 100_000
MOST = 2000


def package_of(connection: Connection, actor: Actor, case_no: str) -> dict[str, Any]:
    """The package that is kept (`sha256`, None when one must be made), and the documents to sign before."""
    found = visible_case(connection, actor, case_no)
    may(actor, "archive.read", Thing(unit=found.unit))
    if not is_closed(found.state):
        raise errors.Conflict("办件尚未办结 / the case is not closed yet", current={"state": found.state})
    kept = connection.execute(
        select_all(ArchivePackage).where(papers.archive_package.c.case_id == found.id)
    ).one_or_none()
    instance = process.instance
    chain_no = connection.execute(
        select(instance.c.chain_no).where(instance.c.id == found.instance_id)
    ).scalar_one()
    package = record(ArchivePackage, kept) if kept else None
    # Whatever was done to the case after its package was made belongs into the package.
    current = package is not None and package.sha256 and package.chain_no == chain_no
    table = tables.document
    unsigned = connection.execute(
        select(table.c.id)
        .where(table.c.case_id == found.id, table.c.sha256.is_(None), table.c.state.in_(("sealed", "issued")))
        .limit(MOST)
    ).scalars()
    return {
        "case_id": found.id,
        "unit": found.unit,
        "sha256": package.sha256 if package is not None and current else None,
        "unsigned": list(unsigned),
    }


def contents(
    connection: Connection,
    actor: Actor,
    library: Library,
    calendar: WorkingCalendar,
    now: datetime,
    case_no: str,
) -> dict[str, Any]:
    """Everything of the case: facts as JSON, files by their hash, the record with its hashes."""
    found = visible_case(connection, actor, case_no)
    facts = case_facts(connection, actor, library, calendar, now, case_no)
    left_out = ("operations", "tasks", "form_schema", "hints")
    file = tables.item_file
    items = records(
        connection,
        ItemFile,
        select_all(ItemFile)
        .where(file.c.item_version_id == found.item_version_id)
        .order_by(file.c.path)
        .limit(MOST),
    )
    return {
        "head": {
            "case_no": found.case_no,
            "item": found.item_name,
            "item_en": found.item_name_en,
            "unit": found.unit,
            "applicant": found.applicant_name,
            "registered_at": found.registered_at.isoformat(),
            "closed_at": found.closed_at.isoformat() if found.closed_at else None,
            "state": found.state,
            "result": found.result,
            "retention": _retention(library, found),
        },
        "case": {name: value for name, value in facts.items() if name not in left_out},
        "item": {one.path: one.content for one in items},
        "materials": _rows(connection, Material, tables.material, found.id),
        "documents": _rows(connection, Document, tables.document, found.id),
        "events": _events(connection, found.instance_id),
    }


def _retention(library: Library, found: Case) -> dict[str, Any]:
    """How long its item says that the file is kept; a file of an item that does not say is kept for ever."""
    said = library.item(found.item_version_id).sheet.retention
    period = said.period if said else "permanent"
    until = kept_until(period, found.closed_at) if found.closed_at else None
    return {
        "period": period,
        "years": PERIODS[period],
        "kept_until": until.isoformat() if until else None,
        "basis": said.basis.zh if said else "",
    }


def waiting(connection: Connection, limit: int) -> list[str]:
    """Case numbers of what was closed and has no package yet, the longest waiting first."""
    table, file = papers.archive_package, tables.approval_case
    statement = (
        select(file.c.case_no)
        .join_from(table, file, file.c.id == table.c.case_id)
        .where(table.c.sha256 == "")
        .order_by(table.c.made_at)
        .limit(limit)
    )
    return list(connection.execute(statement).scalars())


def _rows(connection: Connection, record_type: type, table: Any, case_id: str) -> list[Any]:
    statement = select_all(record_type).where(table.c.case_id == case_id).order_by(table.c.id).limit(MOST)
    return records(connection, record_type, statement)


def _events(connection: Connection, instance_id: str | None) -> list[Mapping[str, Any]]:
    table = tables.event
    statement = (
        select_all(Event).where(table.c.chain == instance_id).order_by(table.c.chain_no).limit(MOST_EVENTS)
    )
    return [
        {
            "payload": payload(
                one.chain,
                one.chain_no,
                one.type,
                one.at,
                one.actor,
                one.data,
                one.case_no,
                one.task_id,
                one.on_behalf_of,
            ),
            "hash": bytes(one.hash).hex(),
        }
        for one in records(connection, Event, statement)
    ]
