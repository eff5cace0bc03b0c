"""The supervisor's pages: what is late, about to be late, stuck and odd, and every alarm with its life."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tongban.admin_ui import charts, exports, supervision_words, wording
from tongban.admin_ui.language import _, half, text
from tongban.admin_ui.session import engine, oversees, person
from tongban.engine import MoveAlarm, SuperviseAlarm, errors

pages = Blueprint("supervision", __name__, url_prefix="/supervision")

SCOPE = ("region", "unit", "item", "person")
ALARM_FILTERS = {"level": "level", "state": "state", "rule": "rule_id", "case": "case_no"}
SHOWN = 8
PAGE = 50
#: An export holds what one can look through; more is asked for in parts, by unit or item.
MOST_EXPORTED = 5000


@pages.get("")
def show() -> AnyResponse:
    """Everything at one look; somebody who oversees nothing sees the alarms about themselves."""
    if not oversees():
        person()
        return redirect(url_for("ui.supervision.alarms"))
    ask, actor, scope = engine().queries, person(), scope_asked()
    summary = ask.board_summary(actor, **scope)
    within = {name: scope[name] for name in ("unit", "item", "region") if name in scope}
    return make_response(
        render_template(
            "supervision_board.html",
            words=supervision_words,
            counts=summary["counts"],
            late=ask.board(actor, view="late", page_size=SHOWN, **scope)["items"],
            by_unit=charts.bars(summary["unit"], "late", "near"),
            by_item=charts.bars(summary["item"], "late", "near"),
            alarms=ask.alarms(actor, is_open=True, page_size=SHOWN, **alarm_scope(scope))["items"],
            on_time=ask.statistics(actor, measure="on-time", **within)["items"],
            workers=ask.workers(actor),
            **choices(),
        )
    )


@pages.get("/cases")
def cases() -> AnyResponse:
    """One view of the board, page by page, or as a file."""
    view = request.args.get("view", "late")
    if view not in supervision_words.VIEWS:
        raise errors.NotFound
    scope = scope_asked()
    if request.args.get("format"):
        head, rows = board_table(view, scope)
        return file_of(request.args["format"], f"{view}", head, rows)
    found = engine().queries.board(
        person(), view=view, cursor=request.args.get("cursor"), page_size=PAGE, **scope
    )
    return make_response(
        render_template(
            "supervision_cases.html", words=supervision_words, view=view, scope=scope, **found, **choices()
        )
    )


@pages.get("/alarms")
def alarms() -> AnyResponse:
    """Alarms by what one looks for, page by page, or as a file."""
    scope = scope_asked()
    wanted = {name: request.args[key] for key, name in ALARM_FILTERS.items() if request.args.get(key)}
    filters: dict[str, Any] = {**alarm_scope(scope), **wanted}
    if request.args.get("open") in ("1", "0"):
        filters["is_open"] = request.args["open"] == "1"
    if request.args.get("format"):
        head, rows = alarm_table(filters)
        return file_of(request.args["format"], "alarms", head, rows)
    found = engine().queries.alarms(person(), cursor=request.args.get("cursor"), page_size=PAGE, **filters)
    return make_response(
        render_template("supervision_alarms.html", words=supervision_words, scope=scope, **found, **choices())
    )


@pages.get("/alarms/<alarm_id>")
def alarm(alarm_id: str) -> AnyResponse:
    return alarm_page(alarm_id)


def alarm_page(alarm_id: str, wrong: Mapping[str, str] | None = None, status: int = 200) -> AnyResponse:
    """One alarm; after a refused act with what was typed."""
    found = engine().queries.alarm(person(), alarm_id)
    page = render_template(
        "supervision_alarm.html",
        words=supervision_words,
        alarm=found,
        wrong=wrong or {},
        typed=request.form.get("reason", ""),
        done=request.args.get("did", ""),
        waiting=tasks_of(found["instance_id"]),
    )
    return make_response(page, status)


@pages.post("/alarms/<alarm_id>")
def act(alarm_id: str) -> AnyResponse:
    """Explain, appeal, lift, uphold, or open a supervision task."""
    what, reason = request.form.get("act", ""), request.form.get("reason", "")
    if what not in ("explain", "appeal", "lift", "uphold", "supervise"):
        return alarm_page(alarm_id, {"reason": _("请选择要做什么")}, 422)
    command: Any = (
        SuperviseAlarm(alarm_id, reason) if what == "supervise" else MoveAlarm(alarm_id, what, reason)
    )
    try:
        engine().execute(command, person())
    except errors.Invalid as error:
        return alarm_page(alarm_id, {"reason": half(str(error.errors[0]["message"]))}, 422)
    except errors.Conflict as error:
        return alarm_page(alarm_id, {"reason": half(error.message)}, 409)
    return redirect(url_for("ui.supervision.alarm", alarm_id=alarm_id, did=what), 303)


def tasks_of(instance_id: str | None) -> list[dict[str, Any]]:
    """The open work of a supervision task, as far as the reader may see it."""
    if instance_id is None:
        return []
    return list(engine().queries.tasks(person(), instance=instance_id)["items"])


def scope_asked() -> dict[str, str]:
    """Region, unit, item and person as the reader has chosen them."""
    return {name: request.args[name].strip() for name in SCOPE if request.args.get(name, "").strip()}


def alarm_scope(scope: Mapping[str, str]) -> dict[str, str]:
    return {"item_code" if name == "item" else name: value for name, value in scope.items()}


def choices() -> dict[str, Any]:
    """What the filter offers."""
    ask, actor = engine().queries, person()
    units = ask.units(actor, page_size=200)["items"]
    return {
        "units": units,
        "regions": sorted({one["region"] for one in units}),
        "items_known": ask.items(actor, page_size=200)["items"],
        "people": [one for one in ask.people(actor, page_size=200)["items"] if one["kind"] != "applicant"],
        "asked": request.args,
        "names_of": lambda rows: {one["code"]: one for one in rows},
    }


def every_row(ask: Any, **filters: Any) -> list[dict[str, Any]]:
    """All pages of a list, up to what an export holds."""
    rows: list[dict[str, Any]] = []
    cursor = None
    while len(rows) < MOST_EXPORTED:
        found = ask(person(), cursor=cursor, page_size=200, **filters)
        rows += found["items"]
        cursor = found["next_cursor"]
        if cursor is None:
            break
    return rows[:MOST_EXPORTED]


def board_table(view: str, scope: Mapping[str, str]) -> tuple[list[str], list[list[Any]]]:
    head = [
        _("办件编号"),
        _("事项"),
        _("单位"),
        _("时限或环节"),
        _("到期时间"),
        _("停滞自"),
        _("剩余"),
        _("现在在谁手里"),
    ]
    rows = []
    for one in every_row(engine().queries.board, view=view, **scope):
        kind = text(one, "kind") if view == "stuck" else wording.word(supervision_words.CLOCKS, one["kind"])
        held = _("、").join(f"{text(who, 'step')} {who['name'] or ''}".strip() for who in one["holders"])
        left = supervision_words.left(one) if one["days_left"] is not None else ""
        rows.append(
            [
                one["case_no"], text(one["item"]), text(one, "unit_name"), kind,
                wording.when(one["due"]), wording.when(one["since"]), left, held,
            ]
        )  # fmt: skip
    return head, rows


def alarm_table(filters: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    head = [
        _("监察编号"),
        _("级别"),
        _("规则"),
        _("状态"),
        _("办件编号"),
        _("事项"),
        _("单位"),
        _("责任人"),
        _("产生时间"),
        _("了结时间"),
    ]
    rows = [
        [
            one["number"], wording.word(supervision_words.LEVELS, one["level"]), text(one["rule"]),
            wording.word(supervision_words.STATES, one["state"]), one["case_no"], text(one["item"]),
            text(one, "unit_name"), one["person_name"] or "", wording.when(one["raised_at"]),
            wording.when(one["closed_at"]),
        ]
        for one in every_row(engine().queries.alarms, **filters)
    ]  # fmt: skip
    return head, rows


def file_of(kind: str, name: str, head: list[str], rows: list[list[Any]]) -> Response:
    """The table as a file to keep."""
    if kind not in ("csv", "xlsx"):
        raise errors.NotFound
    content = exports.csv_of(head, rows) if kind == "csv" else exports.xlsx_of(head, rows)
    response = Response(content, content_type=exports.CSV if kind == "csv" else exports.XLSX)
    day = engine().now.date().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{day}.{kind}"'
    return response
