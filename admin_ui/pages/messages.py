"""The message box."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.session import engine, person
from tongban.engine import MarkMessageRead, desk_acts

pages = Blueprint("messages", __name__)
PAGE = 30


@pages.get("/messages")
def show() -> str:
    found = engine().queries.messages(person(), cursor=request.args.get("cursor"), page_size=PAGE)
    return render_template("messages.html", messages=found["items"], next_cursor=found["next_cursor"])


@pages.post("/messages/<message_id>/read")
def read(message_id: str) -> Response:
    engine().execute(MarkMessageRead(message_id), person())
    return redirect(url_for("ui.messages.show"), 303)


@pages.post("/messages/read")
def read_all() -> Response:
    """Those of the page looked at."""
    engine().execute(desk_acts.MarkMessagesRead(tuple(request.form.getlist("message"))), person())
    return redirect(url_for("ui.messages.show"), 303)
