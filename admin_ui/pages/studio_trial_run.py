"""A trial stepped by hand: act as each role, jump in time, take back, look at what came out, and save it as a sample."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import choosing, filling, studio, trial_application, trial_view
from tongban.admin_ui.filling import NOTHING, Refused
from tongban.admin_ui.language import N_, _, text
from tongban.admin_ui.pages.case import file_response
from tongban.admin_ui.session import engine
from tongban.engine import SYSTEM, TrialRun, Trials, drafting, errors

pages = Blueprint("studio_run", __name__, url_prefix="/studio/<draft_id>/runs")
SAMPLE_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?")
#: Acts beside completing a step, and what each of them is told.
ACTS = {
    "supplement": (N_("补正材料"), ("note",)),
    "attach": (N_("补交材料"), ()),
    "withdraw": (N_("撤回申请"), ("reason",)),
    "void": (N_("作废"), ("reason",)),
    "suspend": (N_("暂停计时"), ("kind", "basis", "approver", "days", "reason")),
    "resume": (N_("恢复计时"), ("reason",)),
    "extend": (N_("延长期限"), ("days", "approver", "reason")),
    "return": (N_("退回"), ("reason",)),
    "rate": (N_("评价"), ("level",)),
}
NUMBERS = ("days", "level")


def trials() -> Trials:
    return Trials(engine())


@pages.get("/<run_id>")
def show(draft_id: str, run_id: str) -> Response:
    """The run as it stands."""
    return run_page(draft_id, run_id)


def run_page(draft_id: str, run_id: str, refused: Refused = NOTHING, status: int = 200) -> Response:
    draft = studio.opened(draft_id)
    with trials().opened(studio.designer(), draft_id, run_id) as run:
        page = render_template(
            "studio_run.html",
            draft=draft,
            acts=ACTS,
            materials=run.item.sheet.materials,
            kinds=choosing.SPECIAL_PROCEDURES,
            told=filling.told,
            saved=request.args.get("saved", ""),
            **trial_view.shown(run, refused),
        )
    return make_response(page, status)


def moved(draft_id: str, run_id: str, act: Callable[[TrialRun], None]) -> Response:
    """Do one move; a refusal comes back on the page with what was typed."""
    try:
        with trials().opened(studio.designer(), draft_id, run_id) as run:
            act(run)
    except errors.NotFound as gone:
        if "trial" in gone.facts:
            raise
        return run_page(draft_id, run_id, Refused(page={"move": trial_view.refusal(gone)}), 422)
    except (errors.NotSignedIn, errors.NotAllowed) as refused:
        if refused.facts.get("verb") == "item.draft":
            raise
        return run_page(draft_id, run_id, Refused(page={"move": _("这个人不能做这件事")}), 422)
    except errors.EngineError as error:
        return run_page(draft_id, run_id, Refused(page={"move": trial_view.refusal(error)}), 422)
    return back(draft_id, run_id)


def back(draft_id: str, run_id: str, **more: str) -> Response:
    return redirect(url_for("ui.studio_run.show", draft_id=draft_id, run_id=run_id, **more), 303)


@pages.post("/<run_id>/complete")
def complete(draft_id: str, run_id: str) -> Response:
    """Finish a step as the person chosen."""
    with trials().opened(studio.designer(), draft_id, run_id) as run:
        case = run.engine.queries.case(SYSTEM, run.record.case_no)
        task = trial_view.chosen(run, trial_view.open_tasks(run, case), NOTHING)
        if task is None or task["id"] != trial_view.asked("task"):
            gone = Refused(page={"move": _("这个环节已经不在办理中")})
            filled = gone
        else:
            filled = trial_view.posted(
                run, task.get("form_schema"), task.get("data") or {}, task.get("field_access") or {}
            )
    if filling.redraws():
        if request.headers.get("HX-Request") and task is not None:
            nodes = filling.drawn(task["form_schema"], task.get("data") or {}, filled, task["field_access"])
            return make_response(render_template("form_redrawn.html", nodes=nodes))
        return run_page(draft_id, run_id, filled)
    if filled or task is None:
        return run_page(draft_id, run_id, filled, 422)
    line: dict[str, Any] = {"as": task["signer"], "task": task["element"]}
    for key, value in (
        ("outcome", trial_view.asked("outcome")),
        ("opinion", trial_view.asked("opinion").strip()),
        ("variables", filled.values),
        ("member", task["member"]),
    ):
        if value:
            line[key] = dict(value) if key == "variables" else value
    return moved(draft_id, run_id, lambda run: step_by_hand(run, line))


def step_by_hand(run: TrialRun, line: Mapping[str, Any]) -> None:
    """A move of one's own; when it does the sample's next step, that one is done."""
    run.move(line)
    hint = run.record.planned[0] if run.record.planned else {}
    same = all(hint.get(key, "") == line.get(key, "") for key in ("task", "member", "act", "advance", "job"))
    if hint and same:
        del run.record.planned[0]


@pages.post("/<run_id>/job")
def job(draft_id: str, run_id: str) -> Response:
    """Finish by hand what waits for a system outside: with what it would answer, or with a BPMN error."""
    line: dict[str, Any] = {"job": trial_view.asked("element")}
    values, wrong = trial_view.typed_values(trial_view.asked("values"))
    error = trial_view.asked("error").strip()
    if wrong:
        return run_page(draft_id, run_id, Refused(page={"values": wrong}), 422)
    if request.form.get("throw") and not error:
        return run_page(draft_id, run_id, Refused(page={"error": _("请写错误代码")}), 422)
    if values:
        line["variables"] = values
    if request.form.get("throw"):
        line["error"] = error
    return moved(draft_id, run_id, lambda run: step_by_hand(run, line))


@pages.post("/<run_id>/act")
def act(draft_id: str, run_id: str) -> Response:
    """Another act on the case: a supplement, a suspension, a withdrawal …"""
    name, who = trial_view.asked("act"), trial_view.asked("as").strip()
    if name not in ACTS or not who:
        wrong = Refused(page={"act": _("请选择做什么、由谁做")})
        return run_page(draft_id, run_id, wrong, 422)
    line: dict[str, Any] = {"act": name, "as": who}
    for key in ACTS[name][1]:
        value = trial_view.asked(key).strip()
        if value and key in NUMBERS:
            if not (value.isascii() and value.isdecimal() and len(value) < 5):
                return run_page(draft_id, run_id, Refused(page={key: _("请填写数字")}), 422)
            line[key] = int(value)
        elif value:
            line[key] = value
    if name == "return":
        line["on"], line["opinion"] = trial_view.asked("on"), line.pop("reason", "")

    def do(run: TrialRun) -> None:
        if name in ("supplement", "attach"):
            line["materials"] = {
                one.code: trial_application.made_up(one)
                for one in run.item.sheet.materials
                if one.code in request.form.getlist("material")
            }
        if name == "supplement":
            line["form"] = run.engine.queries.case(SYSTEM, run.record.case_no)["form"]
        step_by_hand(run, line)

    return moved(draft_id, run_id, do)


@pages.post("/<run_id>/wait")
def wait(draft_id: str, run_id: str) -> Response:
    """Jump the calendar."""
    given = {}
    for name in ("working_days", "hours"):
        value = request.form.get(name, "").strip()
        if value and name in request.form.getlist("by"):
            if not (value.isascii() and value.isdecimal() and 0 < len(value) < 5):
                return run_page(draft_id, run_id, Refused(page={name: _("请填写数字")}), 422)
            given[name] = int(value)
    return moved(draft_id, run_id, lambda run: run.wait(**given))


@pages.post("/<run_id>/next")
def next_line(draft_id: str, run_id: str) -> Response:
    """The sample's next line, or all that are left."""

    def do(run: TrialRun) -> None:
        run.next_planned()
        while request.form.get("all") and run.record.planned:
            run.next_planned()

    return moved(draft_id, run_id, do)


