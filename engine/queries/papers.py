"""Documents and licences: what is to be signed, what waits for a step, an office's texts, who holds what."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, allowed, may
from tongban.engine.domain.identifiers import mask_name
from tongban.engine.persistence.tables import case as cases
from tongban.engine.persistence.tables import papers as tables
from tongban.engine.persistence.tables import people
from tongban.engine.ports import Document, DocumentRule, DocumentTemplate, Licence
from tongban.engine.queries.files import template_text
from tongban.engine.queries.like import escape
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import among, names, one, record, records, select_all
from tongban.engine.queries.visibility import sees_everything
from tongban.engine.use_cases.document_steps import RETURNED, STEPS
from tongban.engine.use_cases.things import thing_of_unit

WAITING = ("draft", "reviewed", "sealed")
MOST = 200


def to_seal(connection: Connection, document_id: str) -> dict[str, Any] | None:
    """What is needed to sign a document; None when it is signed already, or not ready to be."""
    document = one(connection, Document, select_all(Document).where(cases.document.c.id == document_id))
    if document.sha256 is not None or document.state not in ("sealed", "issued"):
        return None
    unit = connection.execute(
        select(cases.approval_case.c.unit).where(cases.approval_case.c.id == document.case_id)
    ).scalar_one()
    return {
        "id": document.id,
        "type": document.type,
        "data": document.data,
        "text": template_text(connection, document.template_id),
        "unit": unit,
        "organ": (document.data.get("organ") or {}).get("name") or unit,
        "reason": f"{document.title} {document.number}",
    }


def waiting_documents(connection: Connection, actor: Actor) -> dict[str, Any]:
    """Documents of the actor's units that wait for their next step, the oldest first."""
    may(actor, "template.read")
    file, table = cases.approval_case, cases.document
    statement = (
        select_all(Document, file.c.case_no, file.c.unit, file.c.item_name, file.c.item_name_en)
        .join_from(table, file, file.c.id == table.c.case_id)
        .where(among(table.c.state, WAITING))
        .order_by(table.c.id)
        .limit(MOST)
    )
    if not sees_everything(actor):
        own = table.c.created_by == actor.id
        statement = statement.where(or_(file.c.unit.in_(sorted(actor.units)), own))
    found = []
    for row in connection.execute(statement):
        document = record(Document, row)
        found.append(
            {
                "id": document.id,
                "type": document.type,
                "title": document.title,
                "title_en": document.title_en,
                "number": document.number,
                "state": document.state,
                "case_no": row.case_no,
                "item": {"name": row.item_name, "name_en": row.item_name_en},
                "created_at": document.created_at,
                "created_by": document.created_by,
                "returned": document.data.get(RETURNED),
                "steps": steps_for(actor, document, row.unit),
            }
        )
    who = {row["created_by"] for row in found} | {row["returned"]["by"] for row in found if row["returned"]}
    called = names(connection, who)
    return {
        "items": [
            row
            | {"created_by_name": called.get(row["created_by"])}
            | ({"returned_by_name": called.get(row["returned"]["by"])} if row["returned"] else {})
            for row in found
        ]
    }


def steps_for(actor: Actor, document: Document, unit: str) -> list[str]:
    """The steps this actor may take with a document now."""
    thing = thing_of_unit(unit)
    drafted = document.created_by == actor.id
    waits = RETURNED in document.data
    found = [
        name
        for name, (states, _, verb, _) in STEPS.items()
        if document.state in states and (allowed(actor, verb, thing) or (name == "redraft" and drafted))
    ]
    if waits:
        return [name for name in found if name == "redraft"]
    own = drafted and not actor.is_admin
    return [name for name in found if not (own and name in ("review", "send_back"))]


def templates(connection: Connection, actor: Actor, unit: str) -> dict[str, Any]:
    """The rules a unit has set, by type, and whether this actor may change them."""
    may(actor, "template.read")
    found = connection.execute(select(people.unit).where(people.unit.c.code == unit)).one_or_none()
    if found is None:
        raise errors.NotFound(unit=unit)
    rule, text = tables.document_rule, tables.document_template
    statement = (
        select_all(DocumentRule, text.c.version)
        .join_from(rule, text, text.c.id == rule.c.template_id, isouter=True)
        .where(rule.c.unit == unit)
        .limit(MOST)
    )
    rows = list(connection.execute(statement))
    return {
        "unit": {"code": unit, "name": found.name, "name_en": found.name_en},
        "may_change": allowed(actor, "template.change", Thing(unit=unit)),
        "rules": {
            row.type: {
                "version": row.version or 0,
                "in_steps": row.in_steps,
                "changed_by": row.changed_by,
                "changed_at": row.changed_at,
            }
            for row in rows
        },
    }


