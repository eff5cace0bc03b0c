"""What anybody may ask without signing in: how far a case is, and whether a document is genuine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from tongban.admin_ui import plain_words
from tongban.admin_ui.language import N_, _, text
from tongban.admin_ui.pages.papers import LICENCE_STATES
from tongban.admin_ui.session import engine
from tongban.admin_ui.wording import when
from tongban.engine import errors

pages = Blueprint("progress", __name__)
LARGEST_FILE = 20 * 1024 * 1024
STAGES = {
    "registered_at": N_("收件"),
    "accepted_at": N_("受理"),
    "decided_at": N_("作出决定"),
    "closed_at": N_("办结"),
}


@pages.get("/progress")
def show() -> Response:
    case_no = request.args.get("case_no", "").strip()
    code = request.args.get("code", "").strip()
    if not case_no or not code:
        return make_response(render_template("progress.html", case_no=case_no, code=code))
    try:
        found = engine().queries.public_progress(case_no, code)
    except errors.NotFound:
        return make_response(render_template("progress.html", case_no=case_no, code=code, unknown=True), 404)
    return make_response(
        render_template(
            "progress.html",
            case_no=case_no,
            code=code,
            found=found,
            steps=milestones(found),
            plain=plain_words.sentences(found, found["current_steps"], found.get("members") or ()),
        )
    )


def milestones(found: Mapping[str, Any]) -> list[dict[str, str]]:
    """The stages every case goes through, with the day of each; the first without one is where it is now."""
    shown, reached = [], False
    for key, name in STAGES.items():
        at, now = found.get(key), not reached and not found.get(key)
        more = when(at) if at else (_("、").join(map(text, found["current_steps"])) if now else "")
        ended = found.get("closed_at") and not at
        state = "completed" if at else "cancelled" if ended else "active" if now else "waiting"
        reached = reached or now
        shown.append({"name": _(name), "state": state, "more": more})
    return shown


@pages.get("/verify")
def ask() -> Response:
    return make_response(render_template("verify.html", code=request.args.get("code", "").strip()))


@pages.get("/verify/<code>")
def verify(code: str) -> Response:
    try:
        found = engine().queries.verify_document(code)
    except errors.NotFound:
        return make_response(render_template("verify.html", code=code, unknown=True), 404)
    return make_response(
        render_template("verify.html", code=code, found=found, licence_states=LICENCE_STATES)
    )


@pages.post("/verify/file")
def verify_file() -> Response:
    """Whether an electronic file is one that was issued here, byte for byte."""
    given = request.files.get("pdf")
    content = given.read(LARGEST_FILE + 1) if given else b""
    if not content or len(content) > LARGEST_FILE:
        return make_response(render_template("verify.html", code="", too_large=bool(content)), 422)
    return make_response(render_template("verify.html", code="", file=engine().queries.verify_file(content)))
