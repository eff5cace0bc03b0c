"""The step table of a draft as a page for reading and printing, with who each step would go to today when asked."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from tongban.admin_ui import step_table, studio
from tongban.admin_ui.language import text
from tongban.admin_ui.session import engine
from tongban.engine import errors

pages = Blueprint("studio_steps", __name__, url_prefix="/studio/<draft_id>/steps")


@pages.get("")
def show(draft_id: str) -> Response:
    """The whole flow in words; `people=1` adds who would have each step today."""
    draft, asked = studio.opened(draft_id), request.args.get("people") == "1"
    actor, ask = studio.designer(), engine().queries
    parts: list[dict[str, Any]] = []
    today: dict[str, Any] = {}
    unreadable = ""
    try:
        units = {one["code"]: text(one) for one in ask.units(actor, page_size=200)["items"]}
        remarks = ask.draft_comments(actor, draft_id, studio.FLOW)
        parts = step_table.table(draft["contents"], units, remarks)
        today = ask.who_today(actor, draft["contents"]) if asked else {}
        for one in today.values():
            one["missing"] = [step_table.group_name(group, units) for group in one["missing"]]
    except errors.InvalidDiagram as wrong:
        unreadable = wrong.message
    page = render_template(
        "studio_steps.html",
        draft=draft,
        parts=parts,
        asked=asked,
        today=today,
        relations=step_table.relations(),
        unreadable=unreadable,
        drawn=studio.FLOW in draft["contents"],
    )
    return make_response(page, 200)
