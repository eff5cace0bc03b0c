"""Pages for what went wrong: what happened, what is true now, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban import forms
from tongban.admin_ui import filling
from tongban.admin_ui.acts import Explained
from tongban.admin_ui.language import N_, _, current, half
from tongban.admin_ui.session import engine, reader
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
KNOWN = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def page(status: int, error: Exception) -> Response:
    """The page for this refusal; who is not signed in goes there first and comes back."""
    if status == 401 or isinstance(error, errors.NotSignedIn):
        return to_sign_in()
    known = status if status in KNOWN else (400 if status < 500 else 500)
    facts = dict(getattr(error, "facts", {}))
    facts.update(facts.pop("current", None) or {})
    told = render_template(
        "trouble.html",
        status=status,
        known=known,
        code=getattr(error, "code", None),
        message=error.message if isinstance(error, errors.EngineError) else None,
        why=why(error),
        problems=getattr(error, "errors", ()),
        labels=LABELS,
        facts=facts,
        typed=typed(labels_of_form() if known == 409 else {}),
    )
    return make_response(told, status)


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
    if request.headers.get("HX-Request"):
        return make_response("", 204, {"HX-Redirect": url_for("ui.sign_in.show")})
    return redirect(target, 303)


def typed(fields: Mapping[str, str]) -> list[tuple[str, Any]]:
    """What somebody had written when the state moved on under their hands: shown, so that nothing is lost."""
    if request.method != "POST":
        return []
    return [
        (fields.get(key) or _(LABELS.get(key.partition(".")[0], key)), value)
        for key, value in request.form.items(multi=True)
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
