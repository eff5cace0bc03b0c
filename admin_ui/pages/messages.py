"""The message box."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.session import engine, person
from tongban.engine import MarkMessageRead

pages = Blueprint("messages", __name__)


@pages.get("/messages")
def show() -> str:
    return render_template("messages.html", messages=engine().queries.messages(person())["items"])


@pages.post("/messages/<message_id>/read")
def read(message_id: str) -> Response:
    engine().execute(MarkMessageRead(message_id), person())
    return redirect(url_for("ui.messages.show"), 303)
