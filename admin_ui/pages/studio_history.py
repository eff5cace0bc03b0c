"""All saves of a draft in one list across its files; the last of one's own is taken back, or done again, in one step."""

from __future__ import annotations

import re

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import compare_words, studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.session import engine
from tongban.engine import drafting, errors

pages = Blueprint("studio_history", __name__, url_prefix="/studio/<draft_id>/history")
NUMBER = re.compile(r"[0-9]{1,9}")


@pages.get("")
def listed(draft_id: str) -> Response:
    """Every step, and what taking back or doing again would change."""
    return history_page(draft_id)


@pages.post("/undo")
def undo(draft_id: str) -> Response:
    """Take back one's last save; then to the file it was in."""
    return _turned(draft_id, drafting.UndoItemStep(draft_id, _number()), "undone")


@pages.post("/redo")
def redo(draft_id: str) -> Response:
    """Do again what was taken back last; then to the file it was in."""
    return _turned(draft_id, drafting.RedoItemStep(draft_id, _number()), "redone")


def history_page(draft_id: str, refused: str = "", status: int = 200) -> Response:
    draft = studio.opened(draft_id)
    page = render_template(
        "studio_history.html",
        draft=draft,
        steps=engine().queries.item_steps(studio.designer(), draft_id),
        words=compare_words,
        kind_of=studio.kind_of,
        refused=refused,
    )
    return make_response(page, status)


def _turned(draft_id: str, command: object, did: str) -> Response:
    actor = studio.designer()
    try:
        done = engine().execute(command, actor)
    except errors.Conflict as refused:
        return history_page(draft_id, said(refused.message), 409)
    except errors.Invalid as refused:
        told = [said(str(one["message"])) for one in refused.errors] or [said(refused.message)]
        return history_page(draft_id, "；".join(told), 422)
    there = {one["path"] for one in done["draft"]["files"]}
    path = next((one for one in done["paths"] if one in there), None)
    way = studio.editor(draft_id, path) if path else url_for("ui.studio.show", draft_id=draft_id)
    mark = "&" if "?" in way else "?"
    return redirect(f"{way}{mark}{did}={done['number']}", 303)


def _number() -> int | None:
    """The step the page showed; without one, whichever is the last."""
    given = request.form.get("number", "")
    return int(given) if NUMBER.fullmatch(given) else None
