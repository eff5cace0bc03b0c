"""One case: what the reader must do now, and everything known of it; the acts a person may do on the case itself."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import course, filling, steps
from tongban.admin_ui.filling import NOTHING, Refused
from tongban.admin_ui.language import _, half
from tongban.admin_ui.security import FILE_POLICY, PDF_POLICY
from tongban.admin_ui.session import engine, person
from tongban.engine import AttachMaterial, SupplementCase, WithdrawCase, errors

pages = Blueprint("case", __name__)
SHOWN_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}


@pages.get("/cases/<case_no>")
def show(case_no: str) -> Response:
    return case_page(case_no)


def case_page(
    case_no: str,
    *,
    task_id: str | None = None,
    refused: Refused = NOTHING,
    status: int = 200,
) -> Response:
    """The page of a case; after a refused act with what was typed and what is wrong with it."""
    actor, ask = person(), engine().queries
    case = ask.case(actor, case_no)
    task = the_task(case, task_id or request.args.get("task"))
    diagram = ask.diagram(actor, case_no)
    record = ask.timeline(actor, case_no)["items"]
    tasks = course.with_limits(case["tasks"], diagram["steps"])
    page = render_template(
        "case.html",
        case={**case, "tasks": tasks, "clocks": course.limits(case["clocks"])},
        task=course.with_limits([task], diagram["steps"])[0] if task else None,
        opinions=course.opinions(case["opinions"], diagram["xml"]),
        nodes=filling.drawn(task["form_schema"], task.get("data") or {}, refused, task["field_access"])
        if task
        else [],
        told=filling.told(case.get("form_schema"), case["form"]),
        wrong=refused.wrong,
        typed=request.form,
        drawing=steps.drawn(diagram),
        steps=steps.listed(diagram),
        names=steps.names(diagram),
        deeds=course.deeds(record),
        record=record,
        shown_inline=SHOWN_INLINE,
    )
    return make_response(page, status)


def the_task(case: Mapping[str, Any], wanted: str | None) -> Any:
    """The work to show first: the one asked for, else the first the reader may do, else the first to claim."""
    open_here = [task["id"] for task in case["tasks"] if task["operations"]]
    ready = [task["id"] for task in case["tasks"] if "complete" in task["operations"]]
    chosen = wanted if wanted in open_here else next(iter(ready or open_here), None)
    return engine().queries.task(person(), chosen) if chosen else None


@pages.post("/cases/<case_no>/withdraw")
def withdraw(case_no: str) -> Response:
    reason = request.form.get("reason", "").strip()
    if not reason:
        return case_page(case_no, refused=Refused(page={"reason": _("请填写撤回理由")}), status=422)
    engine().execute(WithdrawCase(case_no, reason), person())
    return redirect(url_for("ui.case.show", case_no=case_no), 303)


@pages.route("/cases/<case_no>/supplement", methods=["GET", "POST"])
def supplement(case_no: str) -> Response:
    """The applicant answers a correction notice: the form and the files as they should be."""
    case = engine().queries.case(person(), case_no)
    if request.method == "GET":
        return supplement_page(case)
    filled = filling.posted(case["form_schema"], case["form"])
    if filling.redraws() and request.headers.get("HX-Target", "").endswith("form-fields"):
        return make_response(
            render_template(
                "form_redrawn.html", nodes=filling.drawn(case["form_schema"], case["form"], filled)
            )
        )
    if filling.redraws() or filled:
        return supplement_page(case, filled, 422 if filled else 200)
    command = SupplementCase(
        case_no, filled.values, request.form.get("note", "").strip(), filling.handed_in(case["materials"])
    )
    try:
        engine().execute(command, person())
    except errors.Invalid as error:
        lines = [one["code"] for one in case["materials"]]
        return supplement_page(case, filling.refusal(error, filled.values, case["form_schema"], lines), 422)
    return filling.done(url_for("ui.case.show", case_no=case_no))


def supplement_page(case: Mapping[str, Any], refused: Refused = NOTHING, status: int = 200) -> Response:
    page = render_template(
        "supplement.html",
        case=case,
        nodes=filling.drawn(case["form_schema"], case["form"], refused),
        wrong=refused.wrong,
        typed=request.form,
    )
    return make_response(page, status)


@pages.post("/cases/<case_no>/materials/<code>")
def attach(case_no: str, code: str) -> Response:
    """Hand in a file for one line of the material list."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return case_page(
            case_no, refused=Refused(page={f"material-{code}": _("请先选择要上传的文件")}), status=422
        )
    try:
        engine().execute(AttachMaterial(case_no, code, given.filename, given.read()), person())
    except errors.Invalid as error:
        return case_page(case_no, refused=Refused(page={f"material-{code}": said(error)}), status=422)
    return redirect(url_for("ui.case.show", case_no=case_no, _anchor="materials"), 303)


def said(error: errors.EngineError) -> str:
    """Everything a refusal says, in one line."""
    return "；".join(half(str(one["message"])) for one in error.errors) or half(error.message)


@pages.get("/cases/<case_no>/materials/<code>")
def material(case_no: str, code: str) -> Response:
    """A file as it was handed in: pictures and PDF to look at, everything else only to keep."""
    content, media_type, name = engine().queries.material_file(person(), case_no, code)
    inline = media_type in SHOWN_INLINE and "download" not in request.args
    return file_response(content, media_type, name, inline=inline)


@pages.get("/documents/<document_id>.pdf")
def document(document_id: str) -> Response:
    content, name = engine().queries.document_pdf(person(), document_id)
    return file_response(content, "application/pdf", name, inline="download" not in request.args)


def file_response(content: bytes, media_type: str, name: str, *, inline: bool) -> Response:
    """A file with a policy that lets it do nothing."""
    shown = media_type if inline else "application/octet-stream"
    response = send_file(BytesIO(content), mimetype=shown, as_attachment=not inline, download_name=name)
    response.headers["Content-Security-Policy"] = (
        PDF_POLICY if media_type == "application/pdf" else FILE_POLICY
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
