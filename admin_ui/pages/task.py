"""What a person does with one piece of work: take it, give it back, finish it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import corrections, filling
from tongban.admin_ui.filling import NOTHING, Refused
from tongban.admin_ui.language import _, text
from tongban.admin_ui.pages.case import case_page, task_parts, what_was_done
from tongban.admin_ui.session import engine, person
from tongban.engine import ClaimTask, CompleteTask, MarkCopyRead, ReleaseTask, SaveDraft, errors

pages = Blueprint("task", __name__)
OPEN = ("open", "claimed")
PUBLICATION = "item-publication"


@pages.get("/tasks/<task_id>")
def show(task_id: str) -> Response:
    task = engine().queries.task(person(), task_id)
    if task["case_no"]:
        did = request.args.get("did")
        return redirect(url_for("ui.case.show", case_no=task["case_no"], task=task_id, did=did))
    return task_page(task)


def task_page(task: Mapping[str, Any], refused: Refused = NOTHING, status: int = 200) -> Response:
    """The work inside the page of its case, or on a page of its own when it belongs to none."""
    if task["case_no"]:
        return case_page(task["case_no"], task_id=task["id"], refused=refused, status=status)
    # The process of publication is about a submission, which has a page of its own.
    about = (
        engine().queries.publication_of_instance(person(), task["instance_id"])
        if task["process"] == PUBLICATION
        else None
    )
    page = render_template(
        "task.html",
        wrong=refused.wrong,
        done=what_was_done(),
        publication=about and engine().queries.publication(person(), about),
        **task_parts(task, refused),
    )
    return make_response(page, status)


@pages.post("/tasks/<task_id>/claim")
def claim(task_id: str) -> Response:
    engine().execute(ClaimTask(task_id), person())
    return redirect(url_for("ui.task.show", task_id=task_id), 303)


@pages.post("/tasks/<task_id>/release")
def release(task_id: str) -> Response:
    engine().execute(ReleaseTask(task_id), person())
    return redirect(url_for("ui.inbox.show", box="pool"), 303)


@pages.post("/tasks/<task_id>/draft")
def keep_draft(task_id: str) -> Response:
    """Everything typed so far, to go on with later."""
    task = open_task(task_id)
    kept = {**filling.to_keep(task["form_schema"]), **corrections.to_keep()}
    engine().execute(SaveDraft(task_id, kept), person())
    if "quiet" in request.form:
        return make_response("", 204)
    return redirect(url_for("ui.task.show", task_id=task_id, did="save_draft"), 303)


@pages.post("/tasks/<task_id>/read")
def read(task_id: str) -> Response:
    """A copy was read."""
    engine().execute(MarkCopyRead(task_id), person())
    if request.args.get("box") == "cc":
        return redirect(url_for("ui.inbox.show", box="cc"), 303)
    return redirect(url_for("ui.task.show", task_id=task_id), 303)


@pages.post("/tasks/<task_id>/complete")
def complete(task_id: str) -> Response:
    """Finish the work; whatever is missing comes back with everything that was typed."""
    actor = person()
    task = open_task(task_id)
    # Whoever is only asked answers in words: the step's form is not theirs.
    schema = None if task["part"] == "consult" else task["form_schema"]
    refused = filling.posted(schema, task.get("data") or {}, task["field_access"])
    if filling.redraws():
        return redrawn(task, refused)
    outcome, opinion = chosen_outcome(task), request.form.get("opinion", "").strip()
    refused = Refused(refused.values, refused.problems, missing(task, outcome, opinion))
    if refused:
        return task_page(task, refused, 422)
    ticked = tuple(request.form.getlist("point"))
    values = {**refused.values, **corrections.asked_for(task, outcome)}
    command = CompleteTask(task_id, outcome and outcome["id"], opinion or None, values, ticked)
    try:
        engine().execute(command, actor)
    except errors.Invalid as error:
        refused = filling.refusal(error, refused.values, task["form_schema"])
        return task_page(task, corrections.at_their_fields(refused), 422)
    return redirect(url_for("ui.inbox.show", finished=task["case_no"] or "1"), 303)


def open_task(task_id: str) -> Any:
    """The work as long as it is to be done; once it is not, the engine says who was first, a page never guesses."""
    try:
        task = engine().queries.task(person(), task_id)
    except errors.NotFound:
        task = None
    if task is None or task["state"] not in OPEN:
        engine().execute(CompleteTask(task_id), person())
    return task


def redrawn(task: Mapping[str, Any], refused: Refused) -> Response:
    """The same form after a choice that changes it: only the fields when a script asked, else the page."""
    if request.headers.get("HX-Request"):
        nodes = filling.drawn(task["form_schema"], task.get("data") or {}, refused, task["field_access"])
        return make_response(render_template("form_redrawn.html", nodes=nodes))
    return task_page(task, refused)


def chosen_outcome(task: Mapping[str, Any]) -> Any:
    """The outcome whose button was pressed."""
    wanted = request.form.get("outcome")
    return next((outcome for outcome in task["outcomes"] if outcome["id"] == wanted), None)


def missing(task: Mapping[str, Any], outcome: Any, opinion: str) -> dict[str, str]:
    """What a decision still needs: a choice, its opinion, every point looked at."""
    wrong = {}
    if task["part"] == "consult":
        return {} if opinion else {"opinion": _("请填写答复")}
    if task["outcomes"] and outcome is None:
        wrong["outcome"] = _("请选择办理结果")
    if outcome and outcome.get("opinion") == "required" and not opinion:
        wrong["opinion"] = _("“{outcome}”必须填写意见", outcome=text(outcome))
    if outcome and outcome.get("kind") == "approve":
        ticked = request.form.getlist("point")
        for point in task["review_points"]:
            if point["id"] not in ticked:
                wrong[f"point-{point['id']}"] = _("请核对并勾选审查要点：{point}", point=text(point))
    return wrong
