"""Remarks on elements of a draft: listed, made and settled, as a page of its own and for the diagram's island."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.session import engine
from tongban.admin_ui.wording import when
from tongban.engine import drafting, errors

pages = Blueprint("studio_comments", __name__, url_prefix="/studio/<draft_id>/comments")


@pages.get("")
def listed(draft_id: str) -> Response:
    """Every remark on the draft."""
    return _answer(draft_id)


@pages.post("")
def add(draft_id: str) -> Response:
    """A remark on an element of a file, or on the file as a whole."""
    form = request.form
    text, element = form.get("text", ""), form.get("element", "")
    path = form.get("path", studio.FLOW)
    try:
        engine().execute(drafting.AddDraftComment(draft_id, path, element, text), studio.designer())
    except errors.Invalid as refused:
        told = {str(one["field"]): said(str(one["message"])) for one in refused.errors}
        return _answer(draft_id, told, 422)
    return _answer(draft_id, done=True)


@pages.post("/<comment_id>")
def settle(draft_id: str, comment_id: str) -> Response:
    """Say that a remark is settled, or open again."""
    settled = request.form.get("settled") == "1"
    engine().execute(drafting.SettleDraftComment(draft_id, comment_id, settled), studio.designer())
    return _answer(draft_id, done=True)


def told(draft_id: str, path: str | None = None) -> list[dict[str, Any]]:
    """The remarks with their moments in words and the address where they are settled."""
    found = engine().queries.draft_comments(studio.designer(), draft_id, path)
    return [
        {
            **one,
            "created_at": when(one["created_at"]),
            "resolved_at": when(one["resolved_at"]) if one["resolved_at"] else None,
            "settle": url_for("ui.studio_comments.settle", draft_id=draft_id, comment_id=one["id"]),
        }
        for one in found
    ]


def _answer(
    draft_id: str, wrong: dict[str, str] | None = None, status: int = 200, done: bool = False
) -> Response:
    if request.accept_mimetypes.best == "application/json":
        answer: Response = jsonify(comments=told(draft_id, studio.FLOW), wrong=wrong or {})
        answer.status_code = status
        return answer
    if done:
        return redirect(url_for("ui.studio_comments.listed", draft_id=draft_id), 303)
    draft = studio.opened(draft_id)
    page = render_template(
        "studio_comments.html",
        draft=draft,
        comments=told(draft_id),
        editors={one["path"]: one["path"] for one in draft["files"]},
        where=studio.editor,
        wrong=wrong or {},
        typed=request.form,
    )
    return make_response(page, status)
