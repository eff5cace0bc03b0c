"""An applicant's own cases."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from tongban.admin_ui.session import engine, person

pages = Blueprint("mine", __name__)


@pages.get("/my")
def show() -> str:
    found = engine().queries.cases(person(), cursor=request.args.get("cursor"), page_size=20)
    return render_template("mine.html", cases=found["items"], next_cursor=found["next_cursor"])
