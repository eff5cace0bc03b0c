"""What an administrator looks up: definitions, instances and people."""

from __future__ import annotations

from flask import Blueprint, render_template, request

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
    )


@pages.get("/people")
def people() -> str:
    return render_template("admin_people.html", people=engine().queries.people(person())["items"])
