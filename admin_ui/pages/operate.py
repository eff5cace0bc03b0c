"""One process instance for whoever repairs it: family, diagram, variables, history, waits, and every act on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import operate_words as words
from tongban.admin_ui.language import _, text
from tongban.admin_ui.session import engine, person
from tongban.engine import (
    ModifyInstance,
    RestartInstance,
    ResumeInstance,
    ScheduleDefinition,
    SetDefinitionEnabled,
    SetVariables,
    SuspendInstance,
    TerminateInstance,
    UnscheduleDefinition,
    errors,
)

pages = Blueprint("operate", __name__, url_prefix="/admin")

ENDED = ("completed", "terminated")
SIMPLE = {"suspend": SuspendInstance, "resume": ResumeInstance, "terminate": TerminateInstance}
MOST = 200


@pages.post("/definitions/<definition_id>")
def definition(definition_id: str) -> Response:
    """Switch a version on or off, now or at a moment to come."""
    do = request.form.get("do", "")
    if do in ("enable", "disable"):
        engine().execute(SetDefinitionEnabled(definition_id, do == "enable"), person())
    elif do == "unschedule":
        engine().execute(UnscheduleDefinition(definition_id, request.form.get("switch", "")), person())
    elif do in ("schedule_on", "schedule_off"):
        at = words.moment_of(request.form.get("at", ""))
        if at is None:
            return redirect(url_for("ui.admin.definitions", refused="at"), 303)
        try:
            engine().execute(ScheduleDefinition(definition_id, at, do == "schedule_on"), person())
        except errors.Invalid:
            return redirect(url_for("ui.admin.definitions", refused="at"), 303)
    else:
        raise errors.NotFound
    return redirect(url_for("ui.admin.definitions", did=do), 303)


@pages.post("/instances/<instance_id>")
def change(instance_id: str) -> Response:
    """Suspend, resume, terminate, change a variable, move tokens, begin again."""
    do, reason = request.form.get("do", ""), request.form.get("reason", "").strip()
    try:
        if do in SIMPLE:
            if not reason:
                return instance_page(instance_id, {"reason": _("请填写理由")}, status=422)
            engine().execute(SIMPLE[do](instance_id, reason), person())
        elif do == "variable":
            return _set_variable(instance_id)
        elif do in ("try", "modify"):
            return _modify(instance_id, reason, dry_run=do == "try")
        elif do == "restart":
            newest = request.form.get("newest") == "yes"
            made = engine().execute(RestartInstance(instance_id, reason, newest), person())
            return redirect(url_for("ui.admin.instance", instance_id=made["id"], did=do), 303)
        else:
            raise errors.NotFound
    except (errors.Invalid, errors.Conflict) as error:
        return instance_page(instance_id, {"reason": words.said(error)}, status=words.status_of(error))
    return redirect(url_for("ui.admin.instance", instance_id=instance_id, did=do), 303)


def _set_variable(instance_id: str) -> Response:
    name, kind = request.form.get("name", "").strip(), request.form.get("kind", "")
    try:
        value = words.value_of(kind, request.form.get("value", ""))
        engine().execute(SetVariables(instance_id, {name: value}), person())
    except ValueError as wrong:
        return instance_page(instance_id, {"value": str(wrong)}, status=422)
    except errors.Invalid as error:
        return instance_page(instance_id, {"name": words.said(error)}, status=422)
    back = url_for("ui.admin.instance", instance_id=instance_id, did="variable", _anchor="variables")
    return redirect(back, 303)


def _modify(instance_id: str, reason: str, *, dry_run: bool) -> Response:
    """First it is tried and told what would happen, then done."""
    cancel, start = request.form.getlist("cancel"), request.form.getlist("start_before")
    if not cancel and not start:
        return instance_page(instance_id, {"cancel": _("请选择要取消或进入的步骤")}, status=422)
    if not dry_run and not reason:
        return instance_page(instance_id, {"modify-reason": _("请填写理由")}, status=422)
    command = ModifyInstance(instance_id, tuple(cancel), tuple(start), reason, dry_run)
    answer = engine().execute(command, person())
    if dry_run:
        return instance_page(instance_id, plan=answer["plan"])
    back = url_for("ui.admin.instance", instance_id=instance_id, did="modify")
    return redirect(back, 303)


def instance_page(
    instance_id: str,
    wrong: Mapping[str, str] | None = None,
    *,
    plan: Mapping[str, Any] | None = None,
    done: str = "",
    status: int = 200,
) -> Response:
    """Everything about one instance on one page."""
    ask: Any = engine().queries
    actor = person()
    found = ask.instance(actor, instance_id)
    chart = ask.instance_diagram(actor, instance_id)
    activities = ask.activities(actor, instance_id)["items"]
    page = render_template(
        "operate/instance.html",
        instance=found,
        ended=found["state"] in ENDED,
        family=ask.instance_tree(actor, instance_id)["items"],
        drawing=drawn(chart),
        chart=chart["steps"],
        names={one["element"]: text(one) for one in chart["steps"]},
        standing=sorted({one["element"] for one in activities if one["state"] == "active"}),
        activities=activities[-MOST:],
        variables=words.variable_rows(found["variables"]),
        edited=words.edited(found["variables"], request.args.get("edit")),
        waiting=_waiting(ask, actor, instance_id),
        incidents=_allowed(ask.incidents, actor, instance=instance_id),
        events=_allowed(ask.instance_events, actor, instance_id, page_size=50),
        may_reopen=actor.is_admin or bool(actor.roles & {"item_admin", "flow_designer"}),
        plan=plan,
        wrong=wrong or {},
        typed=request.form,
        words=words,
        done=done or words.done(request.args.get("did", "")),
    )
    return make_response(page, status)


def _waiting(ask: Any, actor: Any, instance_id: str) -> dict[str, list[Any]]:
    """Timers, subscriptions, jobs and tasks that are open."""
    return {
        "tasks": ask.tasks(actor, instance=instance_id)["items"],
        "timers": _allowed(ask.timers, actor, instance=instance_id),
        "subscriptions": _allowed(ask.subscriptions, actor, instance=instance_id),
        "jobs": _allowed(ask.external_jobs, actor, instance=instance_id),
    }


def _allowed(query: Any, *args: Any, **filters: Any) -> list[Any]:
    """The rows, or none where the reader may not look."""
    try:
        return list(query(*args, **filters)["items"])
    except errors.NotAllowed:
        return []


def drawn(chart: Mapping[str, Any]) -> dict[str, Any]:
    """What the viewer needs: the path, and tokens and incidents as badges."""
    elements: dict[str, Any] = {}
    for step in chart["steps"]:
        painted: dict[str, Any] = {"state": step["state"]}
        if step["incidents"]:
            painted |= {"state": "overdue", "light": "overdue", "badge": f"! {step['incidents']}"}
        elif step["tokens"]:
            painted |= {"light": "normal", "badge": f"● {step['tokens']}"}
        elements[step["element"]] = painted
    return {
        "xml": chart["xml"],
        "flows": chart["flows"],
        "elements": elements,
    }
