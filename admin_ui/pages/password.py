"""One's own password: changing it, and choosing one in place of what was given for one sign-in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.language import _, half
from tongban.admin_ui.pages.sign_in import go_on, safe_target
from tongban.admin_ui.session import SESSION_COOKIE, engine, oneself
from tongban.engine import SYSTEM, access, errors

pages = Blueprint("password", __name__)


@pages.get("/me/security/password")
def show() -> Response:
    oneself()
    return page()


@pages.post("/me/security/password")
def change() -> Response:
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return page({"again": _("两次输入的密码不一致。")})
    session = request.cookies.get(SESSION_COOKIE, "")
    try:
        command = access.ChangePassword(request.form.get("present", ""), new, session)
        answer = engine().execute(command, oneself())
    except errors.Invalid as refused:
        return page({"new": half(refused.errors[0]["message"])})
    if not answer["changed"]:
        return page({"present": _("现在的密码不正确，或账号暂时锁定。")})
    return redirect(url_for("ui.security.show", did="password"), 303)


@pages.get("/signin/password")
def given() -> Response:
    waiting()
    return page_given(request.args.get("next", ""))


@pages.post("/signin/password")
def replace() -> Response:
    waiting()
    target, new = request.form.get("next", ""), request.form.get("new", "")
    if new != request.form.get("again", ""):
        return page_given(target, {"again": _("两次输入的密码不一致。")})
    command = access.ReplacePassword(request.cookies[SESSION_COOKIE], new, request.form.get("code", ""))
    try:
        answer = engine().execute(command, SYSTEM)
    except errors.Invalid as refused:
        return page_given(target, {"new": half(refused.errors[0]["message"])})
    if not answer.get("session"):
        return page_given(target, {"code": _("验证码不正确、已用过，或账号暂时锁定。")})
    return go_on(answer, safe_target(target))


def waiting() -> Any:
    """Who came with a password that was given."""
    cookie = request.cookies.get(SESSION_COOKIE)
    found = engine().waiting_actor(cookie) if cookie else None
    if found is None:
        raise errors.NotSignedIn
    return found


def page(wrong: dict[str, str] | None = None) -> Response:
    return make_response(render_template("password.html", wrong=wrong or {}), 422 if wrong else 200)


def page_given(target: str, wrong: dict[str, str] | None = None) -> Response:
    factor = engine().queries.second_factor(waiting())
    shown = render_template(
        "password_given.html", wrong=wrong or {}, target=safe_target(target), factor=factor["set_up"]
    )
    return make_response(shown, 422 if wrong else 200)
