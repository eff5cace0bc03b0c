"""The office's documents: the texts they are made from, what waits for review, seal or issue, and licences."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.language import N_, _, current, half
from tongban.admin_ui.pages.case import file_response
from tongban.admin_ui.session import engine, person
from tongban.engine import MoveDocument, SaveTemplate, SetDocumentRule, errors

pages = Blueprint("papers", __name__)
STATES = {"draft": N_("待审核"), "reviewed": N_("待盖章"), "sealed": N_("待签发"), "issued": N_("已签发")}
STEPS = {
    "redraft": N_("按最新事实重拟"),
    "review": N_("审核通过"),
    "seal": N_("盖章并签名"),
    "issue": N_("签发"),
}
DONE = {
    "redraft": N_("已按最新事实重新拟稿。"),
    "send_back": N_("已退回，拟稿人会收到消息。"),
    "review": N_("已审核，待盖章。"),
    "seal": N_("已盖章并电子签名，待签发。"),
    "issue": N_("已签发，申请人现在可以看到。"),
}
LICENCE_STATES = {
    "valid": N_("有效"),
    "expired": N_("已过期"),
    "revoked": N_("已撤销"),
    "replaced": N_("已换发"),
    "not_yet": N_("尚未生效"),
}


@pages.get("/papers/templates")
def templates() -> str:
    """Every type of document, and how the chosen unit issues it."""
    unit = request.args.get("unit", "")
    units = engine().queries.own_units(person())
    if not units:
        raise errors.NotAllowed
    chosen = unit or units[0]["code"]
    found = engine().queries.templates(person(), chosen)
    return render_template(
        "papers_templates.html", units=units, found=found, types=engine().queries.document_types()
    )


@pages.get("/papers/templates/<unit>/<type_>")
def template(unit: str, type_: str) -> Response:
    return template_page(unit, type_)


def template_page(unit: str, type_: str, wrong: errors.Invalid | None = None) -> Response:
    """The text in force (or as typed), its versions, and what may be done with them."""
    actor, ask = person(), engine().queries
    found = ask.templates(actor, unit)
    kind = next((one for one in ask.document_types() if one["id"] == type_), None)
    if kind is None:
        raise errors.NotFound
    rule = found["rules"].get(type_) or {"version": 0, "in_steps": False}
    versions = ask.template_versions(actor, unit, type_)
    shipped = ask.shipped_text(type_)
    in_force = next((one["text"] for one in versions if one["version"] == rule["version"]), shipped)
    page = render_template(
        "papers_template.html",
        found=found,
        kind=kind,
        rule=rule,
        versions=versions,
        shown=request.form.get("text", in_force).replace("\r\n", "\n"),
        note=request.form.get("note", ""),
        wrong={"text": half(str(wrong.errors[0]["message"]))} if wrong and wrong.errors else {},
        line=wrong.errors[0].get("line") if wrong and wrong.errors else None,
        done=request.args.get("did") == "1",
    )
    return make_response(page, 422 if wrong else 200)


@pages.post("/papers/templates/<unit>/<type_>")
def change_template(unit: str, type_: str) -> Response:
    """Try the typed text, keep it, go back to another version, or switch the steps on or off."""
    act, text = request.form.get("act", "save"), request.form.get("text", "").replace("\r\n", "\n")
    try:
        if act == "preview":
            content = engine().try_template(unit, type_, text, person(), current())
            return file_response(content, "application/pdf", f"{type_}.pdf", inline=True)
        if act == "save":
            engine().execute(SaveTemplate(unit, type_, text, request.form.get("note", "")), person())
        elif act == "steps":
            on = request.form.get("in_steps") == "1"
            engine().execute(SetDocumentRule(unit, type_, in_steps=on), person())
        else:
            number = request.form.get("version", "0")
            chosen = int(number) if number.isdecimal() else -1
            engine().execute(SetDocumentRule(unit, type_, version=chosen), person())
    except errors.Invalid as wrong:
        return template_page(unit, type_, wrong)
    return redirect(url_for("ui.papers.template", unit=unit, type_=type_, did=1), 303)


@pages.get("/papers/templates/<unit>/<type_>/sample.pdf")
def sample(unit: str, type_: str) -> Response:
    """The type as it looks now, on made-up data."""
    ask = engine().queries
    found = ask.templates(person(), unit)
    rule = found["rules"].get(type_) or {"version": 0}
    text = next(
        (
            one["text"]
            for one in ask.template_versions(person(), unit, type_)
            if one["version"] == rule["version"]
        ),
        None,
    )
    content = ask.sample_document(type_, text, current())
    return file_response(content, "application/pdf", f"{type_}.pdf", inline=True)


@pages.get("/papers/waiting")
def waiting() -> str:
    """What is drafted, reviewed or sealed, and not issued yet."""
    found = engine().queries.waiting_documents(person())["items"]
    return render_template(
        "papers_waiting.html",
        waiting=found,
        states=STATES,
        steps=STEPS,
        done=_(DONE[request.args["did"]]) if request.args.get("did") in DONE else "",
    )


@pages.post("/papers/<document_id>/<any(redraft,send_back,review,seal,issue):step>")
def move(document_id: str, step: str) -> Response:
    engine().execute(MoveDocument(document_id, step, request.form.get("reason", "")), person())
    return redirect(url_for("ui.papers.waiting", did=step), 303)


@pages.get("/licences")
def licences() -> str:
    """Licences: an applicant's own, or those an office has issued."""
    q = request.args.get("q", "").strip()
    found: dict[str, Any] = engine().queries.licences(
        person(), q=q or None, cursor=request.args.get("cursor"), page_size=30
    )
    return render_template("licences.html", q=q, states=LICENCE_STATES, **found)
