"""An applicant's own affairs: what was begun, who may act for whom, questions before applying, an account."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.language import N_, _, half
from tongban.admin_ui.session import FOR_COOKIE, engine, oneself, person, reader
from tongban.engine import (
    AskSignUpCode,
    DropApplication,
    GiveMandate,
    RevokeMandate,
    SignUp,
    errors,
)
from tongban.engine.errors import EngineError

pages = Blueprint("own_side", __name__)
#: How a visitor without an account stands before the engine.
ANSWERS = {"yes": True, "no": False}
DONE = {
    "given": N_("已授权。对方登录后可以代您办理。"),
    "ended": N_("授权已终止。"),
}


@pages.post("/my/drafts/<item>/drop")
def drop(item: str) -> Response:
    engine().execute(DropApplication(item), person())
    return redirect(url_for("ui.mine.show", did="dropped"), 303)


@pages.get("/items/<code>/eligible")
def eligible(code: str) -> str:
    """Plain questions with yes and no; the answers stand in the address, so the page needs no script."""
    answers = {key: ANSWERS[value] for key, value in request.args.items() if value in ANSWERS}
    found = engine().queries.eligibility(code, answers)
    return render_template("eligible.html", **found, asked=bool(answers))


@pages.get("/my/agents")
def agents() -> Response:
    return agents_page()


def agents_page(wrong: EngineError | None = None) -> Response:
    found = engine().queries.mandates(oneself())
    items = engine().queries.items(oneself(), page_size=200)["items"]
    told = {str(one["field"]): half(str(one["message"])) for one in wrong.errors} if wrong else {}
    page = render_template(
        "agents.html",
        **found,
        items=items,
        names={one["code"]: one for one in items},
        wrong=told,
        typed=request.form,
        done=_(DONE[request.args["did"]]) if request.args.get("did") in DONE else "",
        today=engine().now.date().isoformat(),
    )
    return make_response(page, 422 if wrong else 200)


@pages.post("/my/agents")
def give() -> Response:
    form = request.form
    command = GiveMandate(
        form.get("agent", "").strip(),
        form.get("valid_from", ""),
        form.get("valid_to", ""),
        tuple(form.getlist("items")),
    )
    try:
        engine().execute(command, oneself())
    except errors.Invalid as wrong:
        return agents_page(wrong)
    return redirect(url_for("ui.own_side.agents", did="given"), 303)


@pages.post("/my/agents/<mandate_id>/end")
def end(mandate_id: str) -> Response:
    engine().execute(RevokeMandate(mandate_id), oneself())
    return redirect(url_for("ui.own_side.agents", did="ended"), 303)


@pages.post("/my/agents/<mandate_id>/act")
def act_for(mandate_id: str) -> Response:
    """From now on, in this browser, the pages are those of whoever gave the authorisation."""
    if engine().queries.acting_for(oneself(), mandate_id) is None:
        raise errors.NotFound
    response = redirect(url_for("ui.mine.show"), 303)
    response.set_cookie(FOR_COOKIE, mandate_id, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


@pages.post("/my/agents/stop")
def stop_acting() -> Response:
    """Back to one's own affairs."""
    oneself()
    response = redirect(url_for("ui.mine.show"), 303)
    response.delete_cookie(FOR_COOKIE)
    return response


@pages.route("/signup", methods=["GET", "POST"])
def sign_up() -> Response:
    """First the telephone number, then the code sent to it with the rest."""
    if request.method == "GET":
        return sign_up_page({})
    form = request.form
    phone = form.get("phone", "").strip()
    try:
        if not form.get("code"):
            sent = engine().execute(AskSignUpCode(phone), reader() or engine().visitor)
            return sign_up_page({}, sent=sent)
        command = SignUp(
            phone, form["code"], form.get("name", ""), form.get("password", ""), form.get("organisation", "")
        )
        made = engine().execute(command, reader() or engine().visitor)
    except errors.Invalid as wrong:
        told = {str(one["field"]): half(str(one["message"])) for one in wrong.errors}
        return sign_up_page(told, sent={"sent_to": phone, "shown": None} if form.get("code") else None)
    except errors.Conflict as refused:
        return sign_up_page({"phone": half(refused.message)})
    if made["username"] is None:
        told = {"code": _("验证码不对，或者已经失效。")}
        return sign_up_page(told, sent={"sent_to": phone, "shown": None})
    onward = {"username": made["username"], "registered": 1, "next": request.args.get("next") or None}
    return redirect(url_for("ui.sign_in.show", **onward), 303)


def sign_up_page(wrong: dict[str, str], sent: dict[str, str | None] | None = None) -> Response:
    page = render_template("sign_up.html", wrong=wrong, sent=sent, typed=request.form)
    return make_response(page, 422 if wrong else 200)
