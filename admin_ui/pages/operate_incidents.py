"""What stands still: every open incident with its cause, to be tried again or settled by other means."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import operate_words as words
from tongban.admin_ui.language import _
from tongban.admin_ui.session import engine, person
from tongban.engine import ResolveIncident, RetryIncident, errors

pages = Blueprint("incidents", __name__, url_prefix="/admin/incidents")
FILTERS = ("process", "reason", "element", "state")


@pages.get("")
def listed() -> Response:
    return list_page()


@pages.post("/<incident_id>")
def repair(incident_id: str) -> Response:
    """Try again, or say how it was settled and go on behind it; then back to the instance it is about."""
    do, note = request.form.get("do", ""), request.form.get("note", "").strip()
    found = engine().queries.incident(person(), incident_id)
    if do not in ("retry", "resolve"):
        raise errors.NotFound
    if do == "resolve" and not note:
        return list_page({f"note-{incident_id}": _("请写明是怎样处理的")}, 422)
    act = RetryIncident(incident_id, note=note) if do == "retry" else ResolveIncident(incident_id, note)
    try:
        engine().execute(act, person())
    except (errors.Invalid, errors.Conflict) as error:
        return list_page({f"note-{incident_id}": words.said(error)}, words.status_of(error))
    return redirect(url_for("ui.admin.instance", instance_id=found["instance_id"], did=do), 303)


def list_page(wrong: Mapping[str, str] | None = None, status: int = 200) -> Response:
    given = {name: request.args.get(name, "").strip() for name in FILTERS}
    given["state"] = given["state"] if given["state"] in ("open", "closed", "all") else "open"
    found = engine().queries.incidents(
        person(),
        cursor=request.args.get("cursor"),
        page_size=50,
        **{name: value for name, value in given.items() if value},
    )
    page = render_template("operate/incidents.html", given=given, wrong=wrong or {}, words=words, **found)
    return make_response(page, status)
