"""Showing the numbers of a case's applicant to somebody who says why."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from tongban.admin_ui.session import engine, person
from tongban.engine import access, errors

pages = Blueprint("reveal", __name__)


@pages.get("/cases/<case_no>/reveal")
def ask(case_no: str) -> str:
    """What will be recorded, and the question why."""
    case = engine().queries.case(person(), case_no)
    return render_template("reveal.html", case=case, shown=None, wrong={}, reason="")


@pages.post("/cases/<case_no>/reveal")
def show(case_no: str) -> Response:
    """The numbers, on this one page that nothing keeps."""
    actor, reason = person(), request.form.get("reason", "")
    case = engine().queries.case(actor, case_no)
    shown, wrong, status = None, {}, 200
    try:
        shown = engine().execute(access.RevealIdentity(case_no, reason), actor)
    except errors.Invalid as refused:
        wrong = {one["field"]: one["message"] for one in refused.errors}
        status = 422
    page = render_template("reveal.html", case=case, shown=shown, wrong=wrong, reason=reason)
    return make_response(page, status)