def template_versions(connection: Connection, actor: Actor, unit: str, type_: str) -> list[dict[str, Any]]:
    """The versions of a unit's own text, the newest first, with their texts."""
    may(actor, "template.read")
    table = tables.document_template
    statement = (
        select_all(DocumentTemplate)
        .where(table.c.unit == unit, table.c.type == type_)
        .order_by(table.c.version.desc())
        .limit(50)
    )
    rows = records(connection, DocumentTemplate, statement)
    called = names(connection, {row.created_by for row in rows})
    return [
        {
            "version": row.version,
            "text": row.text,
            "note": row.note,
            "created_by": row.created_by,
            "created_by_name": called.get(row.created_by),
            "created_at": row.created_at,
        }
        for row in rows
    ]


def own_units(connection: Connection, actor: Actor) -> list[dict[str, Any]]:
    """The units whose texts an actor may look at: all of them for an administrator."""
    may(actor, "template.read")
    table = people.unit
    statement = select(table.c.code, table.c.name, table.c.name_en).order_by(table.c.code).limit(MOST)
    if not sees_everything(actor):
        statement = statement.where(table.c.code.in_(sorted(actor.units)))
    return [dict(row) for row in connection.execute(statement).mappings()]


def licences(
    connection: Connection,
    actor: Actor,
    today: date,
    *,
    q: str | None = None,
    state: str | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of licences: one's own, or for staff those of their units; `q` is a number or the holder's name."""
    table = tables.licence
    statement = select_all(Licence)
    if actor.is_staff and not sees_everything(actor):
        statement = statement.where(table.c.unit.in_(sorted(actor.units)))
    elif not sees_everything(actor):
        statement = statement.where(_held_by(connection, actor))
    if q:
        statement = statement.where(
            or_(table.c.certificate_no == q, table.c.holder.like(f"{escape(q)}%", escape="\\"))
        )
    if state is not None:
        statement = statement.where(table.c.state == state)
    return page(
        connection,
        statement,
        table.c.id,
        lambda row: licence_view(record(Licence, row), today),
        cursor,
        page_size,
    )


def licence_of(connection: Connection, document_id: str, today: date) -> dict[str, Any] | None:
    """What anybody may know of the licence a document is, who holds it masked."""
    found = connection.execute(
        select_all(Licence).where(tables.licence.c.document_id == document_id)
    ).one_or_none()
    if found is None:
        return None
    licence = record(Licence, found)
    shown = ("certificate_no", "name", "name_en", "organ", "valid_from", "valid_to", "state", "ended_by")
    view = licence_view(licence, today)
    return {name: view[name] for name in shown} | {"holder": mask_name(licence.holder)}


def licence_view(licence: Licence, today: date) -> dict[str, Any]:
    """One licence as it stands today: `expired` and `not_yet` are told by the day, not kept."""
    state, day = licence.state, today.isoformat()
    if state == "valid" and licence.valid_to is not None and licence.valid_to < day:
        state = "expired"
    elif state == "valid" and licence.valid_from > day:
        state = "not_yet"
    return {
        "id": licence.id,
        "certificate_no": licence.certificate_no,
        "document_id": licence.document_id,
        "case_no": licence.case_no,
        "item_code": licence.item_code,
        "name": licence.name,
        "name_en": licence.name_en,
        "organ": licence.organ,
        "holder": licence.holder,
        "valid_from": licence.valid_from,
        "valid_to": licence.valid_to,
        "state": state,
        "issued_at": licence.issued_at,
        "ended_at": licence.ended_at,
        "ended_by": licence.ended_by,
    }


def _held_by(connection: Connection, actor: Actor) -> Any:
    """Licences of somebody's own: by account, or by the identity number the account was checked with."""
    table = tables.licence
    account = connection.execute(
        select(people.person.c.id_no).where(people.person.c.username == actor.id)
    ).scalar_one_or_none()
    mine = [table.c.holder_user == actor.id]
    return or_(*mine, table.c.holder_id == account) if account else or_(*mine)
