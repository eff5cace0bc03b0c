"""Applying: by the applicant online, or at the window by a clerk for somebody standing there; and the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import filling
from tongban.admin_ui.filling import NOTHING, Refused
from tongban.admin_ui.guide import materials
from tongban.admin_ui.language import _, text
from tongban.admin_ui.session import at_window, engine, person
from tongban.engine import RegisterCase, errors

pages = Blueprint("apply", __name__)
IDENTITY = ("kind", "name", "id_type", "id_no")
CONTACT = ("name", "phone", "address")


@pages.get("/window")
def window_items() -> str:
    """What can be registered at the counter."""
    person()
    if not at_window():
        raise errors.NotAllowed
    return render_template("window.html", items=engine().queries.items(person(), page_size=100)["items"])


@pages.route("/apply/<item>", methods=["GET", "POST"])
def online(item: str) -> Response:
    person()
    return register(item, "online")


@pages.route("/window/<item>", methods=["GET", "POST"])
def window(item: str) -> Response:
    person()
    if not at_window():
        raise errors.NotAllowed
    return register(item, "window")


def register(item: str, channel: str) -> Response:
    guide = engine().queries.guide(person(), item)
    if request.method == "GET":
        return application_page(guide, channel)
    filled = filling.posted(guide["form"])
    if filling.redraws():
        return redrawn(guide, channel, filled)
    refused = Refused(filled.values, filled.problems, incomplete())
    if refused:
        return application_page(guide, channel, refused, 422)
    command = RegisterCase(
        item=item,
        applicant=party("applicant"),
        agent=party("agent") if typed("agent.name") else None,
        form=filled.values,
        channel=channel,
        materials=filling.handed_in(guide.get("materials") or ()),
        override_reason=typed("override_reason") or None,
        green_project=(typed("green_project") or None) if channel == "window" else None,
        commitments=tuple(request.form.getlist("commitments")),
        members=tuple(request.form.getlist("members")) if guide.get("members") else None,
    )
    try:
        case = engine().execute(command, person())
    except errors.Invalid as error:
        lines = [one["code"] for one in guide.get("materials") or ()]
        return application_page(
            guide, channel, filling.refusal(error, filled.values, guide["form"], lines), 422
        )
    return filling.done(url_for("ui.apply.receipt", case_no=case["case_no"]))


def redrawn(guide: Mapping[str, Any], channel: str, filled: Refused) -> Response:
    """The same form after a choice that changes it: only the fields when a script asked for them."""
    if request.headers.get("HX-Target", "").endswith("form-fields"):
        nodes = filling.drawn(guide["form"], {}, filled)
        return make_response(render_template("form_redrawn.html", nodes=nodes))
    return application_page(guide, channel, filled)


def application_page(
    guide: Mapping[str, Any], channel: str, refused: Refused = NOTHING, status: int = 200
) -> Response:
    page = render_template(
        "apply.html",
        guide=guide,
        channel=channel,
        nodes=filling.drawn(guide["form"], {}, refused),
        materials=materials(guide),
        wrong=refused.wrong,
        typed=request.form,
        known=known_applicant() if channel == "online" else {},
        members=members(guide),
    )
    return make_response(page, status)


def members(guide: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Who takes part in a joint case, ticked as sent, at first all; a result of another member is no paper."""
    offered = guide.get("members") or ()
    names = {one["key"]: one["item"] for one in offered}
    sent = request.form.getlist("members") if request.method == "POST" else list(names)
    return [
        {
            **one,
            "ticked": one["required"] or one["key"] in sent,
            "papers": [paper for paper in one["materials"] if not paper["from_member"]],
            "after_told": _("、").join(text(names[key]) for key in one["needs"] if key in names),
        }
        for one in offered
    ]


def party(prefix: str) -> dict[str, Any]:
    """The applicant or the agent as typed, with whom to call."""
    told = {key: typed(f"{prefix}.{key}") for key in IDENTITY}
    contact = {key: typed(f"{prefix}.contact.{key}") for key in CONTACT}
    known = {key: value for key, value in contact.items() if value}
    return {**{key: value for key, value in told.items() if value}, **({"contact": known} if known else {})}


def typed(name: str) -> str:
    return request.form.get(name, "").strip()


def incomplete() -> dict[str, str]:
    """What an applicant must say before the engine is asked."""
    needed = {
        "applicant.kind": _("请选择申请人类型"),
        "applicant.name": _("请填写申请人名称"),
        "applicant.id_no": _("请填写证件号码"),
        "applicant.contact.phone": _("请填写联系电话"),
    }
    return {name: told for name, told in needed.items() if not typed(name)}


def known_applicant() -> dict[str, Any]:
    """What is already known of whoever is signed in."""
    return {"name": person().name}


@pages.get("/cases/<case_no>/receipt")
def receipt(case_no: str) -> str:
    """The number, the code to ask with, and the receipt to print."""
    return render_template("receipt.html", case=engine().queries.case(person(), case_no))
