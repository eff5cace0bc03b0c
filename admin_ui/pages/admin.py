"""What an administrator looks up: processes with their versions, instances and people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import office_acts
from tongban.admin_ui import operate_words as words
from tongban.admin_ui.language import _
from tongban.admin_ui.pages.act import arranged
from tongban.admin_ui.pages.desk import done_here
from tongban.admin_ui.pages.operate import instance_page
from tongban.admin_ui.session import engine, person
from tongban.engine import errors

pages = Blueprint("admin", __name__, url_prefix="/admin")
FILTERS = ("process", "business_key", "state", "definition", "element", "variable")


@pages.get("")
def definitions() -> str:
    found = engine().queries.process_overview(
        person(), key=request.args.get("key") or None, cursor=request.args.get("cursor"), page_size=50
    )
    refused = _("时间要晚于现在") if request.args.get("refused") == "at" else ""
    return render_template(
        "operate/definitions.html", done=words.done(request.args.get("did", "")), refused=refused, **found
    )


@pages.get("/instances")
def instances() -> Response | str:
    given = {name: request.args.get(name, "").strip() for name in FILTERS}
    filters: dict[str, Any] = {name: value for name, value in given.items() if value}
    for name in ("started_after", "started_before"):
        given[name] = request.args.get(name, "")
        moment = words.moment_of(given[name])
        if moment is not None:
            filters[name] = moment
    wrong: dict[str, str] = {}
    try:
        found = engine().queries.instances(
            person(), cursor=request.args.get("cursor"), page_size=50, **filters
        )
    except errors.Invalid as error:
        found, wrong = {"items": [], "next_cursor": None}, {"variable": words.said(error)}
    return render_template("operate/instances.html", given=given, wrong=wrong, words=words, **found)


@pages.get("/instances/<instance_id>")
def instance(instance_id: str) -> Response:
    return instance_page(instance_id, done=done_here())


@pages.route("/instances/<instance_id>/reopen", methods=["GET", "POST"])
def reopen(instance_id: str) -> Response:
    """Go on with a process that has ended and belongs to no case."""
    found = engine().queries.instance(person(), instance_id)
    subject = {"about": f"{found['process']} v{found['version']}", "instance_id": instance_id}
    back = url_for("ui.admin.instance", instance_id=instance_id)
    act = office_acts.ACTS["reopen_instance"]
    return arranged(act, subject, instance_id, back, lambda answer: f"{back}?did={act.name}")


@pages.get("/people")
def people() -> str:
    asked = request.args.get("q", "").strip()[:60]
    found = engine().queries.people(
        person(), q=asked or None, cursor=request.args.get("cursor"), page_size=50
    )
    return render_template("admin_people.html", people=found["items"], next=found["next_cursor"], asked=asked)
