"""The rules of supervision and escalation: read, made, changed, switched off and put back; and what they did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import supervision_words
from tongban.admin_ui.language import _, half
from tongban.admin_ui.pages.supervision import choices
from tongban.admin_ui.session import engine, person
from tongban.engine import RemoveRule, SaveRule, errors

pages = Blueprint("rules", __name__, url_prefix="/supervision/rules")

KINDS = ("alarm", "escalation")
TEXTS = {
    "alarm": ("name", "name_en", "level", "condition"),
    "escalation": ("name", "name_en", "phase", "clock"),
}
ABSENT = {
    "alarm": ("item", "unit"),
    "escalation": ("item", "unit", "element", "act", "act_to", "outcome", "law", "article", "on_deadline"),
}
NUMBERS = {"alarm": (), "escalation": ("value", "percent", "every")}
NEW: dict[str, dict[str, Any]] = {
    "alarm": {"level": "yellow", "events": [], "enabled": True},
    "escalation": {
        "phase": "overdue", "clock": "step", "to": ["handler"], "channels": ["message_box"], "enabled": True,
        "value": 0, "percent": 0, "every": 0,
    },
}  # fmt: skip


@pages.get("/<kind>")
def listed(kind: str) -> Response:
    """The rules of one kind."""
    ask, actor = engine().queries, person()
    rules = ask.rules(actor, kind=known(kind))["items"]
    scoped = any(one["item"] or one["unit"] for one in rules)
    page = render_template(
        "supervision_rules.html",
        words=supervision_words,
        kind=kind,
        rules=rules,
        events={one["name"]: one for one in ask.rule_words(actor)["events"]},
        places=places(choices()) if scoped else {},
        asked=request.args,
    )
    return make_response(page)


def places(known: Mapping[str, Any]) -> dict[str, Any]:
    """What the units and items that rules may be kept to are called, by code."""
    return {one["code"]: one for one in (*known["units"], *known["items_known"])}


@pages.get("/<kind>/new")
def new(kind: str) -> Response:
    return rule_page(known(kind), None, dict(NEW[kind]))


@pages.get("/<kind>/<rule_id>")
def one(kind: str, rule_id: str) -> Response:
    """One rule, to change or to read."""
    return rule_page(known(kind), rule_id, found_rule(kind, rule_id))


@pages.post("/<kind>/new")
def create(kind: str) -> Response:
    return keep(known(kind), None, {})


@pages.post("/<kind>/<rule_id>")
def change(kind: str, rule_id: str) -> Response:
    """Keep what was typed, switch the rule on or off, or put it back."""
    rule, do = found_rule(known(kind), rule_id), request.form.get("do", "save")
    if do == "save":
        return keep(kind, rule_id, rule)
    command = (
        RemoveRule(kind, rule_id)
        if do == "remove"
        else SaveRule(kind, {"enabled": not rule["enabled"]}, rule_id)
    )
    try:
        engine().execute(command, person())
    except (errors.Conflict, errors.Invalid) as error:
        return rule_page(kind, rule_id, rule, {"name": half(error.message)}, 409)
    return redirect(url_for("ui.rules.listed", kind=kind, did=do), 303)


@pages.get("/firings")
def firings() -> Response:
    """What escalation rules did, the newest first."""
    found = engine().queries.firings(
        person(),
        case_no=request.args.get("case") or None,
        cursor=request.args.get("cursor"),
        page_size=50,
    )
    page = render_template("supervision_firings.html", words=supervision_words, asked=request.args, **found)
    return make_response(page)


def keep(kind: str, rule_id: str | None, before: Mapping[str, Any]) -> Response:
    body, wrong = typed(kind)
    if wrong:
        return rule_page(kind, rule_id, {**before, **body}, wrong, 422)
    try:
        engine().execute(SaveRule(kind, body, rule_id), person())
    except errors.Invalid as error:
        told = {str(row["field"]): half(str(row["message"])) for row in error.errors}
        return rule_page(kind, rule_id, {**before, **body}, told or {"name": half(error.message)}, 422)
    return redirect(url_for("ui.rules.listed", kind=kind, did="save"), 303)


def typed(kind: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The form as the fields of a rule, and what in it is no number."""
    form, wrong = request.form, {}
    body: dict[str, Any] = {name: form.get(name, "").strip() for name in TEXTS[kind]}
    body |= {name: form.get(name, "").strip() or None for name in ABSENT[kind]}
    body["enabled"] = form.get("enabled") == "1"
    for name in NUMBERS[kind]:
        text = form.get(name, "").strip() or "0"
        if text.isascii() and text.isdigit() and len(text) < 6:
            body[name] = int(text)
        else:
            wrong[name] = _("请填写整数")
    if kind == "alarm":
        body["events"] = form.get("events", "").replace(",", " ").replace("，", " ").split()
        body["supervise"] = form.get("supervise") == "1"
    else:
        others = form.get("to_more", "").replace(",", " ").replace("，", " ").split()
        body["to"] = [*form.getlist("to"), *others]
        body["channels"] = form.getlist("channels")
    return body, wrong


def rule_page(
    kind: str,
    rule_id: str | None,
    rule: Mapping[str, Any],
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    page = render_template(
        "supervision_rule.html",
        words=supervision_words,
        kind=kind,
        rule_id=rule_id,
        rule=rule,
        wrong=wrong or {},
        vocabulary=engine().queries.rule_words(person()),
        may_change=rule.get("changeable", True),
        **choices(),
    )
    return make_response(page, status)


def found_rule(kind: str, rule_id: str) -> dict[str, Any]:
    for one in engine().queries.rules(person(), kind=kind)["items"]:
        if one["id"] == rule_id:
            return dict(one)
    raise errors.NotFound


def known(kind: str) -> str:
    if kind not in KINDS:
        raise errors.NotFound
    return kind
