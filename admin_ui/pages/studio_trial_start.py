"""Where a trial stepped by hand begins: with a sample's application or one filled in on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import filling, studio, trial_application, trial_view
from tongban.admin_ui.filling import NOTHING, Refused
from tongban.admin_ui.session import engine
from tongban.engine import Trials, errors, items

pages = Blueprint("studio_start", __name__, url_prefix="/studio/<draft_id>/runs")


@pages.route("", methods=["GET", "POST"])
def begin(draft_id: str) -> Response:
    """Choose what to begin with; beginning hands the application in."""
    draft = studio.opened(draft_id)
    try:
        item = items.read_item(draft["contents"])
    except errors.InvalidItem:
        return start_page(draft, None)
    known = trial_application.samples_of(draft["contents"])
    wanted = trial_view.asked("sample")
    sample = known.get(wanted)
    base = trial_application.start_of(item, sample, first_clerk())
    if request.method == "GET":
        return start_page(draft, item, base, known, wanted)
    recipe, refused = trial_application.posted(item, base, Trials.BEGIN)
    if filling.redraws() or refused:
        return start_page(draft, item, recipe, known, wanted, refused, 422 if refused else 200)
    try:
        run_id = Trials(engine()).begin(
            studio.designer(), draft, recipe, list((sample or {}).get("steps") or ())
        )
    except errors.EngineError as error:
        schema = item.form.schema if item.form is not None else None
        told = filling.refusal(error, refused.values, schema, [one.code for one in item.sheet.materials])
        return start_page(draft, item, recipe, known, wanted, told, 422)
    return redirect(url_for("ui.studio_run.show", draft_id=draft_id, run_id=run_id), 303)


def start_page(
    draft: Mapping[str, Any],
    item: items.Item | None,
    recipe: Mapping[str, Any] | None = None,
    known: Mapping[str, Any] | None = None,
    sample: str = "",
    refused: Refused = NOTHING,
    status: int = 200,
) -> Response:
    recipe = recipe or {}
    schema = item.form.schema if item is not None and item.form is not None else None
    values = refused if refused is not NOTHING else Refused(dict(recipe.get("form") or {}))
    page = render_template(
        "studio_run_start.html",
        draft=draft,
        item=item,
        recipe=recipe,
        known=known or {},
        sample=sample,
        nodes=filling.drawn(schema, {}, values),
        clerks=[one for one in people() if any(post["role"] == "window_clerk" for post in one["posts"])],
        runs=Trials(engine()).listed(studio.designer(), str(draft["id"])),
        wrong=refused.wrong,
    )
    return make_response(page, status)


def people() -> list[dict[str, Any]]:
    """A page of the office's people."""
    found: list[dict[str, Any]] = engine().queries.people(studio.designer(), page_size=100)["items"]
    return found


def first_clerk() -> str:
    clerks = (
        one["username"] for one in people() if any(post["role"] == "window_clerk" for post in one["posts"])
    )
    return next(clerks, "")
