"""The second step of signing in: a code of the authenticator, or setting one up where it is asked for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from tongban.admin_ui.language import _
from tongban.admin_ui.pages.security import picture
from tongban.admin_ui.pages.sign_in import desk_of, keep, safe_target
from tongban.admin_ui.session import SESSION_COOKIE, engine
from tongban.engine import SYSTEM, access, errors

pages = Blueprint("sign_in_factor", __name__, url_prefix="/signin")


def waiting() -> Any:
    """Whose password was right a moment ago."""
    cookie = request.cookies.get(SESSION_COOKIE)
    found = engine().waiting_actor(cookie) if cookie else None
    if found is None:
        raise errors.NotSignedIn
    return found


def let_in(answer: dict[str, Any]) -> Response:
    response = redirect(safe_target(request.form.get("next", "")) or desk_of(answer["session"]), 303)
    keep(response, answer["session"])
    return response


@pages.get("/code")
def ask() -> str:
    waiting()
    return render_template("sign_in_code.html", target=safe_target(request.args.get("next", "")), failed=None)


@pages.post("/code")
def prove() -> Response:
    waiting()
    proof = access.ProveSecondFactor(request.cookies[SESSION_COOKIE], request.form.get("code", ""))
    answer = engine().execute(proof, SYSTEM)
    if answer["signed_in"]:
        return let_in(answer)
    failed = _("验证码不正确、已用过，或账号暂时锁定。")
    target = safe_target(request.form.get("next", ""))
    return make_response(render_template("sign_in_code.html", target=target, failed=failed), 401)


@pages.get("/enrol")
def enrol() -> str:
    made = engine().execute(access.BeginSecondFactor(), waiting())
    target = safe_target(request.args.get("next", ""))
    return render_template(
        "sign_in_enrol.html",
        secret=made["secret"],
        qr=picture(made["uri"]),
        target=target,
        wrong={},
        codes=None,
    )


@pages.post("/enrol")
def confirm() -> Response:
    actor, target = waiting(), safe_target(request.form.get("next", ""))
    try:
        made = engine().execute(access.ConfirmSecondFactor(request.form.get("code", "")), actor)
    except errors.Invalid as refused:
        wrong = {"code": refused.errors[0]["message"]}
        shown = render_template(
            "sign_in_enrol.html", secret=None, qr=None, target=target, wrong=wrong, codes=None
        )
        return make_response(shown, 422)
    answer = engine().execute(access.FinishEnrolment(request.cookies[SESSION_COOKIE]), SYSTEM)
    codes = made["recovery_codes"]
    go_on = target or desk_of(answer["session"])
    shown = render_template("sign_in_enrol.html", secret=None, qr=None, target=go_on, wrong={}, codes=codes)
    response = make_response(shown)
    keep(response, answer["session"])
    return response
