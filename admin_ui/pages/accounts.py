"""Accounts, for the administrator of security: who holds which post, and who is let in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.session import engine, person
from tongban.engine import access, desk_acts, errors

pages = Blueprint("accounts", __name__, url_prefix="/admin/accounts")
MANAGER = "security_admin"
ACTS: dict[str, Callable[[str, str], Any]] = {
    "clear": desk_acts.ClearIdentity,
    "disable": access.DisablePerson,
    "enable": access.EnablePerson,
    "reset": access.ResetSecondFactor,
    "password": access.ResetPassword,
}


@pages.get("")
def listed() -> str:
    if MANAGER not in person().roles:
        raise errors.NotAllowed
    q = request.args.get("q", "").strip()
    found = engine().queries.people(person(), q=q or None, cursor=request.args.get("cursor"), page_size=100)
    return render_template("accounts.html", people=found["items"], next=found["next_cursor"], q=q)


@pages.get("/<username>")
def show(username: str) -> str:
    one = engine().queries.account(person(), username)
    return render_template("account.html", one=one, **known(one, done=request.args.get("did")))


@pages.post("/<username>")
def change(username: str) -> Response:
    """Appoint, disable, enable or reset, with the reason."""
    reason, posts = request.form.get("reason", "").strip(), tuple(request.form.getlist("posts"))
    do = request.form.get("do", "appoint")
    try:
        answer = engine().execute(command(do, username, reason, posts), person())
    except (errors.Invalid, errors.Conflict) as refused:
        one = engine().queries.account(person(), username)
        told = "；".join(str(each["message"]) for each in getattr(refused, "errors", ())) or refused.message
        shown = render_template("account.html", one=one, **known(one, posts, reason, refused=told))
        return make_response(shown, 422)
    if do == "password":
        # Shown this once: it is neither kept nor put into an address.
        one = engine().queries.account(person(), username)
        return make_response(render_template("account.html", one=one, **known(one, given=answer["password"])))
    return redirect(url_for("ui.accounts.show", username=username, did=do), 303)


def command(do: str, username: str, reason: str, posts: tuple[str, ...]) -> Any:
    """What the button asks for."""
    if do in ACTS:
        return ACTS[do](username, reason)
    provider = request.form.get("provider", "")
    if do == "link":
        return access.LinkIdentity(username, provider, request.form.get("subject", "").strip(), reason)
    if do == "unlink":
        return access.UnlinkIdentity(username, provider, reason)
    return access.AppointPerson(username, posts, reason)


def known(one: Any, posts: Any = None, reason: str = "", **more: Any) -> dict[str, Any]:
    """What the page shows besides the account."""
    said = {"done": None, "refused": None, "given": None, **more}
    chosen = one["posts"] if posts is None else posts
    return {"chosen": chosen, "reason": reason, "providers": engine().single_sign_on.providers, **said}
