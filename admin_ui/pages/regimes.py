"""Key projects and marks for broken commitments, to look up and to change; and the hint a window shows at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import regime_acts
from tongban.admin_ui.language import _
from tongban.admin_ui.pages.act import arranged
from tongban.admin_ui.session import at_window, engine, person
from tongban.engine import errors

pages = Blueprint("regimes", __name__)


@pages.get("/admin/green-projects")
def green_projects() -> str:
    """The key projects, the newest first."""
    actor = person()
    q = request.args.get("q", "").strip()
    found = engine().queries.green_projects(actor, q=q or None, cursor=request.args.get("cursor"))
    may_change = actor.is_admin or "unit_admin" in actor.roles
    return render_template("green_projects.html", q=q, may_change=may_change, done=done(), **found)


@pages.route("/admin/green-projects/add", methods=["GET", "POST"])
def add_green_project() -> Response:
    return project_act("green_add", "", {"about": _("重点项目")})


@pages.route("/admin/green-projects/<code>/<any(green_change,green_end):name>", methods=["GET", "POST"])
def change_green_project(code: str, name: str) -> Response:
    return project_act(name, code, named(engine().queries.green_project(person(), code)))


@pages.get("/admin/credit-marks")
def credit_marks() -> str:
    """The marks for broken commitments, the newest first."""
    actor = person()
    found = engine().queries.credit_marks(actor, cursor=request.args.get("cursor"))
    may_repair = actor.is_admin or bool(actor.roles & {"unit_admin", "supervisor"})
    return render_template("credit_marks.html", may_repair=may_repair, done=done(), **found)


@pages.route("/admin/credit-marks/<mark_id>/repair", methods=["GET", "POST"])
def repair_credit(mark_id: str) -> Response:
    back = url_for("ui.regimes.credit_marks")
    act = regime_acts.OFFICE_ACTS["credit_repair"]
    subject = {"about": _("信用修复"), "instance_id": mark_id}
    return arranged(act, subject, mark_id, back, lambda answer: f"{back}?did={act.name}")


@pages.get("/window/green-channel")
def hint() -> str:
    """Whether a code belongs to a key project, as soon as a clerk has typed it."""
    person()
    if not at_window():
        raise errors.NotAllowed
    code = request.args.get("green_project", "").strip()
    found = None
    if code:
        try:
            found = engine().queries.green_project(person(), code)
        except errors.NotFound:
            found = None
    return render_template("green_hint.html", code=code, project=found)


def project_act(name: str, code: str, subject: dict[str, Any]) -> Response:
    back = url_for("ui.regimes.green_projects")
    act = regime_acts.OFFICE_ACTS[name]
    return arranged(act, subject, code, back, lambda answer: f"{back}?did={name}")


def named(project: dict[str, Any]) -> dict[str, Any]:
    """A project as a dialog names what it is about."""
    return {"about": project["name"], "instance_id": project["code"]}


def done() -> str:
    """What the act that led here has done."""
    act = regime_acts.OFFICE_ACTS.get(request.args.get("did", ""))
    return _(act.done) if act else ""
