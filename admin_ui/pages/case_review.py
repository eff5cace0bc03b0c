"""Looking a case over: what a reviewer ticks, and two materials side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.session import engine, person
from tongban.engine import desk_acts

pages = Blueprint("review", __name__)
SHOWN_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"}


def ticks_by_key(beside: Mapping[str, Any] | None) -> dict[str, dict[str, list[Any]]]:
    """What was ticked on the case: by the code of the paper, and by step and review point."""
    found: dict[str, dict[str, list[Any]]] = {"papers": {}, "points": {}}
    for kind, rows in ((beside or {}).get("ticks") or {}).items():
        for one in rows:
            found[kind].setdefault(one["key"], []).append(one)
    return found


@pages.post("/cases/<case_no>/ticks")
def tick(case_no: str) -> Response:
    """What the reader has compared and looked at; of the lines the form showed, those it names are ticked."""
    papers, points = request.form.getlist("paper"), request.form.getlist("point")
    command = desk_acts.TickReview(
        case_no,
        {one: one in papers for one in request.form.getlist("line")},
        request.form.get("task") or None,
        {one: one in points for one in request.form.getlist("shown")},
    )
    engine().execute(command, person())
    if "quiet" in request.form:
        return make_response("", 204)
    return redirect(url_for("ui.case.show", case_no=case_no, did="tick_review", _anchor="materials"), 303)


@pages.get("/cases/<case_no>/compare")
def compare(case_no: str) -> str:
    """Two materials side by side, to read one against the other."""
    case = engine().queries.case(person(), case_no)
    lines = [one for one in case["materials"] if one["file_name"] and one["media_type"] in SHOWN_INLINE]
    codes = [one["code"] for one in lines]
    asked = [request.args.get(side) for side in ("left", "right")]
    chosen = [
        one if one in codes else (codes[min(place, len(codes) - 1)] if codes else None)
        for place, one in enumerate(asked)
    ]
    panes = [
        {
            "side": side,
            "line": next((one for one in lines if one["code"] == code), None),
            **around(codes, code),
        }
        for side, code in zip(("left", "right"), chosen, strict=True)
    ]
    return render_template("case_compare.html", case=case, lines=lines, panes=panes)


def around(codes: list[str], code: str | None) -> dict[str, str | None]:
    """The materials before and behind one, in the order of the list."""
    at = codes.index(code) if code in codes else 0
    return {
        "before": codes[at - 1] if at > 0 else None,
        "behind": codes[at + 1] if at + 1 < len(codes) else None,
    }
