"""Accounts, for the administrator of security: who holds which post, and who is let in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.session import engine, person
from tongban.engine import access, errors

pages = Blueprint("accounts", __name__, url_prefix="/admin/accounts")
MANAGER = "security_admin"
ACTS: dict[str, Callable[[str, str], Any]] = {
    "disable": access.DisablePerson,
    "enable": access.EnablePerson,
    "reset": access.ResetSecondFactor,
}


@pages.get("")
def listed() -> str:
    if MANAGER not in person().roles:
        raise errors.NotAllowed
    q = request.args.get("q", "").strip()
    found = engine().queries.people(person(), q=q or None, page_size=100)["items"]
    return render_template("accounts.html", people=found, q=q)


@pages.get("/<username>")
def show(username: str) -> str:
    one = engine().queries.account(person(), username)
    known = {"chosen": one["posts"], "reason": "", "refused": None, "done": request.args.get("did")}
    return render_template("account.html", one=one, **known)


@pages.post("/<username>")
def change(username: str) -> Response:
    """Appoint, disable, enable or reset, with the reason."""
    reason, posts = request.form.get("reason", "").strip(), tuple(request.form.getlist("posts"))
    do = request.form.get("do", "appoint")
    command = ACTS[do](username, reason) if do in ACTS else access.AppointPerson(username, posts, reason)
    try:
        engine().execute(command, person())
    except errors.Invalid as refused:
        one = engine().queries.account(person(), username)
        told = "；".join(str(each["message"]) for each in refused.errors) or refused.message
        known = {"chosen": posts, "reason": reason, "refused": told, "done": None}
        return make_response(render_template("account.html", one=one, **known), 422)
    return redirect(url_for("ui.accounts.show", username=username, did=do), 303)