@pages.post("/<run_id>/undo")
def undo(draft_id: str, run_id: str) -> Response:
    """As before the last move."""
    return moved(draft_id, run_id, lambda run: run.undo())


@pages.post("/<run_id>/restart")
def restart(draft_id: str, run_id: str) -> Response:
    """The same application once more, on the draft as it is now; what was done becomes the lines to come."""
    actor, draft = studio.designer(), studio.opened(draft_id)
    with trials().opened(actor, draft_id, run_id) as run:
        record = run.record
    planned = [*record.recipe["steps"], *record.planned]
    try:
        new = trials().begin(actor, draft, record.recipe, planned)
    except errors.EngineError as error:
        return run_page(draft_id, run_id, Refused(page={"move": trial_view.refusal(error)}), 422)
    trials().discard(actor, draft_id, run_id)
    return back(draft_id, new)


@pages.post("/<run_id>/discard")
def discard(draft_id: str, run_id: str) -> Response:
    """Throw the run away."""
    trials().discard(studio.designer(), draft_id, run_id)
    return redirect(url_for("ui.studio_start.begin", draft_id=draft_id), 303)


@pages.post("/<run_id>/save")
def save(draft_id: str, run_id: str) -> Response:
    """Keep the run as a sample of the draft, which is played at every publishing from now on."""
    key, name = request.form.get("key", "").strip(), request.form.get("name", "").strip()
    wrong = {}
    if not SAMPLE_NAME.fullmatch(key):
        wrong["key"] = _("请用小写字母、数字和连字符")
    if not name:
        wrong["name"] = _("请写样例的名称")
    path = f"samples/{key}.json"
    if not wrong and path in studio.opened(draft_id)["contents"]:
        wrong["key"] = _("已经有这个名称的样例了")
    if wrong:
        return run_page(draft_id, run_id, Refused(page=wrong), 422)
    words = {"zh": name, "en": request.form.get("name_en", "").strip() or text({"zh": name})}
    with trials().opened(studio.designer(), draft_id, run_id) as run:
        made = run.as_sample(words)
    try:
        engine().execute(drafting.ChangeItemDraft(draft_id, {path: made}, {path: 0}), studio.designer())
    except (errors.PreconditionFailed, errors.Invalid) as error:
        return run_page(draft_id, run_id, Refused(page={"key": trial_view.refusal(error)}), 422)
    return back(draft_id, run_id, saved=key)


@pages.get("/<run_id>/documents/<document_id>.pdf")
def document(draft_id: str, run_id: str, document_id: str) -> Response:
    """A paper that came out of the trial."""
    with trials().opened(studio.designer(), draft_id, run_id) as run:
        content, name = run.engine.queries.document_pdf(SYSTEM, document_id)
    return file_response(content, "application/pdf", name, inline=True)
