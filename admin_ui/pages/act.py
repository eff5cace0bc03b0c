"""The dialogs: one page per act on a case or a task, opened over the page one came from, or followed without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import case_acts, choosing, course, filling, task_acts
from tongban.admin_ui.acts import UNTRIED, Act, Explained, Tried, refused, tried
from tongban.admin_ui.language import _, text
from tongban.admin_ui.session import engine, person
from tongban.engine import errors

pages = Blueprint("act", __name__)
CASE_ACTS = ",".join(case_acts.ACTS)
TASK_ACTS = ",".join(task_acts.ACTS)


@pages.route(f"/cases/<case_no>/<any({CASE_ACTS}):name>", methods=["GET", "POST"])
def on_case(case_no: str, name: str) -> Response:
    """An act on a case."""
    act, case = case_acts.ACTS[name], engine().queries.case(person(), case_no)
    back = url_for("ui.case.show", case_no=case_no)
    if request.method == "GET":
        if name not in case["operations"]:
            raise Explained(_("这个办件现在不能“{act}”，或者您的岗位没有这项权限。", act=_(act.title)))
        return act_page(act, case, back)
    sent = tried(act)
    if not sent.wrong:
        sent, answer = attempt(act, case_no, sent)
        if answer is not None:
            return filling.done(url_for("ui.case.show", case_no=case_no, did=name))
    return act_page(act, case, back, sent)


@pages.route(f"/tasks/<task_id>/<any({TASK_ACTS}):name>", methods=["GET", "POST"])
def on_task(task_id: str, name: str) -> Response:
    """An act on a piece of work."""
    act, task = task_acts.ACTS[name], engine().queries.task(person(), task_id)
    back = url_for("ui.task.show", task_id=task_id)
    if request.method == "GET":
        if name not in task["operations"]:
            raise Explained(why_not(act, task))
        return act_page(act, task, back)
    sent = tried(act)
    if not sent.wrong:
        sent, answer = attempt(act, task_id, sent)
        if answer is not None:
            return filling.done(after(act, task, answer))
    return act_page(act, task, back, sent)


def why_not(act: Act, task: Mapping[str, Any]) -> str:
    """Why a dialog nobody offered is not opened; what is sent all the same the engine judges."""
    title = _(act.title)
    if act.name in task.get("closed_operations", ()):
        return _("流程图规定“{step}”这个环节不能“{act}”。", step=text(task), act=title)
    if task["state"] not in ("open", "claimed"):
        return _("“{step}”已经办结，不能再“{act}”。", step=text(task), act=title)
    if task["assignee"] not in (None, person().id):
        return _("“{step}”不在您手里，不能“{act}”。", step=text(task), act=title)
    return _("您现在不能“{act}”：还不到时候，或者您的岗位没有这项权限。", act=title)


def attempt(act: Act, subject: str, sent: Tried) -> tuple[Tried, Any]:
    """The engine's answer, or what was sent with what is wrong; who was faster is told on a page of its own."""
    try:
        return sent, engine().execute(act.make(subject, sent.answers), person())
    except errors.TaskNotOpen:
        raise
    except (errors.Invalid, errors.Conflict, errors.NotAllowed) as error:
        return refused(act, sent.answers, error), None


def after(act: Act, task: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """Where one goes on: the inbox when the work is gone, else the work."""
    if act.leaves:
        return url_for("ui.inbox.show", did=act.name, about=task["case_no"])
    here = answer.get("id", task["id"]) if act.name == "retrieve" else task["id"]
    return url_for("ui.task.show", task_id=here, did=act.name)


def arranged(
    act: Act, subject: Mapping[str, Any], key: str, back: str, then: Callable[[Any], str]
) -> Response:
    """A dialog about anything else: shown, refused, or done and on to where `then` says."""
    if request.method == "GET":
        return act_page(act, subject, back)
    sent = tried(act)
    if not sent.wrong:
        sent, answer = attempt(act, key, sent)
        if answer is not None:
            return filling.done(then(answer))
    return act_page(act, subject, back, sent)


def act_page(act: Act, subject: Mapping[str, Any], back: str, sent: Tried = UNTRIED) -> Response:
    options = {ask.name: offered(act, ask, subject, sent) for ask in act.asks}
    page = render_template(
        "act.html", act=act, subject=subject, back=back, options=options, sent=sent, phrases=phrases(act)
    )
    return make_response(page, 422 if sent.wrong else 200)


def offered(act: Act, ask: Any, subject: Mapping[str, Any], sent: Tried) -> Any:
    if ask.kind in ("person", "people"):
        chosen = sent.answers.get(ask.name, ())
        return choosing.people(chosen=[chosen] if isinstance(chosen, str) and chosen else chosen)
    return ask.options(subject)


def phrases(act: Act) -> list[str]:
    """The sentences one's unit often uses here."""
    kind = next((ask.phrases for ask in act.asks if ask.phrases), "")
    return course.phrases(kind) if kind else []


@pages.get("/people")
def people() -> str:
    """The list to choose from, narrowed to a name; whoever is chosen already stays in it."""
    name, chosen = request.args.get("field", "to"), request.args.getlist("chosen")
    chosen = chosen or request.args.getlist(name)
    return render_template(
        "act_people.html",
        name=name,
        several="several" in request.args,
        people=choosing.people(request.args.get("who", "").strip(), chosen),
        chosen=chosen,
    )
