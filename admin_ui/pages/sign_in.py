"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.language import _
from tongban.admin_ui.session import SESSION_COOKIE, engine, reader
from tongban.engine import SignIn, errors

pages = Blueprint("sign_in", __name__)
NEXT_STEP = {
    "code": "ui.sign_in_factor.ask",
    "enrol": "ui.sign_in_factor.enrol",
    "password": "ui.password.given",
}


def safe_target(target: str) -> str:
    """Where to go afterwards: only a page of this site."""
    inside = target.startswith("/") and not target.startswith("//") and "\\" not in target
    return target if inside else ""


@pages.get("/signin")
def show() -> str:
    target = safe_target(request.args.get("next", ""))
    return render_template(
        "sign_in.html", target=target, username=request.args.get("username", ""), providers=providers()
    )


@pages.post("/signin")
def enter() -> Response:
    username = request.form.get("username", "").strip()
    target = safe_target(request.form.get("next", ""))
    answer = try_to_enter(username, request.form.get("password", ""))
    if not answer.get("session"):
        page = render_template(
            "sign_in.html",
            target=target,
            username=username,
            failed=_("账号或密码不正确，或账号暂时锁定。请核对后重试。"),
            providers=providers(),
        )
        return make_response(page, 401)
    return go_on(answer, target)


def go_on(answer: dict[str, Any], target: str) -> Response:
    """In, or to what the session still waits for."""
    waits_for = answer.get("second_factor")
    onward = url_for(NEXT_STEP[waits_for], next=target or None) if waits_for else target
    response = redirect(onward or desk_of(answer["session"]), 303)
    keep(response, answer["session"])
    return response


def providers() -> list[dict[str, str]]:
    """With whom else one may sign in."""
    return list(engine().single_sign_on.providers)


def try_to_enter(username: str, password: str) -> dict[str, Any]:
    """The new session, or nothing; why not is nobody's business."""
    try:
        answer: dict[str, Any] = engine().execute(
            SignIn(username, password, request.user_agent.string, request.remote_addr or ""), reader()
        )
    except errors.EngineError:
        return {}
    return answer


def desk_of(session: str) -> str:
    """Where somebody begins: the office at its inbox, an applicant at the applications."""
    somebody = engine().actor_of_session(session)
    return url_for("ui.inbox.show" if somebody and somebody.is_staff else "ui.mine.show")


def keep(response: Response, session: str) -> None:
    """Remember the session in this browser, out of reach of scripts and of other sites."""
    response.set_cookie(SESSION_COOKIE, session, httponly=True, samesite="Lax", secure=request.is_secure)


@pages.post("/signout")
def leave() -> Response:
    cookie, onward = request.cookies.get(SESSION_COOKIE), None
    if cookie and reader() is not None:
        onward = engine().single_sign_on.leave(cookie, reader())
    if onward:
        # The answer to a form may not lead to another site (CSP form-action); a page of ours may.
        response = make_response(render_template("signed_out.html", onward=onward))
        response.headers["Refresh"] = f"0; url={onward}"
    else:
        response = redirect(url_for("ui.home.show"), 303)
    response.delete_cookie(SESSION_COOKIE)
    return response
