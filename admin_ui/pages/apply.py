"""Applying: by the applicant online, or at the window by a clerk for somebody standing there; and the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tongban import forms
from tongban.admin_ui import filling
from tongban.admin_ui.acts import Explained
from tongban.admin_ui.filling import NOTHING, Refused
from tongban.admin_ui.guide import materials
from tongban.admin_ui.language import _, text
from tongban.admin_ui.pages.window import identity_gaps, registered, visitor
from tongban.admin_ui.session import acts_for, at_window, engine, person
from tongban.engine import RegisterCase, SaveApplication, errors

pages = Blueprint("apply", __name__)
IDENTITY = ("kind", "name", "id_type", "id_no")
CONTACT = ("name", "phone", "address")
# Of a posted form, what says nothing about the application.
UNKEPT = ("csrf", "act", "visit")


@pages.route("/apply/<item>", methods=["GET", "POST"])
def online(item: str) -> Response:
    actor = person()
    if not engine().queries.guide(actor, item)["online"]:
        raise Explained(_("这个事项不在网上受理，请带材料到窗口办理，可以先预约。"))
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
    if request.form.get("act") == "keep" and channel == "online":
        return kept(guide, filled)
    refused = Refused(filled.values, filled.problems, identity_gaps())
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
        reuse=chosen_again(guide),
        from_draft=channel == "online",
    )
    try:
        case = engine().execute(command, person())
    except errors.Invalid as error:
        lines = [one["code"] for one in guide.get("materials") or ()]
        return application_page(
            guide, channel, filling.refusal(error, filled.values, guide["form"], lines), 422
        )
    registered(case["case_no"])
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
    draft = begun(guide) if channel == "online" and request.method == "GET" else {}
    typed_before = MultiDict(draft["fields"]) if draft else request.form
    if draft and guide["form"]:
        refused = Refused(forms.parse_posted(filling.read(guide["form"]), draft["fields"]))
    page = render_template(
        "apply.html",
        guide=guide,
        channel=channel,
        nodes=filling.drawn(guide["form"], {}, refused),
        materials=with_offers(guide, channel, draft),
        draft=draft,
        wrong=refused.wrong,
        typed=typed_before,
        known=known_applicant() if channel == "online" else visitor(request.values.get("visit", "")),
        visit=request.values.get("visit", "") if channel == "window" else "",
        members=members(guide),
    )
    return make_response(page, status)


def begun(guide: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was put by of this application, if anything was."""
    return engine().queries.application_draft(person(), guide["code"]) or {}


def kept(guide: Mapping[str, Any], filled: Refused) -> Response:
    """Put the application by as it is, right or wrong, to go on with later."""
    fields = {name: values for name, values in request.form.to_dict(flat=False).items() if name not in UNKEPT}
    files = filling.handed_in(guide.get("materials") or ())
    try:
        engine().execute(SaveApplication(guide["code"], fields, files), person())
    except errors.Invalid as error:
        lines = [one["code"] for one in guide.get("materials") or ()]
        refused = filling.refusal(error, filled.values, guide["form"], lines)
        return application_page(guide, "online", refused, 422)
    return filling.done(url_for("ui.mine.show", did="kept"))


def with_offers(guide: Mapping[str, Any], channel: str, draft: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The material list, each line with what was put by for it and what was given or granted before."""
    offers = engine().queries.reusable(person(), guide["code"]) if channel == "online" else {}
    if not draft and channel == "online" and request.method == "POST":
        draft = begun(guide)
    names: dict[str, list[str]] = {}
    for one in draft.get("files") or ():
        names.setdefault(one["code"], []).append(one["file_name"])
    return [
        {
            **one,
            "offers": offers.get(one["code"], []),
            "chosen": request.form.get(f"reuse.{one['code']}", ""),
            **({"file_name": _("、").join(names[one["code"]])} if one["code"] in names else {}),
        }
        for one in materials(guide)
    ]


def chosen_again(guide: Mapping[str, Any]) -> dict[str, str]:
    """What of earlier applications was chosen for which line."""
    given = {one["code"]: typed(f"reuse.{one['code']}") for one in guide.get("materials") or ()}
    return {code: reference for code, reference in given.items() if reference}


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


def known_applicant() -> dict[str, Any]:
    """What is already known of whoever is signed in, or of whoever they act for."""
    return engine().queries.own_identity(person()) or {"name": acts_for() or person().name}


@pages.get("/cases/<case_no>/receipt")
def receipt(case_no: str) -> str:
    """The number, the code to ask with, and the receipt to print."""
    return render_template("receipt.html", case=engine().queries.case(person(), case_no))
