"""Pages for what went wrong: what happened, what is true now, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from tongban import forms
from tongban.admin_ui import filling
from tongban.admin_ui.acts import Explained
from tongban.admin_ui.language import N_, _, current, half
from tongban.admin_ui.session import engine, reader, rest
from tongban.api.requests import LARGEST_UPLOAD
from tongban.engine import errors

#: What was chosen rather than written is not worth copying.
HIDDEN = ("csrf", "password", "next", "outcome", "point", "who", "to", "users", "units", "mentions")
#: Nor is a box that was ticked.
TICKED = "true"
CHOICES = ("mode", "position", "kind", "level")
LABELS = {
    "opinion": N_("办理意见"),
    "reason": N_("理由"),
    "note": N_("补正说明"),
    "question": N_("征询内容"),
    "text": N_("内容"),
    "correct": N_("申请表里要改的内容（和缺的材料一次告知）"),
}
KNOWN = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)
#: Of a body that is refused for its size no more than this is read.
MOST_READ = 4 * LARGEST_UPLOAD
#: Where a script asks from a dialog, the answer stands in it; from anywhere else, in the page's own place for trouble.
IN_PLACE = ("#dialog", "#act", "-list")


def page(status: int, error: Exception) -> Response:
    """The page for this refusal, or its card alone for a script; who is not signed in goes there first and comes back."""
    if status == 401 or isinstance(error, errors.NotSignedIn):
        if not (asks_by_script() and request.method == "POST"):
            return to_sign_in()
        # Whoever is writing keeps what they wrote: nobody is sent away from under their hands.
        status = 401
    if status >= 500:
        rest()
    if status == 413:
        read_to_the_end()
    known = status if status in KNOWN else (400 if status < 500 else 500)
    facts = dict(getattr(error, "facts", {}))
    facts.update(facts.pop("current", None) or {})
    told = render_template(
        "trouble_card.html" if asks_by_script() else "trouble.html",
        status=status,
        known=known,
        code=getattr(error, "code", None),
        message=error.message if isinstance(error, errors.EngineError) else None,
        why=why(error),
        problems=getattr(error, "errors", ()),
        labels=LABELS,
        facts=facts,
        typed=typed(labels_of_form() if known == 409 else {}),
        changing=request.method == "POST",
        largest=LARGEST_UPLOAD // 1_000_000,
        wait=getattr(error, "retry_after", None),
        came_from=came_from(),
        logged_as=g.get("request_id") if known == 500 else None,
        by_script=asks_by_script(),
    )
    answer = make_response(told, status)
    if asks_by_script() and not request.headers.get("HX-Target", "").endswith(IN_PLACE):
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#trouble", "innerMorph"
        answer.headers["HX-Reselect"] = ".trouble"
    return answer


def read_to_the_end() -> None:
    """What is left of a body that is too large, read and thrown away: a browser cut off while sending shows no page."""
    left = request.content_length or 0
    if left > MOST_READ:
        return
    body = request.environ["wsgi.input"]
    # Whoever has gone, or sends too slowly while others wait, gets the answer as it is.
    with suppress(HTTPException, OSError):
        while left > 0 and (read := body.read(min(left, 1 << 16))):
            left -= len(read)


def asks_by_script() -> bool:
    """Whether the answer goes into a page that is open, not in its place."""
    return "HX-Request" in request.headers


def came_from() -> str:
    """The page of ours before this one, to go back to; empty when there is none or it is this one."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host or before.path == request.path:
        return ""
    return f"{before.path}?{before.query}" if before.query else before.path


def why(error: Exception) -> str:
    """What the engine says of it where it says so in both languages."""
    if isinstance(error, Explained):
        return error.message
    message = error.message if isinstance(error, errors.EngineError) else ""
    return half(message) if " / " in message else ""


def to_sign_in() -> Response:
    """An open page that polls is sent as a whole, not swapped into its list."""
    back = request.full_path.rstrip("?") if request.method == "GET" else "/inbox"
    target = url_for("ui.sign_in.show", next=back)
    if asks_by_script():
        return make_response("", 204, {"HX-Redirect": url_for("ui.sign_in.show")})
    return redirect(target, 303)


def typed(fields: Mapping[str, str]) -> list[tuple[str, Any]]:
    """What somebody had written when the state moved on under their hands: shown, so that nothing is lost."""
    if request.method != "POST":
        return []
    try:
        given = request.form
    except HTTPException:
        # It was too large, or no form: that is what the page is about.
        return []
    return [
        (fields.get(key) or _(LABELS.get(key.partition(".")[0], key)), value)
        for key, value in given.items(multi=True)
        if key not in (*HIDDEN, *CHOICES) and value.strip() and value != TICKED
    ]


def labels_of_form() -> dict[str, str]:
    """What the fields of the step's form are called, where the reader may still see the work."""
    task_id = (request.view_args or {}).get("task_id")
    if not task_id or reader() is None:
        return {}
    try:
        task = engine().queries.task(reader(), task_id)
    except errors.EngineError:
        return {}
    schema = task.get("form_schema")
    return dict(forms.field_labels(filling.read(schema), {}, current())) if schema else {}
