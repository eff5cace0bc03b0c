"""The versions of an item as analysts read them: who brought each in and why, what runs on it, and its files."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, or_, select

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.states import INSTANCE_OPEN
from tongban.engine.persistence.tables import TABLE_OF, process
from tongban.engine.persistence.tables import case as tables
from tongban.engine.ports import DraftTrial, ItemVersion
from tongban.engine.queries.paging import DEFAULT_PAGE, decode, page
from tongban.engine.queries.rows import names, one, record, select_all
from tongban.engine.use_cases.import_item import version_view

TABLE, FILE = tables.item_version, tables.item_file
MOST_DEFINITIONS = 1000


def item_versions(
    connection: Connection,
    actor: Actor,
    code: str,
    *,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of versions, the newest first, each with its definitions and how many instances run on them."""
    may(actor, "item.draft")
    code = _code(connection, code)
    statement = select_all(ItemVersion).where(TABLE.c.code == code)
    if cursor:
        last = decode(cursor)
        statement = statement.where(TABLE.c.version < (int(last) if last.isascii() and last.isdigit() else 0))
    found = page(
        connection,
        statement,
        TABLE.c.version,
        lambda row: version_line(record(ItemVersion, row)),
        None,
        page_size,
    )
    running = _running(connection, found["items"])
    known = names(
        connection,
        {
            who
            for row in found["items"]
            for who in (row["created_by"], row["published_by"], row["withdrawn_by"])
            if who
        },
    )
    for row in found["items"]:
        for who in ("created_by", "published_by", "withdrawn_by"):
            row[f"{who}_name"] = known.get(row[who] or "", row[who])
        row["definitions"] = running.get(row["id"], [])
        row["running"] = sum(each["running"] for each in row["definitions"])
    return found


def item_version(connection: Connection, actor: Actor, version_id: str) -> dict[str, Any]:
    """One version as a line of the list."""
    may(actor, "item.draft")
    found = one(connection, ItemVersion, select_all(ItemVersion).where(TABLE.c.id == version_id))
    line = version_line(found)
    line["definitions"] = _running(connection, [line]).get(found.id, [])
    line["running"] = sum(each["running"] for each in line["definitions"])
    return line


def version_files(connection: Connection, actor: Actor, version_id: str) -> dict[str, bytes]:
    """The files of one version."""
    may(actor, "item.draft")
    statement = select(FILE.c.path, FILE.c.content).where(FILE.c.item_version_id == version_id)
    found = {path: bytes(content) for path, content in connection.execute(statement.limit(items.MOST_FILES))}
    if not found:
        raise errors.NotFound(item_version=version_id)
    return found


def in_force(connection: Connection, code: str) -> ItemVersion | None:
    """The version new applications run, by the item's code or key."""
    statement = select_all(ItemVersion).where(
        TABLE.c.state == "published", or_(TABLE.c.code == code, TABLE.c.slug == code)
    )
    row = connection.execute(statement.limit(1)).first()
    return record(ItemVersion, row) if row is not None else None


def item_in_force(connection: Connection, actor: Actor, code: str) -> dict[str, Any] | None:
    """The line of the version in force; None when there is none."""
    may(actor, "item.draft")
    found = in_force(connection, code)
    return version_line(found) if found is not None else None


def business_keys(connection: Connection, actor: Actor, instance_ids: list[str]) -> dict[str, str]:
    """The case numbers of instances, those that have one."""
    may(actor, "item.draft")
    table = process.instance
    rows = connection.execute(
        select(table.c.id, table.c.business_key).where(table.c.id.in_(instance_ids[:200])).limit(200)
    )
    return {row.id: row.business_key for row in rows if row.business_key}


def last_trial(connection: Connection, actor: Actor, content_hash: str) -> dict[str, Any] | None:
    """How the samples of this content ended when they were played last."""
    may(actor, "item.draft")
    table = TABLE_OF[DraftTrial]
    row = connection.execute(select_all(DraftTrial).where(table.c.content_hash == content_hash)).first()
    if row is None:
        return None
    found = record(DraftTrial, row)
    called = names(connection, {found.played_by})
    return {
        "green": found.green,
        "samples": found.samples,
        "by": found.played_by,
        "by_name": called.get(found.played_by, found.played_by),
        "at": found.played_at,
    }


def version_line(version: ItemVersion) -> dict[str, Any]:
    """One version with everything that is known of it but its files."""
    return {
        **version_view(version),
        "created_by": version.created_by,
        "published_by": version.published_by,
        "change_note": version.change_note,
        "effective_at": version.effective_at,
        "withdrawn_at": version.withdrawn_at,
        "withdrawn_by": version.withdrawn_by,
        "withdraw_reason": version.withdraw_reason,
        "definition_id": version.definition_id,
    }


def _code(connection: Connection, code: str) -> str:
    found = connection.execute(
        select(TABLE.c.code).where(or_(TABLE.c.code == code, TABLE.c.slug == code)).limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise errors.NotFound(f"There is no item {code}.", item=code)
    return str(found)


def _running(connection: Connection, lines: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Per version, its definitions with how many of their instances are open; read by the index of open instances."""
    if not lines:
        return {}
    instance, definition = process.instance, process.definition
    key = lines[0]["key"]
    counts: dict[str, int] = {}
    counted = (
        select(instance.c.definition_id, func.count())
        .where(instance.c.process_key == key, instance.c.state.in_(INSTANCE_OPEN))
        .group_by(instance.c.definition_id)
    )
    for definition_id, number in connection.execute(counted):
        counts[definition_id] = number
    known = (
        select(definition.c.id, definition.c.item_version_id, definition.c.version)
        .where(definition.c.kind == "process", definition.c.key == key)
        .order_by(definition.c.version.desc())
        .limit(MOST_DEFINITIONS)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for definition_id, version_id, number in connection.execute(known):
        found.setdefault(str(version_id), []).append(
            {"id": definition_id, "version": number, "running": counts.get(definition_id, 0)}
        )
    return found
