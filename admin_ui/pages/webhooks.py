"""Webhooks for the administrator: where events are sent, what arrived, dead letters, and sending again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.language import N_, _, half
from tongban.admin_ui.session import engine, person
from tongban.engine import (
    ChangeWebhook,
    CreateWebhook,
    DeleteWebhook,
    ReplayDeliveries,
    RotateSecret,
    errors,
)

pages = Blueprint("webhooks", __name__, url_prefix="/admin/webhooks")

STATES = {
    "queued": N_("排队中"),
    "waiting": N_("待发送"),
    "delivered": N_("已送达"),
    "dead": N_("死信"),
}
TONES = {"delivered": "good", "dead": "bad", "waiting": "warn"}
DONE = {
    "switch": N_("已更新。"),
    "replay": N_("已安排重新推送。"),
    "delete": N_("推送已删除。"),
}


@pages.get("")
def listed() -> Response:
    return list_page()


@pages.post("")
def create() -> Response:
    """Make one; its secret is shown on the page that follows, once."""
    form = {name: request.form.get(name, "").strip() for name in ("name", "url", "types", "case_no", "item")}
    types = tuple(form["types"].replace(",", " ").replace("，", " ").split())
    if not form["name"]:
        return list_page(form, {"name": _("请填写名称")}, 422)
    try:
        made = engine().execute(
            CreateWebhook(form["name"], form["url"], types, form["case_no"] or None, form["item"] or None),
            person(),
        )
    except errors.Invalid as error:
        wrong = {str(row["field"]): half(str(row["message"])) for row in error.errors}
        return list_page(form, wrong or {"name": half(error.message)}, 422)
    return one_page(made["id"], secret=made["secret"])


@pages.get("/<webhook_id>")
def one(webhook_id: str) -> Response:
    return one_page(webhook_id)


@pages.post("/<webhook_id>")
def change(webhook_id: str) -> Response:
    """Switch it on or off, give it a new secret, send something again, or delete it."""
    do, found = request.form.get("do", ""), engine().queries.webhook(person(), webhook_id)
    if do == "rotate":
        secret = engine().execute(RotateSecret(webhook_id), person())["secret"]
        return one_page(webhook_id, secret=secret)
    if do == "delete":
        engine().execute(DeleteWebhook(webhook_id), person())
        return redirect(url_for("ui.webhooks.listed", did=do), 303)
    if do == "switch":
        engine().execute(ChangeWebhook(webhook_id, {"enabled": not found["enabled"]}), person())
    elif do == "replay":
        event = request.form.get("from_event", "").strip()
        delivery = request.form.get("delivery") or None
        if delivery is None and not (event.isascii() and event.isdigit() and 0 < len(event) < 16):
            return one_page(webhook_id, wrong={"from_event": _("请填写事件编号")}, status=422)
        start = None if delivery else int(event)
        engine().execute(ReplayDeliveries(webhook_id, delivery, start), person())
    else:
        raise errors.NotFound
    return redirect(url_for("ui.webhooks.one", webhook_id=webhook_id, did=do), 303)


def list_page(
    form: Mapping[str, str] | None = None, wrong: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    found = engine().queries.webhooks(person(), cursor=request.args.get("cursor"), page_size=50)
    done = DONE.get(request.args.get("did", ""))
    page = render_template(
        "admin_webhooks.html", form=form or {}, wrong=wrong or {}, done=_(done) if done else "", **found
    )
    return make_response(page, status)


def one_page(
    webhook_id: str, *, secret: str = "", wrong: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    state = request.args.get("state", "")
    ask: Any = engine().queries
    found = ask.webhook_deliveries(
        person(),
        webhook_id,
        state=state if state in STATES else None,
        cursor=request.args.get("cursor"),
        page_size=50,
    )
    done = DONE.get(request.args.get("did", ""))
    page = render_template(
        "admin_webhook.html",
        hook=ask.webhook(person(), webhook_id),
        states=STATES,
        tones=TONES,
        state=state,
        secret=secret,
        wrong=wrong or {},
        done=_(done) if done else "",
        **found,
    )
    return make_response(page, status)
