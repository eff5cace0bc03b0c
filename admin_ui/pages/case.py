"""One case: what the reader must do now, and everything known of it; the acts a person may do on the case itself."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import case_acts, corrections, course, filling, plain_words, steps, task_acts
from tongban.admin_ui.acts import Explained
from tongban.admin_ui.filling import NOTHING, Refused
from tongban.admin_ui.language import _, half
from tongban.admin_ui.pages.case_review import SHOWN_INLINE, ticks_by_key
from tongban.admin_ui.security import FILE_POLICY, PDF_POLICY
from tongban.admin_ui.session import engine, is_staff, person
from tongban.engine import AttachMaterial, SupplementCase, desk_acts, errors

pages = Blueprint("case", __name__)


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
    beside = ask.case_beside(actor, case_no) if is_staff() else None
    page = render_template(
        "case.html",
        case={
            **case,
            "tasks": tasks,
            "clocks": course.limits(case["clocks"]),
        },
        **(task_parts(course.with_limits([task], diagram["steps"])[0], refused) if task else {}),
        beside=beside,
        changed=changed(case, beside),
        ticks=ticks_by_key(beside),
        looked_at=(beside or {}).get("ticks", {}).get("points", []),
        case_acts=case_acts.ACTS,
        decided=course.decided,
        opinions=course.opinions(case["opinions"]),
        told=filling.told(case.get("form_schema"), case["form"]),
        wrong=refused.wrong,
        plain=[] if is_staff() else plain_words.sentences(case, tasks, case.get("sub_cases") or ()),
        drawing=steps.drawn(diagram),
        steps=steps.listed(diagram),
        days=course.days(record, case["opinions"]),
        record=record,
        shown_inline=SHOWN_INLINE,
        done=what_was_done(),
    )
    return make_response(page, status)


def changed(case: Mapping[str, Any], beside: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What the applicant changed in the last round, in the words of the form and of the material list."""
    found = (beside or {}).get("changes")
    if not found:
        return None
    before, after = ({**case["form"], **found[when]} for when in ("before", "after"))
    names = {one["code"]: one for one in case["materials"]}
    return {
        "at": found["at"],
        "note": found["note"],
        "fields": filling.differing(case.get("form_schema"), before, after),
        "materials": [names[code] for code in found["materials"] if code in names],
    }


@pages.post("/cases/<case_no>/watch")
def watch(case_no: str) -> Response:
    """Keep an eye on a case, or no longer."""
    engine().execute(desk_acts.WatchCase(case_no, "watch" in request.form), person())
    return redirect(url_for("ui.case.show", case_no=case_no), 303)


@pages.post("/cases/<case_no>/here")
def here(case_no: str) -> str:
    """The page is open; the answer says who else has it open."""
    others = engine().execute(desk_acts.BeOnCase(case_no), person())["others"]
    return render_template("case_present.html", others=others)


def task_parts(task: Mapping[str, Any], refused: Refused) -> dict[str, Any]:
    """What the part of a page about one piece of work needs; a draft stands in it until something newer does."""
    draft, opinion = filling.kept(task)
    shown = draft if refused is NOTHING else refused
    return {
        "task": task,
        "task_acts": task_acts.ACTS,
        "nodes": filling.drawn(task["form_schema"], task.get("data") or {}, shown, task["field_access"]),
        "to_correct": corrections.typed() if request.method == "POST" else corrections.kept(task),
        "typed": request.form,
        "opinion": request.form.get("opinion", "") if request.method == "POST" else opinion,
        "phrases": course.phrases() if "complete" in task["operations"] else [],
        "said": engine().queries.task_record(person(), task["id"]),
    }


def what_was_done() -> str:
    """What the act that led here has done."""
    act = {**case_acts.ACTS, **task_acts.ACTS}.get(request.args.get("did", ""))
    if request.args.get("did") == "save_draft":
        return _("已暂存。下次打开时接着填；别人看不到。")
    if request.args.get("did") == "tick_review":
        return _("核对已保存")
    return _(act.done) if act else ""


