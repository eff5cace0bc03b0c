"""The flow of a draft: the modeler's page, its autosave, and the engine's own check of what is drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from tongban import forms
from tongban.admin_ui import filling, studio, studio_form_words, studio_keeping, studio_names, studio_words
from tongban.admin_ui.language import current, text
from tongban.admin_ui.pages import studio_comments
from tongban.admin_ui.session import engine
from tongban.admin_ui.wording import when
from tongban.api.preconditions import read_revisions
from tongban.engine import drafting, errors, items

pages = Blueprint("studio_flow", __name__, url_prefix="/studio/<draft_id>/flow")


@pages.get("")
def show(draft_id: str) -> str:
    """The modeler."""
    draft = studio.opened(draft_id)
    if studio.FLOW not in draft["contents"]:
        raise errors.NotFound(file=studio.FLOW)
    file = next(one for one in draft["files"] if one["path"] == studio.FLOW)
    words = studio_words.island_words()
    given = {
        "xml": draft["contents"][studio.FLOW].decode("utf-8", "replace"),
        "revision": file["revision"],
        "language": current(),
        "save": url_for("ui.studio_flow.save", draft_id=draft_id),
        "problems": of_problems(draft["problems"]),
        "element": request.args.get("element", ""),
        "choices": choices(draft["contents"]),
        "feel": studio_keeping.feel_given(draft_id, studio.FLOW, studio_names.of_flow(draft["contents"])),
        "comments": studio_comments.told(draft_id, studio.FLOW),
        "remarks": url_for("ui.studio_comments.add", draft_id=draft_id),
        "steps": url_for("ui.studio_steps.show", draft_id=draft_id, people=1),
        "newForm": url_for("ui.studio_files.add", draft_id=draft_id),
        "editForm": url_for("ui.studio_form.show", draft_id=draft_id, path="x").removesuffix("x"),
        **words,
        "says": {**studio_form_words.feel_words(), **words["says"]},
    }
    return render_template("studio_flow.html", draft=draft, given=given)


@pages.post("")
def save(draft_id: str) -> Response:
    """Keep the diagram of the revision named by If-Match; the answer is what the engine's check says of the folder."""
    actor = studio.designer()
    revisions = read_revisions(request)
    content = drawn()
    read = {studio.FLOW: min(revisions, default=0)} if revisions is not None else None
    try:
        saved = engine().execute(drafting.ChangeItemDraft(draft_id, {studio.FLOW: content}, read), actor)
    except errors.PreconditionFailed as clash:
        now = dict(clash.facts["current"])
        answer = jsonify({**now, "updated_at": when(now["updated_at"])})
        answer.status_code = 412
        return answer
    file = next(one for one in saved["files"] if one["path"] == studio.FLOW)
    kept = {"id": draft_id, "contents": {studio.FLOW: content, **others(draft_id)}}
    answer = jsonify(revision=file["revision"], problems=of_problems(studio.told(kept, saved["problems"])))
    answer.set_etag(str(file["revision"]))
    return answer


@pages.post("/check")
def check(draft_id: str) -> Response:
    """The engine's check of the folder with this diagram in it; nothing is kept."""
    studio.designer()
    draft = studio.opened(draft_id)
    contents = {**draft["contents"], studio.FLOW: drawn()}
    problems = studio.told({**draft, "contents": contents}, items.check_item(contents))
    return jsonify(problems=of_problems(problems))


def drawn() -> bytes:
    """The diagram that was sent: as a file, because large texts are not taken as fields."""
    given = request.files.get("xml")
    content = given.read() if given is not None else request.form.get("xml", "").encode()
    if not content:
        raise errors.Invalid(errors=[{"field": "xml", "message": "没有流程图 / there is no diagram"}])
    return content


def others(draft_id: str) -> dict[str, bytes]:
    """The files that are not the diagram."""
    contents = dict(engine().queries.item_draft(studio.designer(), draft_id)["contents"])
    contents.pop(studio.FLOW, None)
    return contents


def of_problems(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the diagram first, each with where to mend it when that is not here."""
    own = [one for one in problems if one["file"] == studio.FLOW]
    rest = [one for one in problems if one["file"] != studio.FLOW and one["severity"] == "error"]
    return [
        {name: one.get(name) for name in ("file", "element", "rule", "message", "severity", "editor")}
        for one in [*own, *rest]
    ]


def choices(contents: Mapping[str, bytes]) -> dict[str, Any]:
    """Every list the panel offers: the engine's words, this office's units, this draft's forms, fields and tables."""
    units = engine().queries.units(studio.designer(), page_size=200)["items"]
    read = {
        path: form
        for path, form in (
            (path, _form(contents[path])) for path in contents if studio.kind_of(path) == "form"
        )
        if form
    }
    data = items.sheet_data(contents) or {}
    materials = [one for one in data.get("materials") or () if isinstance(one, Mapping)]
    return {
        **studio_words.choices(),
        "units": [(one["code"], text(one)) for one in units],
        "forms": [path.removeprefix("forms/").removesuffix(".json") for path in read if path != "form.json"],
        "formFields": {
            path.removeprefix("forms/").removesuffix(".json"): sorted(form.roots())
            for path, form in read.items()
        },
        "decisions": items.decision_keys(contents),
        "materials": [(str(one.get("code")), text(one)) for one in materials if one.get("code")],
    }


def _form(content: bytes) -> forms.Form | None:
    """The form, when it can be read."""
    try:
        return filling.read(json.loads(content))
    except (forms.FormError, ValueError, TypeError, AttributeError, RecursionError):
        return None
