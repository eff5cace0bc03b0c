"""Workers and queues, connectors with their secrets, API clients, and how long what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import operate_words as words
from tongban.admin_ui.language import _
from tongban.admin_ui.session import engine, person
from tongban.engine import (
    CreateClient,
    KeepSecret,
    LiftHold,
    PlaceHold,
    RemoveConnector,
    RemoveSecret,
    RevokeClient,
    RotateKey,
    SaveConnector,
    SetRetention,
    errors,
    feel,
)

pages = Blueprint("system", __name__, url_prefix="/admin")
SCOPES = ("read", "start", "tasks", "jobs", "personal", "operate", "design", "admin")
LARGEST_SECRET = 10_000
#: Cases whose period is over that the page lists.
MOST_OVER = 50
HIDDEN = ("name", "kind", "enabled", "changed_by", "changed_at")
Wrong = Mapping[str, str]


@pages.get("/queues")
def queues() -> str:
    return render_template("operate/queues.html", words=words, **engine().queries.queues(person()))


@pages.route("/connectors", methods=["GET", "POST"])
def connectors() -> Response:
    """Connectors and secrets; a secret's value is never shown again."""
    if request.method == "GET":
        return connectors_page()
    do, name = request.form.get("do", ""), request.form.get("name", "").strip()
    try:
        if do == "connector":
            body = feel.loads(request.form.get("body", ""))
            if not isinstance(body, dict):
                return connectors_page({"body": _("不是有效的 JSON")}, 422)
            enabled = request.form.get("enabled") == "yes"
            engine().execute(SaveConnector(name, _kind(), body, enabled), person())
        elif do == "secret":
            value = request.form.get("value", "")
            if not 0 < len(value) <= LARGEST_SECRET:
                return connectors_page({"value": _("请填写内容")}, 422)
            engine().execute(KeepSecret(name, value), person())
        elif do in ("drop_connector", "drop_secret"):
            act = RemoveConnector if do == "drop_connector" else RemoveSecret
            engine().execute(act(name), person())
            return redirect(url_for("ui.system.connectors", did="removed"), 303)
        else:
            raise errors.NotFound
    except feel.FeelError:
        return connectors_page({"body": _("不是有效的 JSON")}, 422)
    except (errors.Invalid, errors.Conflict) as error:
        place = "body" if do == "connector" else "value"
        return connectors_page({place: words.said(error)}, words.status_of(error))
    return redirect(url_for("ui.system.connectors", did="saved"), 303)


def _kind() -> str:
    kind = request.form.get("kind", "")
    return kind if kind in ("http", "email") else "http"


def connectors_page(wrong: Wrong | None = None, status: int = 200) -> Response:
    ask: Any = engine().queries
    rows = ask.connectors(person(), page_size=200)["items"]
    named = request.args.get("edit", "")
    edited = next((row for row in rows if row["name"] == named), None)
    kept = {key: value for key, value in (edited or {}).items() if key not in HIDDEN}
    page = render_template(
        "operate/connectors.html",
        connectors=rows,
        secrets=ask.secrets(person(), page_size=200)["items"],
        edited=edited,
        body=request.form.get("body") or (feel.dumps(kept).decode() if kept else ""),
        wrong=wrong or {},
        typed=request.form,
        done=words.done(request.args.get("did", "")),
    )
    return make_response(page, status)


@pages.route("/clients", methods=["GET", "POST"])
def clients() -> Response:
    """API clients: made, given another key, revoked; a key is shown on the page that follows, once."""
    if request.method == "GET":
        return clients_page()
    do, client_id = request.form.get("do", ""), request.form.get("client", "")
    try:
        if do == "create":
            name, rate = request.form.get("name", "").strip(), request.form.get("rate", "600").strip()
            if not name:
                return clients_page(wrong={"name": _("请填写名称")}, status=422)
            if not (rate.isascii() and rate.isdigit() and 0 < int(rate) <= 100_000):
                return clients_page(wrong={"rate": _("请填写每分钟多少次")}, status=422)
            user = request.form.get("user", "").strip() or None
            act = CreateClient(name, tuple(request.form.getlist("scopes")), int(rate), user)
            return clients_page(token=engine().execute(act, person())["token"])
        if do == "rotate":
            return clients_page(token=engine().execute(RotateKey(client_id), person())["token"])
        if do == "revoke":
            engine().execute(RevokeClient(client_id), person())
            return redirect(url_for("ui.system.clients", did=do), 303)
    except errors.Invalid as error:
        told = {"scopes": _("请选择权限"), "user": _("没有这个人")}
        wrong = {str(row["field"]): told.get(str(row["field"]), str(row["message"])) for row in error.errors}
        return clients_page(wrong=wrong, status=422)
    except errors.Conflict as error:
        return clients_page(wrong={"name": words.said(error)}, status=409)
    raise errors.NotFound


def clients_page(*, token: str = "", wrong: Wrong | None = None, status: int = 200) -> Response:
    found = engine().queries.api_clients(person(), cursor=request.args.get("cursor"), page_size=50)
    page = render_template(
        "operate/clients.html",
        words=words,
        token=token,
        scopes=SCOPES,
        wrong=wrong or {},
        typed=request.form,
        done=words.done(request.args.get("did", "")),
        **found,
    )
    return make_response(page, status)


@pages.route("/retention", methods=["GET", "POST"])
def retention() -> Response:
    """How long what is kept, and legal holds."""
    if request.method == "GET":
        return retention_page()
    form, do = request.form, request.form.get("do", "")
    reason = form.get("reason", "").strip()
    try:
        if do == "rule":
            days = form.get("days", "").strip()
            if days and not (days.isascii() and days.isdigit() and len(days) < 7):
                return retention_page({"days": _("请填写天数")}, 422)
            number = int(days) if days else None
            engine().execute(
                SetRetention(form.get("kind", ""), number, form.get("scope", "").strip()), person()
            )
        elif do == "hold":
            act = PlaceHold(form.get("held", ""), form.get("object_id", ""), reason)
            engine().execute(act, person())
        elif do == "lift":
            engine().execute(LiftHold(form.get("hold", ""), reason), person())
        else:
            raise errors.NotFound
    except (errors.Invalid, errors.Conflict) as error:
        place = "days" if do == "rule" else "object_id"
        return retention_page({place: words.said(error)}, words.status_of(error))
    did = "saved" if do == "rule" else do
    return redirect(url_for("ui.system.retention", did=did), 303)


def rules_of(ask: Any) -> dict[str, Any]:
    """What `operate/retention.html` shows of the rules and of cases whose period is over."""
    found = ask.retention_rules(person())
    over = ask.periods_over(person(), page_size=MOST_OVER)
    return {
        "rules": found["items"],
        "of_items": found["of_items"],
        "over": over["items"],
        "more": over["next_cursor"],
    }


def retention_page(wrong: Wrong | None = None, status: int = 200) -> Response:
    ask: Any = engine().queries
    page = render_template(
        "operate/retention.html",
        **rules_of(ask),
        holds=ask.legal_holds(person(), page_size=100)["items"],
        wrong=wrong or {},
        typed=request.form,
        words=words,
        done=words.done(request.args.get("did", "")),
    )
    return make_response(page, status)
