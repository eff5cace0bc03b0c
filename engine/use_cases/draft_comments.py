"""Remarks of analysts on elements of a draft: made, settled, opened again; they never become part of the item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import DesignComment, DesignDraft, UnitOfWork
from tongban.engine.use_cases.item_drafts import KIND

LONGEST = 2_000
LONGEST_ID = 200
MOST = 500


@dataclass(frozen=True, slots=True)
class AddDraftComment:
    """On an element of a file; an empty element speaks of the whole file."""

    draft_id: str
    path: str
    element: str
    text: str


@dataclass(frozen=True, slots=True)
class SettleDraftComment:
    """Say that it is settled, or that it is not after all."""

    draft_id: str
    comment_id: str
    settled: bool = True


def add_draft_comment(command: AddDraftComment, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The comment; errors.Invalid when it says nothing, too much, or the draft has too many."""
    may(actor, "item.draft")
    draft = uow.get(DesignDraft, command.draft_id, lock=True)
    if draft is None or draft.kind != KIND:
        raise errors.NotFound(draft=command.draft_id)
    text = command.text.strip()
    if not text or len(text) > LONGEST:
        message = f"意见须为 1 至 {LONGEST} 字 / a comment has 1 to {LONGEST} characters"
        raise errors.Invalid(errors=[{"field": "text", "message": message}])
    if len(command.element) > LONGEST_ID or len(command.path) > LONGEST_ID:
        message = "没有这样的元素 / there is no such element"
        raise errors.Invalid(errors=[{"field": "element", "message": message}])
    if len(uow.find(DesignComment, draft_id=draft.id, limit=MOST)) >= MOST:
        message = f"一份草稿最多 {MOST} 条意见 / a draft takes at most {MOST} comments"
        raise errors.Invalid(errors=[{"field": "text", "message": message}])
    made = DesignComment(
        id=uow.new_id(),
        draft_id=draft.id,
        path=command.path,
        element=command.element,
        text=text,
        author=actor.id,
        created_at=uow.now,
    )
    uow.add(made)
    return comment_view(made)


def settle_draft_comment(command: SettleDraftComment, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The comment as it is now; saying the same twice changes nothing."""
    may(actor, "item.draft")
    found = uow.get(DesignComment, command.comment_id, lock=True)
    if found is None or found.draft_id != command.draft_id:
        raise errors.NotFound(comment=command.comment_id)
    if command.settled != (found.resolved_at is not None):
        found.resolved_by = actor.id if command.settled else None
        found.resolved_at = uow.now if command.settled else None
        uow.save(found, "resolved_by", "resolved_at")
    return comment_view(found)


def comment_view(comment: DesignComment) -> dict[str, Any]:
    """One comment; `resolved_at` is null while it is open."""
    return {
        "id": comment.id,
        "path": comment.path,
        "element": comment.element,
        "text": comment.text,
        "author": comment.author,
        "created_at": comment.created_at,
        "resolved_by": comment.resolved_by,
        "resolved_at": comment.resolved_at,
    }
