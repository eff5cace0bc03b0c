"""Signing in with an identity provider: there, back, and out again."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from tongban.admin_ui.language import N_, _
from tongban.admin_ui.pages.sign_in import go_on, providers, safe_target
from tongban.admin_ui.session import engine

pages = Blueprint("single_sign_on", __name__)

#: What the browser takes there and brings back; sealed, and only to where it is read.
WAY_COOKIE = "tongban_way"
WAY_PATH = "/signin/with"
WHY = {
    "expired": N_("登录没有在本浏览器发起，或已过期。请重新登录。"),
    "denied": N_("对方没有同意登录。"),
    "unreachable": N_("统一身份认证暂时无法访问，请稍后再试，或用密码登录。"),
    "refused": N_("统一身份认证没有确认这次登录，请重新登录。"),
    "not_genuine": N_("统一身份认证的答复未通过核验，没有登录。如再次出现，请告诉系统管理员。"),
    "unknown": N_("没有与这个身份对应的账号。请联系安全管理员绑定，或用密码登录。"),
    "closed": N_("这个账号已停用或暂时锁定。请联系安全管理员。"),
}


@pages.get("/signin/with/<provider>")
def begin(provider: str) -> Response:
    target = safe_target(request.args.get("next", ""))
    departure = engine().single_sign_on.begin(provider, target)
    if departure is None:
        return refused("unreachable")
    response = redirect(departure.url, 303)
    # Lax: it comes back by a link from the provider's site.
    response.set_cookie(
        WAY_COOKIE,
        departure.kept,
        max_age=600,
        path=WAY_PATH,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


@pages.get("/signin/with/<provider>/back")
def back(provider: str) -> Response:
    answer = engine().single_sign_on.finish(
        provider,
        request.cookies.get(WAY_COOKIE),
        request.args.to_dict(),
        request.user_agent.string,
        request.remote_addr or "",
    )
    response = (
        go_on(answer, safe_target(answer["target"]))
        if answer.get("session")
        else refused(answer.get("why", "refused"))
    )
    response.delete_cookie(WAY_COOKIE, path=WAY_PATH)
    return response


@pages.get("/signed-out")
def left() -> str:
    return render_template("signed_out.html", onward=None)


def refused(why: str) -> Response:
    told = render_template("sign_in.html", target="", username="", failed=_(WHY[why]), providers=providers())
    return make_response(told, 503 if why == "unreachable" else 403)
