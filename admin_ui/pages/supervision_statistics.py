"""Statistics with charts, and where the time goes on an item's own diagram."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from tongban.admin_ui import charts, supervision_words, wording
from tongban.admin_ui.language import _, text
from tongban.admin_ui.pages.supervision import choices, file_of, scope_asked
from tongban.admin_ui.session import engine, person

pages = Blueprint("statistics", __name__, url_prefix="/supervision/statistics")

MOST_BARS = 12


@pages.get("")
def show() -> Response:
    """All measures over one span and scope."""
    asked, by = span(), request.args.get("by", "day")
    if by not in ("day", "month"):
        by = "day"
    scope = {name: value for name, value in scope_asked().items() if name != "person"}
    if request.args.get("format"):
        return as_file(request.args.get("measure", ""), request.args["format"], {**asked, **scope})

    def take(measure: str, **more: Any) -> list[dict[str, Any]]:
        found = engine().queries.statistics(person(), measure=measure, **asked, **scope, **more)
        return list(found["items"])

    per = [one for one in take("on-time", by=by) if one["clock"] == "promised"]
    per_unit = [one for one in take("on-time", by="unit") if one["clock"] == "promised"]
    page = render_template(
        "supervision_statistics.html",
        words=supervision_words,
        by=by,
        span=engine().queries.statistics(person(), measure="cases", **asked, **scope),
        on_time={one["clock"]: one for one in take("on-time")},
        over_time=charts.columns(per, "kept", "late"),
        by_unit=sorted(per_unit, key=lambda one: (one["rate"] or 0, -one["late"]))[:MOST_BARS],
        durations=[one for one in take("durations", by="item") if one["clock"] == "promised"][:MOST_BARS],
        mean=next(iter(one for one in take("durations") if one["clock"] is None), None),
        steps=charts.bars(take("bottlenecks")[:MOST_BARS], "hours"),
        person_rows=charts.bars(take("people")[:MOST_BARS], "hours"),
        cases=take("cases"),
        ratings=charts.bars(take("ratings"), "n"),
        again=charts.bars(take("ratings-again"), "n"),
        alarms=charts.bars(sorted(take("alarms"), key=lambda one: -one["n"])[:MOST_BARS], "n"),
        openness={one["key"]: one for one in take("openness")},
        rule_names={one["id"]: text(one) for one in engine().queries.rules(person(), kind="alarm")["items"]},
        **choices(),
    )
    return make_response(page)


@pages.get("/heat/<item>")
def heat(item: str) -> Response:
    """The diagram of an item, each step the warmer the more time has gone into it."""
    found = engine().queries.heat(person(), item, **span())
    page = render_template(
        "supervision_heat.html",
        words=supervision_words,
        heat=found,
        drawing=drawn(found),
        rows=charts.bars(sorted(found["steps"], key=lambda one: -one["hours"]), "hours"),
        asked=request.args,
    )
    return make_response(page)


def drawn(found: Mapping[str, Any]) -> dict[str, Any]:
    """What the viewer paints: a shade and a mean time for each step that has been walked."""
    walked = [step for step in found["steps"] if step["n"]]
    return {
        "xml": found["xml"],
        "flows": [],
        "elements": {
            step["element"]: {
                "state": f"heat-{step['heat']}",
                "light": "paused",
                "badge": supervision_words.hours(step["mean_hours"]),
                "title": _(
                    "{step}：平均 {mean}，共 {n} 次",
                    step=text(step),
                    mean=supervision_words.hours(step["mean_hours"]),
                    n=step["n"],
                ),
            }
            for step in walked
        },
    }


def span() -> dict[str, date]:
    """The days asked for; what is no date counts as not asked."""
    found = {}
    for key, name in (("from", "since"), ("to", "until")):
        try:
            found[name] = date.fromisoformat(request.args.get(key, ""))
        except ValueError:
            continue
    return found


def as_file(measure: str, kind: str, filters: Mapping[str, Any]) -> Response:
    """One measure by item as a table to keep."""
    by = request.args.get("group", "item")
    found = engine().queries.statistics(person(), measure=measure, by=by, **filters)["items"]
    if not found:
        return file_of(kind, measure, [_("没有数据")], [])
    names = [name for name in found[0] if name not in ("name", "name_en", "person_name")]
    rows = [[text(one), *[one.get(name) for name in names]] for one in found]
    return file_of(kind, measure, [wording.word(supervision_words.GROUPS, by), *names], rows)
