"""The counter on one screen: who is next, which item they mean, what is missing told at once, what they collect."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import filling, guide
from tongban.admin_ui.acts import Explained, day_of
from tongban.admin_ui.language import N_, _, half, text
from tongban.admin_ui.session import at_window, engine, person
from tongban.engine import desk_acts, errors

pages = Blueprint("window", __name__)
VISIT_STATES = {"booked": N_("已预约"), "waiting": N_("等候"), "called": N_("正在办理")}
ENDED = {"served": N_("办完了"), "missed": N_("过号"), "cancelled": N_("取消")}
SIGNED = "data:image/png;base64,"
#: Fields of the form that say: the paper itself was seen at the counter.
SEEN = "paper."
#: What people come for: ticked for whoever collects, unless it was handed out before.
RESULTS = {
    *(
        "certificate",
        "grant_decision",
        "refusal_decision",
        "benefit_decision",
        "answer_letter",
        "joint_reply",
    ),
    *("change_decision", "renewal_decision"),
}


@pages.get("/window")
def show() -> Response:
    return counter()


def counter(wrong: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """Queue, item finder and times; a script that asks again gets the queue alone."""
    must_serve()
    unit = own_unit()
    queue = engine().queries.visits_today(person(), unit) if unit else {"items": [], "slots": []}
    mine = next(
        (one for one in queue["items"] if one["state"] == "called" and one["called_by"] == person().id), None
    )
    facts = {"queue": queue, "mine": mine, "states": VISIT_STATES, "ended": ENDED, "unit": unit}
    if request.headers.get("HX-Request") and request.headers.get("HX-Target", "").endswith("queue"):
        return make_response(render_template("window_queue.html", **facts))
    q = request.args.get("q", "").strip()[:60]
    items = engine().queries.find_items(person(), q)["items"]
    page = render_template("window.html", **facts, items=items, q=q, wrong=wrong or {}, typed=request.form)
    return make_response(page, status)


def must_serve() -> None:
    """Only who serves at a counter."""
    person()
    if not at_window():
        raise errors.NotAllowed


def own_unit() -> str:
    """The unit whose counter the reader serves."""
    served = [one.unit for one in person().holdings if one.role in ("window_clerk", "unit_admin")]
    return served[0] if served else next(iter(sorted(person().units)), "")


@pages.post("/window/next")
def call() -> Response:
    """Call whoever is next; the one before is served."""
    must_serve()
    try:
        engine().execute(desk_acts.CallNext(own_unit()), person())
    except errors.Conflict as error:
        return counter({"queue": half(error.message)}, 409)
    return redirect(url_for("ui.window.show"), 303)


@pages.post("/window/draw")
def draw() -> Response:
    """A number for somebody at the door."""
    must_serve()
    engine().execute(desk_acts.DrawNumber(own_unit(), request.form.get("name", "")), person())
    return redirect(url_for("ui.window.show"), 303)


@pages.post("/window/visits/<visit_id>/<any(arrive,served,missed,cancelled):what>")
def move(visit_id: str, what: str) -> Response:
    """Somebody who booked is here; or a visit is over."""
    must_serve()
    engine().execute(
        desk_acts.ArriveVisit(visit_id) if what == "arrive" else desk_acts.EndVisit(visit_id, what), person()
    )
    return redirect(url_for("ui.window.show"), 303)


@pages.post("/window/slots")
def slots() -> Response:
    """Open times of a day for booking."""
    must_serve()
    form = request.form
    numbers = {
        name: int(form[name]) if form.get(name, "").isdigit() else 0 for name in ("minutes", "capacity")
    }
    day = day_of(form.get("day", ""))
    if day is None:
        return counter({"day": _("请选择日期")}, 422)
    command = desk_acts.OpenSlots(own_unit(), day, form.get("starts", ""), form.get("ends", ""), **numbers)
    try:
        opened = engine().execute(command, person())["opened"]
    except errors.Invalid as error:
        return counter({str(one["field"]): half(str(one["message"])) for one in error.errors}, 422)
    return redirect(url_for("ui.window.show", opened=opened), 303)


@pages.post("/window/<item>/missing")
def missing(item: str) -> Response:
    """Everything that is missing or wrong, on one sheet to print; nothing is registered."""
    must_serve()
    found = engine().queries.guide(person(), item)
    filled = filling.posted(found["form"])
    promised = request.form.getlist("commitments")
    given = {
        line["code"]
        for line in found.get("materials") or ()
        if request.form.get(f"{SEEN}{line['code']}") or request.files.get(f"material.{line['code']}")
    }
    lacking = [
        line
        for line in guide.materials(found)
        if line.get("required") and line["code"] not in given and line["code"] not in promised
    ]
    sheet = render_template(
        "window_missing.html",
        guide=found,
        lacking=lacking,
        problems=[*identity_gaps().values(), *(filling.of_entry(one) for one in filled.problems)],
        applicant=request.form.get("applicant.name", "").strip(),
        now=engine().now,
    )
    return make_response(sheet)


def identity_gaps() -> dict[str, str]:
    """What must be known of an applicant before the engine is asked."""
    needed = {
        "applicant.kind": _("请选择申请人类型"),
        "applicant.name": _("请填写申请人名称"),
        "applicant.id_no": _("请填写证件号码"),
        "applicant.contact.phone": _("请填写联系电话"),
    }
    return {name: told for name, told in needed.items() if not request.form.get(name, "").strip()}


def visitor(visit_id: str) -> dict[str, Any]:
    """Name and phone of whoever stands at the counter."""
    unit = own_unit()
    queue = engine().queries.visits_today(person(), unit)["items"] if unit else []
    found = next((one for one in queue if one["id"] == visit_id), None)
    return {"name": found["name"], "contact.phone": found["phone"]} if found else {}


def registered(case_no: str) -> None:
    """The visit that led to a case is over, and the papers seen at the counter are on its record.

    That the visit was over already keeps nobody from their receipt.
    """
    if not at_window():
        return
    papers = {name.removeprefix(SEEN): True for name in request.form if name.startswith(SEEN)}
    visit_id = request.form.get("visit", "")
    with suppress(errors.EngineError):
        if papers:
            engine().execute(desk_acts.TickReview(case_no, papers), person())
    with suppress(errors.EngineError):
        if visit_id:
            engine().execute(desk_acts.EndVisit(visit_id, "served", case_no), person())


@pages.route("/cases/<case_no>/collect", methods=["GET", "POST"])
def collect(case_no: str) -> Response:
    """Results to whoever collects them, signed for on the screen or on the printed sheet."""
    case = engine().queries.case(person(), case_no)
    if "collect" not in case["operations"]:
        raise Explained(_("还没有可以领取的结果，或者您的岗位没有这项权限。"))
    if request.method == "GET":
        return collect_page(case)
    command = desk_acts.CollectResults(
        case_no,
        request.form.get("collector", ""),
        request.form.get("id_no", ""),
        request.form.get("relation", ""),
        tuple(request.form.getlist("documents")),
        drawn_name(request.form.get("signature", "")),
    )
    try:
        engine().execute(command, person())
    except errors.Invalid as error:
        wrong = {f"collect-{one['field']}": half(str(one["message"])) for one in error.errors}
        return collect_page(case, wrong, 422)
    return redirect(url_for("ui.window.collect", case_no=case_no, done=1), 303)


def collect_page(
    case: Mapping[str, Any], wrong: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    found = engine().queries.at_counter(person(), case["case_no"])
    documents = {one["id"]: one for one in case["documents"]}
    given = {id_ for one in found["collections"] for id_ in one["documents"]}
    results = [id_ for id_, one in documents.items() if id_ not in given and one["type"] in RESULTS]
    page = render_template(
        "window_collect.html",
        case=case,
        collections=[
            {**one, "titles": [text(documents[id_], "title") for id_ in one["documents"] if id_ in documents]}
            for one in found["collections"]
        ],
        wrong=wrong or {},
        typed=request.form,
        ticked=request.form.getlist("documents") if request.method == "POST" else results,
    )
    return make_response(page, status)


def drawn_name(sent: str) -> bytes | None:
    """A name drawn on the page, as the picture it was sent as; nothing if there is none or it is none."""
    if not sent.startswith(SIGNED) or len(sent) > 300_000:
        return None
    try:
        return b64decode(sent.removeprefix(SIGNED), validate=True)
    except binascii.Error:
        return None


@pages.route("/appointments", methods=["GET", "POST"])
def appointments() -> Response:
    """Times at the windows: book one, see one's own, cancel."""
    actor, wrong = person(), {}
    if request.method == "POST":
        try:
            if request.form.get("cancel"):
                engine().execute(desk_acts.EndVisit(request.form["cancel"], "cancelled"), actor)
                return redirect(url_for("ui.window.appointments", done="cancelled"), 303)
            command = desk_acts.BookVisit(
                request.form.get("slot", ""), request.form.get("name", ""), request.form.get("phone", "")
            )
            engine().execute(command, actor)
            return redirect(url_for("ui.window.appointments", done="booked"), 303)
        except errors.Invalid as error:
            wrong = {str(one["field"]): half(str(one["message"])) for one in error.errors}
        except errors.Conflict as error:
            wrong = {"slot": half(error.message)}
        except errors.NotFound:
            wrong = {"slot": _("请选择一个时段")}
    found = engine().queries.free_slots(actor, request.values.get("unit") or None)
    days: dict[Any, list[Any]] = {}
    for one in found["slots"]:
        days.setdefault(one["day"], []).append(one)
    page = render_template(
        "appointments.html", **found, days=days, wrong=wrong, typed=request.form, states=VISIT_STATES
    )
    return make_response(page, 422 if wrong else 200)
