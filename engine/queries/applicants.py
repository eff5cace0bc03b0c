"""The applicants' own side: unsent applications, and what of earlier ones can be used again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.items.eligibility import judged
from tongban.engine.persistence.tables import applicants, papers
from tongban.engine.persistence.tables import case as cases
from tongban.engine.ports import ApplicationDraft, ItemVersion, Library, Licence, Material
from tongban.engine.queries.cases import visible_case
from tongban.engine.queries.papers import licence_view
from tongban.engine.queries.rows import record, records, select_all

MOST = 200
MOST_OFFERED = 5


def application_drafts(connection: Connection, actor: Actor) -> list[dict[str, Any]]:
    """The unsent applications of the actor, the latest first, each with the name of its item."""
    table, version = applicants.application_draft, cases.item_version
    statement = (
        select(table.c.item, table.c.changed_at, version.c.name, version.c.name_en)
        .join_from(table, version, version.c.code == table.c.item)
        .where(table.c.username == actor.id, version.c.state == "published")
        .order_by(table.c.changed_at.desc())
        .limit(MOST)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def application_draft(connection: Connection, actor: Actor, item: str) -> dict[str, Any] | None:
    """`{fields, files, changed_at}` of one, or None."""
    table = applicants.application_draft
    found = records(
        connection,
        ApplicationDraft,
        select_all(ApplicationDraft).where(table.c.username == actor.id, table.c.item == item),
    )
    return {**found[0].body, "changed_at": found[0].changed_at} if found else None


def reusable(
    connection: Connection, actor: Actor, library: Library, today: date, item: str
) -> dict[str, list[dict[str, Any]]]:
    """By material code, what the actor has given or was granted before and may use again, the latest first.

    A licence fits a material of its name; a file fits the same material, or one of the same name.
    """
    lines = library.item(_published(connection, item).id).sheet.materials
    owner = actor.on_behalf_of or actor.id
    held = _licences(connection, owner, today)
    given = _files(connection, owner)
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        offers = [one for one in held if one["name"] == line.name.zh]
        offers += [
            one
            for one in given
            if line.electronic and (one["code"] == line.code or one["name"] == line.name.zh)
        ]
        # One and the same file, handed in for several cases, is offered once.
        fresh: dict[str, dict[str, Any]] = {}
        for one in offers:
            fresh.setdefault(one["same"], one)
        if fresh:
            found[line.code] = list(fresh.values())[:MOST_OFFERED]
    return found


def _licences(connection: Connection, owner: str, today: date) -> list[dict[str, Any]]:
    table = papers.licence
    statement = (
        select_all(Licence)
        .where(table.c.holder_user == owner, table.c.state == "valid")
        .order_by(table.c.id.desc())
        .limit(MOST)
    )
    views = [licence_view(one, today) for one in records(connection, Licence, statement)]
    return [
        {
            "reference": f"licence:{one['id']}",
            "kind": "licence",
            "name": one["name"],
            "told": one["certificate_no"],
            "valid_to": one["valid_to"],
            "at": one["issued_at"],
            "same": one["id"],
            "code": "",
        }
        for one in views
        if one["state"] == "valid"
    ]


def _files(connection: Connection, owner: str) -> list[dict[str, Any]]:
    table, file = cases.material, cases.approval_case
    own = select(file.c.id).where(file.c.applicant_user == owner).order_by(file.c.id.desc()).limit(MOST)
    statement = (
        select_all(Material, file.c.item_name)
        .join_from(table, file, file.c.id == table.c.case_id)
        .where(table.c.case_id.in_(own), table.c.state == "current", table.c.document_id.is_(None))
        .order_by(table.c.id.desc())
        .limit(MOST)
    )
    found = []
    for row in connection.execute(statement):
        one = record(Material, row)
        found.append(
            {
                "reference": f"material:{one.id}",
                "kind": "material",
                "name": one.name,
                "told": one.file_name,
                "valid_to": None,
                "at": one.added_at,
                "same": one.sha256,
                "code": one.code,
                "from": row.item_name,
            }
        )
    return found


def eligibility(
    connection: Connection, library: Library, item: str, answers: Mapping[str, bool]
) -> dict[str, Any]:
    """The questions of an item and what the answers so far mean; `{item, questions, complete, eligible, reasons}`."""
    found = _published(connection, item)
    sheet = library.item(found.id).sheet
    questions = sheet.eligibility
    known = {one.key: answers[one.key] for one in questions if one.key in answers}
    return {
        "item": {"code": found.code, "name": found.name, "name_en": found.name_en},
        "online": sheet.online,
        "questions": [
            {
                "key": one.key,
                "question": one.question.zh,
                "question_en": one.question.on("en"),
                "answer": known.get(one.key),
            }
            for one in questions
        ],
        **judged(questions, known),
    }


def own_identity(connection: Connection, actor: Actor) -> dict[str, Any] | None:
    """Who the actor (or whoever they act for) was in the last application, field by field as the form asks for it."""
    file = cases.approval_case
    owner = actor.on_behalf_of or actor.id
    found = connection.execute(
        select(file.c.applicant).where(file.c.applicant_user == owner).order_by(file.c.id.desc()).limit(1)
    ).scalar_one_or_none()
    if found is None:
        return None
    contact = {f"contact.{name}": value for name, value in (found.get("contact") or {}).items()}
    return {name: found[name] for name in ("kind", "name", "id_type", "id_no") if name in found} | contact


def corrections(connection: Connection, actor: Actor, case_no: str) -> list[dict[str, Any]]:
    """What the last notice of corrections asks for, line by line: `{name, reason, requirement}`."""
    found = visible_case(connection, actor, case_no)
    if found.state != "correction_requested":
        return []
    table = cases.document
    statement = (
        select(table.c.data)
        .where(table.c.case_id == found.id, table.c.type == "correction_notice", table.c.state == "issued")
        .order_by(table.c.id.desc())
        .limit(1)
    )
    data = connection.execute(statement).scalar_one_or_none() or {}
    return [dict(one) for one in (data.get("correction") or {}).get("items") or ()]


def _published(connection: Connection, item: str) -> ItemVersion:
    table = cases.item_version
    named = or_(table.c.code == item, table.c.slug == item)
    row = connection.execute(select_all(ItemVersion).where(table.c.state == "published", named)).first()
    if row is None:
        raise errors.NotFound(f"There is no published item {item}.", item=item)
    return record(ItemVersion, row)
