"""What people arrange beside the cases: proxies, phrases, handing over a desk, jumps that wait for approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import choosing, office_acts
from tongban.admin_ui.acts import Explained
from tongban.admin_ui.language import _, text
from tongban.admin_ui.pages.act import arranged
from tongban.admin_ui.session import engine, is_staff, person
from tongban.admin_ui.wording import moment
from tongban.engine import RemovePhrase, RevokeProxy

pages = Blueprint("desk", __name__)
PAGE = 50


def tabs() -> list[tuple[str, str]]:
    """What this reader may arrange."""
    if not is_staff():
        person()
        raise Explained(_("只有工作人员才有工作安排。"))
    shown = [("ui.desk.proxies", _("代理")), ("ui.desk.phrases", _("常用语"))]
    if manages():
        shown.append(("ui.desk.handover", _("离职移交")))
    if person().is_admin:
        shown.append(("ui.desk.jumps", _("跳转审批")))
    return shown


def manages() -> bool:
    """May arrange things for somebody else."""
    return bool(person().is_admin or person().holds("unit_admin"))


def done_here() -> str:
    """What the act that led here has done."""
    act = office_acts.ACTS.get(request.args.get("did", ""))
    return _(act.done) if act else ""


def desk_page(template: str, **facts: Any) -> str:
    return render_template(template, tabs=tabs(), done=facts.pop("done", None) or done_here(), **facts)


@pages.get("/proxies")
def proxies() -> str:
    shown, actor = tabs(), person()
    found = engine().queries.proxies(actor, cursor=request.args.get("cursor"), page_size=PAGE)
    rows = [{**one, "state": state_of(one), "may_end": may_end(one)} for one in found["items"]]
    return desk_page(
        "proxies.html",
        groups=[
            (_("别人代我"), [one for one in rows if one["principal"] == actor.id], "agent"),
            (_("我代别人"), [one for one in rows if one["agent"] == actor.id], "principal"),
            (_("其他人的"), [one for one in rows if actor.id not in (one["principal"], one["agent"])], ""),
        ],
        next_cursor=found["next_cursor"],
        others=len(shown) > 2,
    )


def state_of(proxy: Mapping[str, Any]) -> str:
    """revoked, over, waiting or running."""
    now, start, end = engine().now, moment(proxy["starts_at"]), moment(proxy["ends_at"])
    if proxy["revoked_at"]:
        return "revoked"
    if end is not None and end <= now:
        return "over"
    return "waiting" if start is not None and start > now else "running"


def may_end(proxy: Mapping[str, Any]) -> bool:
    """Both sides may end it, and whoever manages people; the engine looks closer."""
    return state_of(proxy) in ("waiting", "running") and (
        person().id in (proxy["principal"], proxy["agent"]) or manages()
    )


@pages.route("/proxies/new", methods=["GET", "POST"])
def new_proxy() -> Response:
    tabs()
    act = office_acts.ACTS["proxy"]
    if manages():
        act = replace(act, asks=(office_acts.PRINCIPAL, *act.asks))
    back = url_for("ui.desk.proxies")
    return arranged(act, {"about": ""}, person().id, back, lambda _answer: f"{back}?did={act.name}")


@pages.post("/proxies/<proxy_id>/revoke")
def revoke(proxy_id: str) -> Response:
    engine().execute(RevokeProxy(proxy_id), person())
    return redirect(url_for("ui.desk.proxies", ended=1), 303)


@pages.get("/phrases")
def phrases() -> str:
    shown = tabs()
    found = engine().queries.phrases(person())["items"]
    units = {one["code"]: text(one) for one in engine().queries.units(person(), page_size=200)["items"]}
    led = {option.value for option in office_acts.lists({})}
    groups: dict[str, list[dict[str, Any]]] = {_("我自己的"): []}
    for one in found:
        may = one["unit"] is None or one["unit"] in led
        name = _("我自己的") if one["unit"] is None else units.get(one["unit"], one["unit"])
        groups.setdefault(name, []).append({**one, "may_remove": may})
    return desk_page("phrases.html", groups=groups, kinds=office_acts.KINDS, shown=shown)


@pages.route("/phrases/new", methods=["GET", "POST"])
def new_phrase() -> Response:
    tabs()
    act, back = office_acts.ACTS["phrase"], url_for("ui.desk.phrases")
    return arranged(act, {"about": ""}, "", back, lambda _answer: f"{back}?did={act.name}")


@pages.post("/phrases/<phrase_id>/remove")
def remove_phrase(phrase_id: str) -> Response:
    engine().execute(RemovePhrase(phrase_id), person())
    return redirect(url_for("ui.desk.phrases", removed=1), 303)


@pages.get("/handover")
def handover() -> str:
    """Choose who leaves, and see what there is to hand over."""
    leaver, q = request.args.get("leaver", ""), request.args.get("q", "").strip()
    must_manage()
    found = choosing.people(q, [leaver] if leaver else [], gone=True)
    counts = engine().queries.belongings(person(), leaver) if leaver else None
    name = next((one.label for one in found if one.value == leaver), leaver)
    moved = request.args.get("moved", "")
    told = _("已全部移交：{n} 件工作换了人。", n=moved) if moved.isdigit() else ""
    return desk_page("handover.html", people=found, q=q, leaver=leaver, name=name, counts=counts, done=told)


def must_manage() -> None:
    tabs()
    if not manages():
        raise Explained(_("移交别人的工作，要由单位管理员或系统管理员来做。"))


@pages.route("/handover/<leaver>", methods=["GET", "POST"])
def hand_over(leaver: str) -> Response:
    must_manage()
    engine().queries.belongings(person(), leaver)
    who = next((one.label for one in choosing.people(leaver, gone=True) if one.value == leaver), leaver)
    return arranged(
        office_acts.ACTS["hand_over"],
        {"about": _("移交 {who} 的全部工作", who=who)},
        leaver,
        url_for("ui.desk.handover", leaver=leaver),
        lambda answer: url_for("ui.desk.handover", leaver=leaver, moved=answer.get("tasks", 0)),
    )


@pages.get("/jumps")
def jumps() -> str:
    tabs()
    found = engine().queries.jumps(person(), cursor=request.args.get("cursor"), page_size=PAGE)
    return desk_page("jumps.html", **found)


@pages.route("/jumps/<jump_id>/<any(approve,refuse):name>", methods=["GET", "POST"])
def decide_jump(jump_id: str, name: str) -> Response:
    tabs()
    found = engine().queries.jumps(person(), state="waiting", page_size=200)["items"]
    jump = next((one for one in found if one["id"] == jump_id), None)
    about = ""
    if jump is not None:
        about = _(
            "{case}：从“{step}”跳到“{to}”。{who}的理由：{reason}",
            case=jump["case_no"] or jump["instance_id"],
            step=text(jump, "step"),
            to=text(jump, "to_name"),
            who=text(jump, "asked_by_name"),
            reason=jump["reason"],
        )
    back = url_for("ui.desk.jumps")
    return arranged(
        office_acts.ACTS[name], {"about": about}, jump_id, back, lambda _answer: f"{back}?did={name}"
    )
