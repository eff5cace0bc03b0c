"""The working calendars: a year as a picture, days closed and opened by ticking them, and which cases that moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import calendar_year
from tongban.admin_ui.acts import day_of, said
from tongban.admin_ui.language import _
from tongban.admin_ui.session import engine, person
from tongban.engine import AssignCalendar, ChangeDays, LoadCalendar, errors
from tongban.engine.calendar_files import read_calendar

pages = Blueprint("calendar", __name__, url_prefix="/calendars")

#: What ticked days become, as the form sends it.
BECOMES = {"closed": False, "worked": True, "beneath": None}
CHANGES_SHOWN = 10
LARGEST = 1_000_000
NATIONAL = "national"


@pages.get("")
def listed() -> Response:
    """Every calendar, with the forms to add one."""
    return list_page()


def list_page(wrong: Mapping[str, str] | None = None, status: int = 200) -> Response:
    ask, actor = engine().queries, person()
    found = ask.calendars(actor)["items"]
    units = ask.units(actor, page_size=200)["items"]
    places = places_of(units)
    page = render_template(
        "calendars.html",
        calendars=found,
        called={one["calendar"]: one for one in found},
        places=places,
        named={one["place"]: one for one in places},
        changes=ask.calendar_changes(actor, page_size=CHANGES_SHOWN)["items"],
        units=units,
        this_year=engine().now.year,
        may_change=actor.is_admin,
        wrong=wrong or {},
        typed=request.form,
        loaded=request.args.get("loaded", ""),
    )
    return make_response(page, status)


def places_of(units: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Whoever may be told to go by a calendar: every unit, and every region they lie in."""
    units = list(units)
    regions = sorted({str(one["region"]) for one in units if one["region"]})
    return [
        *({"place": f"unit:{one['code']}", "name": one["name"], "name_en": one["name_en"]} for one in units),
        *(
            {"place": f"region:{code}", "name": f"地区 {code}", "name_en": f"Region {code}"}
            for code in regions
        ),
    ]


@pages.post("")
def load() -> Response:
    """Take in a calendar from its file."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return list_page({"file": _("请先选择要上传的文件")}, 422)
    try:
        command = read_calendar(given.read(LARGEST + 1).decode("utf-8"))
        engine().execute(command, person())
    except UnicodeDecodeError:
        return list_page({"file": _("文件须为 UTF-8 编码的文本")}, 422)
    except errors.Invalid as error:
        return list_page({"file": all_said(error)}, 422)
    return redirect(url_for("ui.calendar.listed", loaded=command.calendar), 303)


@pages.post("/own")
def own() -> Response:
    """Give a unit a calendar of its own, resting on another."""
    unit, base = request.form.get("unit", ""), request.form.get("base", "")
    units = {one["code"]: one for one in engine().queries.units(person(), page_size=200)["items"]}
    if unit not in units:
        return list_page({"unit": _("请选择单位")}, 422)
    names = units[unit]
    command = LoadCalendar(
        unit,
        (),
        (),
        name=(f"{names['name']}工作日历", f"Calendar of {names['name_en']}"),
        base=base or NATIONAL,
        ends_at=request.form.get("ends_at", "").strip() or None,
        places=(f"unit:{unit}",),
    )
    try:
        engine().execute(command, person())
    except errors.Invalid as error:
        fields = {str(one.get("field")): said(str(one["message"])) for one in error.errors}
        return list_page(fields or {"unit": all_said(error)}, 422)
    return redirect(url_for("ui.calendar.year", code=unit, year=engine().now.year), 303)


@pages.post("/uses")
def use() -> Response:
    """Let a unit or region go by a calendar."""
    try:
        command = AssignCalendar(request.form.get("place", "").strip(), request.form.get("calendar") or None)
        engine().execute(command, person())
    except (errors.Invalid, errors.NotFound) as error:
        return list_page({"place": all_said(error)}, 422)
    return redirect(url_for("ui.calendar.listed", loaded=command.calendar or NATIONAL), 303)


@pages.get("/<code>/<int:year>")
def year(code: str, year: int) -> Response:
    """A year of a calendar."""
    return year_page(code, year)


def year_page(code: str, year: int, wrong: Mapping[str, str] | None = None, status: int = 200) -> Response:
    ask, actor = engine().queries, person()
    found = ask.calendar(actor, code, year)
    changes = ask.calendar_changes(actor, calendar=code, page_size=CHANGES_SHOWN)["items"]
    page = render_template(
        "calendar_year.html",
        calendar=found,
        months=calendar_year.months(found["days"]),
        named=calendar_year.named(found["days"]),
        sum=calendar_year.counted(found["days"]),
        today=engine().now.astimezone(calendar_year.ZONE).date(),
        changes=changes,
        called={code: found},
        changed=next((one for one in changes if one["id"] == request.args.get("changed")), None),
        nothing=request.args.get("changed") == "none",
        ticked=set(request.form.getlist("day")),
        typed=request.form,
        wrong=wrong or {},
    )
    return make_response(page, status)


@pages.post("/<code>/<int:year>")
def change(code: str, year: int) -> Response:
    """Close or open the ticked days."""
    days = [day_of(value) for value in request.form.getlist("day")]
    ticked: list[date] = [day for day in days if day is not None]
    reason = request.form.get("reason", "").strip()
    becomes = request.form.get("becomes", "")
    wrong = {}
    if not ticked:
        wrong["days"] = _("请先在日历上勾选日期")
    if becomes not in BECOMES:
        wrong["becomes"] = _("请选择改为什么")
    if not reason:
        wrong["reason"] = _("请写明理由")
    if wrong:
        return year_page(code, year, wrong, 422)
    command = ChangeDays(code, tuple((day, BECOMES[becomes]) for day in ticked), reason)
    try:
        answer = engine().execute(command, person())
    except errors.Invalid as error:
        return year_page(code, year, {"days": all_said(error)}, 422)
    return redirect(
        url_for("ui.calendar.year", code=code, year=year, changed=answer["change"] or "none"), 303
    )


@pages.get("/changes/<change_id>")
def moves(change_id: str) -> str:
    """The cases a change has moved, with their ends before and after."""
    ask, actor = engine().queries, person()
    found = ask.clock_moves(actor, change_id, cursor=request.args.get("cursor"), page_size=100)
    return render_template("calendar_moves.html", change_id=change_id, **found)


def all_said(error: errors.EngineError) -> Any:
    """Everything a refusal says, in one line."""
    return "；".join(said(str(one["message"])) for one in error.errors) or error.message