def the_task(case: Mapping[str, Any], wanted: str | None) -> Any:
    """The work to show first: the one asked for, the reader's own, one to claim, or the last that may be taken back."""
    asked = readable(wanted) if wanted else None
    if asked and asked["case_no"] == case["case_no"]:
        return asked
    open_here = [task["id"] for task in case["tasks"] if task["operations"]]
    ready = [task["id"] for task in case["tasks"] if "complete" in task["operations"]]
    chosen = next(iter(ready or open_here), None)
    if chosen:
        return engine().queries.task(person(), chosen)
    return to_take_back(case["case_no"]) if is_staff() else None


def readable(task_id: str) -> Any:
    """The work, if it is for the reader."""
    try:
        return engine().queries.task(person(), task_id)
    except errors.NotFound:
        return None


def to_take_back(case_no: str) -> Any:
    """The reader's last work on this case while it may still be taken back."""
    done = engine().queries.inbox(person(), box="done", q=case_no, page_size=1)["items"]
    last = readable(done[0]["id"]) if done else None
    return last if last and "retrieve" in last["operations"] else None


@pages.route("/cases/<case_no>/supplement", methods=["GET", "POST"])
def supplement(case_no: str) -> Response:
    """The applicant answers a correction notice: the form and the files as they should be."""
    case = engine().queries.case(person(), case_no)
    if "supplement" not in case["operations"]:
        raise Explained(_("现在没有需要补正的内容，或者补正已经提交。"))
    if request.method == "GET":
        return supplement_page(case)
    filled = filling.posted(case["form_schema"], case["form"])
    if filling.redraws() and request.headers.get("HX-Target", "").endswith("form-fields"):
        return make_response(render_template("form_redrawn.html", nodes=redrawn_nodes(case, filled)))
    if filling.redraws() or filled:
        return supplement_page(case, filled, 422 if filled else 200)
    note, files = request.form.get("note", "").strip(), filling.handed_in(case["materials"])
    if not (note or files) and not corrections.changes(case["form"], filled.values):
        return supplement_page(
            case, Refused(filled.values, page={"note": _(corrections.NOTHING_CHANGED)}), 422
        )
    command = SupplementCase(case_no, filled.values, note, files)
    try:
        engine().execute(command, person())
    except errors.Invalid as error:
        lines = [one["code"] for one in case["materials"]]
        return supplement_page(case, filling.refusal(error, filled.values, case["form_schema"], lines), 422)
    return filling.done(url_for("ui.case.show", case_no=case_no))


def redrawn_nodes(case: Mapping[str, Any], filled: Refused) -> Any:
    asked = engine().queries.corrections(person(), case["case_no"])
    return filling.drawn(case["form_schema"], case["form"], corrections.marked_fields(filled, asked))


def supplement_page(case: Mapping[str, Any], refused: Refused = NOTHING, status: int = 200) -> Response:
    asked = engine().queries.corrections(person(), case["case_no"])
    page = render_template(
        "supplement.html",
        case={**case, "materials": corrections.marked_papers(case["materials"], asked)},
        asked=corrections.listed(asked, case["materials"], case["form_schema"], case["form"]),
        nodes=filling.drawn(case["form_schema"], case["form"], corrections.marked_fields(refused, asked)),
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


@pages.get("/cases/<case_no>/archive.zip")
def archive(case_no: str) -> Response:
    """The archive package of a closed case, for those of its unit."""
    content, name = engine().archive(person(), case_no)
    return file_response(content, "application/zip", name, inline=False)


def file_response(content: bytes, media_type: str, name: str, *, inline: bool) -> Response:
    """A file with a policy that lets it do nothing."""
    shown = media_type if inline else "application/octet-stream"
    response = send_file(BytesIO(content), mimetype=shown, as_attachment=not inline, download_name=name)
    response.headers["Content-Security-Policy"] = (
        PDF_POLICY if media_type == "application/pdf" else FILE_POLICY
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
