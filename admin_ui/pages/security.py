"""One's own way in: the sessions there are, ending them, and the authenticator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from tongban.admin_ui.device import device
from tongban.admin_ui.session import SESSION_COOKIE, engine, oneself
from tongban.engine import access, errors

pages = Blueprint("security", __name__, url_prefix="/me/security")


def picture(uri: str) -> Markup:
    """The QR code as an image inside the page; nothing else ever fetches it."""
    return Markup('<img class="qr" width="220" height="220" alt="" src="{}">').format(
        access.picture_address(uri)
    )


def page(status: int = 200, **more: Any) -> Response:
    actor, ask = oneself(), engine().queries
    found = ask.sessions(actor, request.cookies.get(SESSION_COOKIE))["items"]
    known = {
        "sessions": found,
        "factor": ask.second_factor(actor),
        "wrong": {},
        "codes": None,
        "secret": None,
        "device": device,
    }
    return make_response(render_template("security.html", **{**known, **more}), status)


@pages.get("")
def show() -> Response:
    return page(done=request.args.get("did", ""))


@pages.post("/sessions/<session_id>/end")
def end(session_id: str) -> Response:
    engine().execute(access.EndSession(session_id), oneself())
    return redirect(url_for("ui.security.show", did="ended"), 303)


@pages.post("/sessions/end-others")
def end_others() -> Response:
    engine().execute(access.EndOtherSessions(request.cookies[SESSION_COOKIE]), oneself())
    return redirect(url_for("ui.security.show", did="ended"), 303)


@pages.post("/authenticator/begin")
def begin() -> Response:
    made = engine().execute(access.BeginSecondFactor(), oneself())
    return page(secret=made["secret"], qr=picture(made["uri"]))


@pages.post("/authenticator/confirm")
def confirm() -> Response:
    try:
        made = engine().execute(access.ConfirmSecondFactor(request.form.get("code", "")), oneself())
    except errors.Invalid as refused:
        return page(422, wrong={"code": refused.errors[0]["message"]}, confirming=True)
    return page(codes=made["recovery_codes"])


@pages.post("/authenticator/remove")
def remove() -> Response:
    try:
        engine().execute(access.RemoveSecondFactor(request.form.get("code", "")), oneself())
    except errors.Invalid as refused:
        return page(422, wrong={"remove": refused.errors[0]["message"]})
    return redirect(url_for("ui.security.show", did="removed"), 303)
