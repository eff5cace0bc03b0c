"""Drafts of items as analysts open them, and the files of an item in force."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from tongban.engine import errors, items
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.persistence.tables import case as tables
from tongban.engine.ports import DesignDraft, DesignFile
from tongban.engine.ports.base_list_records import BaseEntry
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import names, one, record, records, select_all
from tongban.engine.use_cases.item_claims import as_item, claim_in
from tongban.engine.use_cases.item_drafts import KIND, item_draft_line, item_draft_view

DRAFT, FILE, ENTRY = TABLE_OF[DesignDraft], TABLE_OF[DesignFile], TABLE_OF[BaseEntry]


def item_drafts(
    connection: Connection, actor: Actor, *, cursor: str | None = None, page_size: int = DEFAULT_PAGE
) -> dict[str, Any]:
    """A page of drafts, the newest first, with the names of who changed them last."""
    may(actor, "item.draft")
    statement = select_all(DesignDraft).where(DRAFT.c.kind == KIND)
    found = page(
        connection,
        statement,
        DRAFT.c.id,
        lambda row: item_draft_line(record(DesignDraft, row)),
        cursor,
        page_size,
    )
    known = names(connection, {row["updated_by"] for row in found["items"]})
    for row in found["items"]:
        row["updated_by_name"] = known.get(row["updated_by"], row["updated_by"])
    return found


def item_draft(connection: Connection, actor: Actor, draft_id: str) -> dict[str, Any]:
    """One draft with all its files (`contents`) and everything that speaks against it today.

    `strayed` are those of the problems that only the base list it was claimed from knows.
    """
    may(actor, "item.draft")
    statement = select_all(DesignDraft).where(DRAFT.c.id == draft_id, DRAFT.c.kind == KIND)
    draft = one(connection, DesignDraft, statement, draft=draft_id)
    order = select_all(DesignFile).where(FILE.c.draft_id == draft_id).order_by(FILE.c.path)
    files = records(connection, DesignFile, order.limit(items.MOST_FILES))
    contents = {file.path: bytes(file.content) for file in files}
    known = names(connection, {draft.updated_by})
    strayed = _strayed(connection, draft, contents)
    return {
        **item_draft_view(draft, files, [*items.check_item(contents), *strayed]),
        "strayed": strayed,
        "updated_by_name": known.get(draft.updated_by, draft.updated_by),
        "contents": contents,
    }


def _strayed(connection: Connection, draft: DesignDraft, contents: dict[str, bytes]) -> list[dict[str, Any]]:
    source, mark, code = (draft.base_entry or claim_in(contents) or "").rpartition("/")
    if not mark:
        return []
    wanted = select_all(BaseEntry).where(ENTRY.c.source == source, ENTRY.c.code == code)
    found = records(connection, BaseEntry, wanted.limit(1))
    return items.strayed(items.sheet_data(contents), as_item(found[0])) if found else []


def item_files(connection: Connection, actor: Actor, code: str) -> dict[str, bytes]:
    """The files of the version in force, by the item's code or key."""
    may(actor, "item.draft")
    version, file = tables.item_version, tables.item_file
    wanted = select(version.c.id).where(
        version.c.state == "published", or_(version.c.code == code, version.c.slug == code)
    )
    found = connection.execute(wanted.limit(1)).scalar_one_or_none()
    if found is None:
        raise errors.NotFound(f"There is no published item {code}.", item=code)
    statement = select(file.c.path, file.c.content).where(file.c.item_version_id == found)
    return {path: bytes(content) for path, content in connection.execute(statement.limit(items.MOST_FILES))}
