"""What an administrator looks up: definitions, instances and people."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import office_acts
from tongban.admin_ui.pages.act import arranged
from tongban.admin_ui.pages.desk import done_here
from tongban.admin_ui.session import engine, person

pages = Blueprint("admin", __name__, url_prefix="/admin")


@pages.get("")
def definitions() -> str:
    found = engine().queries.definitions(person(), cursor=request.args.get("cursor"), page_size=50)
    return render_template("admin_definitions.html", **found)


@pages.get("/instances")
def instances() -> str:
    found = engine().queries.instances(
        person(), state=request.args.get("state") or None, cursor=request.args.get("cursor"), page_size=50
    )
    return render_template("admin_instances.html", state=request.args.get("state", ""), **found)


@pages.get("/instances/<instance_id>")
def instance(instance_id: str) -> str:
    ask, actor = engine().queries, person()
    return render_template(
        "admin_instance.html",
        instance=ask.instance(actor, instance_id),
        activities=ask.activities(actor, instance_id)["items"],
        may_reopen=actor.is_admin or bool(actor.roles & {"item_admin", "flow_designer"}),
        done=done_here(),
    )


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
    return render_template("admin_people.html", people=engine().queries.people(person())["items"])
