"""At the counter: the paper of somebody who registered by telephone or organisation code is seen and confirmed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.language import _, half
from tongban.admin_ui.pages.window import must_serve
from tongban.admin_ui.session import engine, person
from tongban.engine import desk_acts, errors

pages = Blueprint("window_identity", __name__)


@pages.get("/window/identity")
def show() -> Response:
    must_serve()
    return identity_page()


@pages.post("/window/identity")
def confirm() -> Response:
    """Keep what the paper says; a refusal keeps what was typed."""
    must_serve()
    form = request.form
    command = desk_acts.ConfirmIdentity(
        form.get("account", ""),
        form.get("name", ""),
        form.get("id_type", ""),
        form.get("id_no", ""),
        form.get("note", ""),
    )
    try:
        made = engine().execute(command, person())
    except errors.Invalid as error:
        return identity_page({str(one["field"]): half(str(one["message"])) for one in error.errors}, 422)
    except errors.Conflict as error:
        return identity_page({"id_no": half(error.message)}, 409)
    done = {"account": made["username"], "did": "1", "joined": made["joined"]}
    return redirect(url_for("ui.window_identity.show", **done), 303)


def identity_page(wrong: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """Find the account; then what is known of it, and what the paper says."""
    asked = request.values.get("account", "").strip()[:60]
    found, told = None, dict(wrong or {})
    if asked:
        try:
            found = engine().queries.account_at_window(person(), asked)
        except errors.NotFound:
            told["account"] = _("没有用“{account}”注册的账号。", account=asked)
            status = 404
    joined = request.args.get("joined", "")
    page = render_template(
        "window_identity.html",
        asked=asked,
        found=found,
        wrong=told,
        typed=request.form,
        done=request.args.get("did") == "1" and found is not None,
        joined=int(joined) if joined.isdecimal() else 0,
    )
    return make_response(page, status)
