"""Diagram drafts as somebody opens them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import DesignDraft, DesignFile
from tongban.engine.queries.paging import DEFAULT_PAGE, page
from tongban.engine.queries.rows import one, record, records, select_all
from tongban.engine.use_cases.diagram_drafts import draft_line, draft_view
from tongban.engine.use_cases.draft_findings import examine_kept

DRAFT, FILE = TABLE_OF[DesignDraft], TABLE_OF[DesignFile]
MOST_FILES = 300


def diagram_drafts(
    connection: Connection,
    actor: Actor,
    *,
    runnable: bool | None = None,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE,
) -> dict[str, Any]:
    """A page of drafts, the newest first."""
    may(actor, "draft.read")
    statement = select_all(DesignDraft).where(DRAFT.c.kind == "diagram")
    if runnable is not None:
        statement = statement.where(DRAFT.c.deployable == runnable)
    return page(
        connection,
        statement,
        DRAFT.c.id,
        lambda row: draft_line(record(DesignDraft, row)),
        cursor,
        page_size,
    )


def diagram_draft(connection: Connection, actor: Actor, draft_id: str) -> dict[str, Any]:
    """One draft with what speaks against running it today."""
    draft, files = _read(connection, actor, draft_id)
    findings = examine_kept((file.path, bytes(file.content)) for file in files)
    return draft_view(draft, files, findings)


def diagram_draft_xml(connection: Connection, actor: Actor, draft_id: str) -> tuple[bytes, str, int]:
    """The diagram byte for byte, its file's name and the draft's revision."""
    draft, files = _read(connection, actor, draft_id)
    return bytes(files[0].content), files[0].path, draft.revision


def _read(connection: Connection, actor: Actor, draft_id: str) -> tuple[DesignDraft, list[DesignFile]]:
    may(actor, "draft.read")
    found = select_all(DesignDraft).where(DRAFT.c.id == draft_id, DRAFT.c.kind == "diagram")
    draft = one(connection, DesignDraft, found, draft=draft_id)
    files = select_all(DesignFile).where(FILE.c.draft_id == draft_id).order_by(FILE.c.path).limit(MOST_FILES)
    return draft, records(connection, DesignFile, files)
