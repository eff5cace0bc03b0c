"""The item sheet of a draft as a plain form, without scripts: what is wrong stands at the field it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import sheet_form, studio, studio_names, studio_words
from tongban.admin_ui.acts import said
from tongban.admin_ui.language import _, text
from tongban.admin_ui.pages.studio_claim import claimed_entry
from tongban.admin_ui.session import engine
from tongban.admin_ui.sheet_words import CHOICES
from tongban.engine import drafting, errors, items

pages = Blueprint("studio_sheet", __name__, url_prefix="/studio/<draft_id>/sheet")


@pages.get("")
def show(draft_id: str) -> Response:
    """The sheet as it was kept last; one that cannot be read is mended as text."""
    draft = studio.opened(draft_id)
    data = items.sheet_data(draft["contents"])
    if data is None:
        if studio.SHEET not in draft["contents"]:
            raise errors.NotFound(file=studio.SHEET)
        return redirect(url_for("ui.studio_files.show", draft_id=draft_id, path=studio.SHEET))
    return sheet_page(draft, data)


@pages.post("")
def save(draft_id: str) -> Response:
    """Keep what was typed, whatever the check says of it."""
    actor = studio.designer()
    draft = studio.opened(draft_id)
    data = items.sheet_data(draft["contents"])
    if data is None:
        return redirect(url_for("ui.studio_files.show", draft_id=draft_id, path=studio.SHEET), 303)
    typed = sheet_form.filled(data, request.form)
    entry = claimed_entry(data)
    if entry is not None:
        typed = items.as_the_list_says(typed, entry)
    read = {studio.SHEET: studio.revision_read()}
    kept = draft["contents"][studio.SHEET]
    content = items.rewritten(kept, typed) if typed != data else kept
    try:
        engine().execute(drafting.ChangeItemDraft(draft_id, {studio.SHEET: content}, read), actor)
    except errors.PreconditionFailed as clash:
        return sheet_page(draft, typed, clash=clash.facts["current"], status=412)
    except errors.Invalid as refused:
        told = [said(str(one["message"])) for one in refused.errors] or [refused.message]
        return sheet_page(draft, typed, failed="；".join(told), status=422)
    return redirect(url_for("ui.studio_sheet.show", draft_id=draft_id, saved=1), 303)


def sheet_page(
    draft: Mapping[str, Any],
    data: Mapping[str, Any],
    *,
    clash: Mapping[str, Any] | None = None,
    failed: str = "",
    status: int = 200,
) -> Response:
    units = engine().queries.units(studio.designer(), page_size=200)["items"]
    problems = [one for one in draft["problems"] if one["file"] == studio.SHEET]
    file = next(one for one in draft["files"] if one["path"] == studio.SHEET)
    entry = claimed_entry(data)
    known = studio_words.choices()
    made = sheet_form.rows(data, sheet_form.MATERIALS)
    names = {key: {code: _(name) for code, name in table.items()} for key, table in CHOICES.items()}
    page = render_template(
        "studio_sheet.html",
        draft=draft,
        data=data,
        sections=sheet_form.SECTIONS,
        lists=[one for one in sheet_form.LISTS if not one.within or data.get(one.within)],
        value=sheet_form.value,
        rows=sheet_form.rows,
        shown=sheet_form.shown,
        as_typed=sheet_form.as_typed,
        choices={
            **names,
            "documents": dict(known["documents"]),
            "states": dict(known["milestones"]),
            "materials": {one["code"]: text(one) for one in made if one.get("code")},
            "steps": studio_names.steps(draft["contents"]),
            "units": {one["code"]: text(one) for one in units},
        },
        units=units,
        locked=locked_fields(entry),
        fixed=len(entry.basis) if entry is not None else 0,
        strayed=items.differences(data, entry) if entry is not None else [],
        wrong=sheet_form.at_fields(data, problems),
        problems=problems,
        revision=file["revision"],
        clash=clash,
        failed=failed,
        saved=request.args.get("saved") == "1",
    )
    return make_response(page, status)


def locked_fields(entry: items.BaseItem | None) -> frozenset[str]:
    """The controls that show what a base list says; an English name it does not give is the office's own."""
    if entry is None:
        return frozenset()
    return frozenset({"basic_code", "name.zh", "item_type", *(("name.en",) if entry.name_en else ())})
