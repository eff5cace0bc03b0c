"""What files of a draft were before, and what was remarked on it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import TABLE_OF
from tongban.engine.ports import DesignComment, DesignDraft, DesignPast
from tongban.engine.queries.rows import names, records, select_all
from tongban.engine.use_cases.draft_comments import MOST as MOST_COMMENTS
from tongban.engine.use_cases.draft_comments import comment_view
from tongban.engine.use_cases.item_drafts import KIND

DRAFT, PAST, COMMENT = TABLE_OF[DesignDraft], TABLE_OF[DesignPast], TABLE_OF[DesignComment]
MOST = 200


def item_pasts(
    connection: Connection, actor: Actor, draft_id: str, path: str | None = None
) -> list[dict[str, Any]]:
    """Earlier contents of one file or of all, the latest first: number, size, and who replaced them when."""
    may(actor, "item.draft")
    _there(connection, draft_id)
    wanted = select(
        PAST.c.path, PAST.c.number, PAST.c.revision, PAST.c.size, PAST.c.replaced_by, PAST.c.replaced_at
    ).where(PAST.c.draft_id == draft_id)
    if path is not None:
        wanted = wanted.where(PAST.c.path == path)
    order = wanted.order_by(PAST.c.replaced_at.desc(), PAST.c.path, PAST.c.number.desc())
    rows = [dict(row._mapping) for row in connection.execute(order.limit(MOST))]
    known = names(connection, {row["replaced_by"] for row in rows})
    return [{**row, "replaced_by_name": known.get(row["replaced_by"], row["replaced_by"])} for row in rows]


def item_past(connection: Connection, actor: Actor, draft_id: str, path: str, number: int) -> bytes:
    """One of them, byte for byte."""
    may(actor, "item.draft")
    _there(connection, draft_id)
    wanted = select(PAST.c.content).where(
        PAST.c.draft_id == draft_id, PAST.c.path == path, PAST.c.number == number
    )
    found = connection.execute(wanted.limit(1)).scalar_one_or_none()
    if found is None:
        raise errors.NotFound(file=path, number=number)
    return bytes(found)


def draft_comments(
    connection: Connection, actor: Actor, draft_id: str, path: str | None = None
) -> list[dict[str, Any]]:
    """Every comment on the draft or one of its files, the first first, with people's names."""
    may(actor, "item.draft")
    _there(connection, draft_id)
    wanted = select_all(DesignComment).where(COMMENT.c.draft_id == draft_id)
    if path is not None:
        wanted = wanted.where(COMMENT.c.path == path)
    order = wanted.order_by(COMMENT.c.path, COMMENT.c.id).limit(MOST_COMMENTS)
    found = [comment_view(one) for one in records(connection, DesignComment, order)]
    known = names(connection, {who for one in found for who in (one["author"], one["resolved_by"]) if who})
    return [
        {
            **one,
            "author_name": known.get(one["author"], one["author"]),
            "resolved_by_name": known.get(one["resolved_by"] or "", one["resolved_by"]),
        }
        for one in found
    ]


def _there(connection: Connection, draft_id: str) -> None:
    wanted = select(DRAFT.c.id).where(DRAFT.c.id == draft_id, DRAFT.c.kind == KIND)
    if connection.execute(wanted.limit(1)).first() is None:
        raise errors.NotFound(draft=draft_id)
