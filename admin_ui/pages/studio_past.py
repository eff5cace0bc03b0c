"""What files of a draft were before: a list with who replaced them when, one of them beside today's, and back to it."""

from __future__ import annotations

import difflib
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from tongban.admin_ui import studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.session import engine
from tongban.engine import drafting, errors

pages = Blueprint("studio_past", __name__, url_prefix="/studio/<draft_id>/past")
# A longer comparison is no help on a page.
MOST_LINES = 2_000


@pages.get("")
def listed(draft_id: str) -> str:
    """Earlier contents of all files, or of one."""
    path = request.args.get("path") or None
    draft = studio.opened(draft_id)
    pasts = engine().queries.item_pasts(studio.designer(), draft_id, path)
    return render_template("studio_past.html", draft=draft, pasts=pasts, path=path)


@pages.get("/<int:number>/<path:path>")
def show(draft_id: str, number: int, path: str) -> str:
    """One earlier content: what would change if it came back."""
    return _page(draft_id, number, path)


@pages.post("/<int:number>/<path:path>")
def restore(draft_id: str, number: int, path: str) -> Response:
    """Make the file what it was; what it is now is kept in its turn."""
    command = drafting.RestoreItemFile(draft_id, path, number, studio.revision_read())
    try:
        engine().execute(command, studio.designer())
    except errors.PreconditionFailed as clash:
        return make_response(_page(draft_id, number, path, clash.facts["current"]), 412)
    except errors.Invalid as refused:
        told = [said(str(one["message"])) for one in refused.errors] or [said(refused.message)]
        return make_response(_page(draft_id, number, path, refused="；".join(told)), 422)
    return redirect(studio.editor(draft_id, path), 303)


def _page(
    draft_id: str, number: int, path: str, clash: dict[str, Any] | None = None, refused: str = ""
) -> str:
    draft = studio.opened(draft_id)
    past = engine().queries.item_past(studio.designer(), draft_id, path, number)
    now = draft["contents"].get(path)
    told = next(
        one
        for one in engine().queries.item_pasts(studio.designer(), draft_id, path)
        if one["number"] == number
    )
    file = next((one for one in draft["files"] if one["path"] == path), None)
    lines = _changes(now or b"", past)
    return render_template(
        "studio_past_file.html",
        draft=draft,
        path=path,
        told=told,
        lines=lines[:MOST_LINES],
        more=len(lines) > MOST_LINES,
        same=now == past,
        binary=lines == [] and now != past,
        revision=file["revision"] if file else 0,
        clash=clash,
        refused=refused,
    )


def _changes(now: bytes, past: bytes) -> list[tuple[str, str]]:
    """Lines with what coming back would do to them: `+`, `-`, a blank, or `@` where lines are left out."""
    try:
        old, new = now.decode().splitlines(), past.decode().splitlines()
    except UnicodeDecodeError:
        return []
    if len(old) + len(new) > 20 * MOST_LINES:
        return []
    found = list(difflib.unified_diff(old, new, n=2, lineterm=""))[2:]
    return [(line[:1], "" if line.startswith("@@") else line[1:]) for line in found]
