"""Files of a draft as text: checked as a whole on every save, problems by line, forms drawn beside their text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban import forms
from tongban.admin_ui import filling, studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.language import _, current, half
from tongban.admin_ui.pages.studio_claim import claimed_entry
from tongban.admin_ui.session import engine
from tongban.engine import drafting, errors, items

pages = Blueprint("studio_files", __name__, url_prefix="/studio/<draft_id>/files")
STARTS = {
    "form": '{\n  "type": "default",\n  "components": []\n}\n',
    "sample": '{\n  "name": {"zh": "", "en": ""},\n  "steps": [],\n  "expect": {"state": "closed"}\n}\n',
}


@pages.get("/<path:path>")
def show(draft_id: str, path: str) -> Response:
    """One file as text."""
    return file_page(draft_id, path)


@pages.post("/<path:path>")
def save(draft_id: str, path: str) -> Response:
    """Keep the text, whatever the check says of it; or draw the form it describes; or take the file away."""
    actor = studio.designer()
    text = request.form.get("text", "").replace("\r\n", "\n")
    if "text" not in request.form and "remove" not in request.form:
        raise errors.Invalid(errors=[{"field": "text", "message": "没有内容 / there is no text"}])
    if "preview" in request.form or request.headers.get("HX-Request"):
        return file_page(draft_id, path, text)
    content = None if "remove" in request.form else text.encode()
    try:
        engine().execute(
            drafting.ChangeItemDraft(draft_id, {path: content}, {path: studio.revision_read()}), actor
        )
    except errors.PreconditionFailed as clash:
        return file_page(draft_id, path, text, clash=clash.facts["current"], status=412)
    except errors.Invalid as refused:
        told = [said(str(one["message"])) for one in refused.errors] or [refused.message]
        return file_page(draft_id, path, text, wrong={"text": "；".join(told)}, status=422)
    if content is None:
        return redirect(url_for("ui.studio.show", draft_id=draft_id), 303)
    return redirect(url_for("ui.studio_files.show", draft_id=draft_id, path=path, saved=1), 303)


@pages.post("")
def add(draft_id: str) -> Response:
    """A new file: the form of a step, or a sample; the flow's panel asks for JSON and stays where it is."""
    actor = studio.designer()
    kind, name = request.form.get("kind", ""), request.form.get("name", "").strip()
    folder = {"form": "forms", "sample": "samples"}.get(kind, "")
    path = f"{folder}/{name.removesuffix('.json')}.json"
    if not folder or not name:
        raise errors.Invalid(_("请写文件名"))
    if request.accept_mimetypes.best == "application/json":
        return _added(draft_id, path, STARTS[kind].encode())
    engine().execute(drafting.ChangeItemDraft(draft_id, {path: STARTS[kind].encode()}, {}), actor)
    return redirect(studio.editor(draft_id, path), 303)


def _added(draft_id: str, path: str, content: bytes) -> Response:
    """`{key, editor}` of the new file, or `{wrong}` with what speaks against it."""
    try:
        engine().execute(drafting.ChangeItemDraft(draft_id, {path: content}, {}), studio.designer())
    except errors.PreconditionFailed:
        return make_response(jsonify(wrong=_("已经有这个名称的文件，请换一个名称")), 409)
    except errors.Invalid as refused:
        told = [said(str(one["message"])) for one in refused.errors] or [refused.message]
        return make_response(jsonify(wrong="；".join(told)), 422)
    key = path.rpartition("/")[2].removesuffix(".json")
    return make_response(jsonify(key=key, editor=studio.editor(draft_id, path)), 201)


def file_page(
    draft_id: str,
    path: str,
    typed: str | None = None,
    *,
    clash: Mapping[str, Any] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    draft = studio.opened(draft_id)
    if path not in draft["contents"]:
        raise errors.NotFound(file=path)
    kept = draft["contents"][path].decode("utf-8", "replace")
    binary = kept.encode() != draft["contents"][path]
    text = kept if typed is None else typed
    if typed is not None and typed != kept:
        draft["contents"][path] = typed.encode()
        draft["problems"] = studio.told(draft, items.check_item(draft["contents"]))
    file = next(one for one in draft["files"] if one["path"] == path)
    kind = studio.kind_of(path)
    drawing, trouble = drawn(text) if kind == "form" else ([], "")
    page = render_template(
        "studio_file.html",
        draft=draft,
        path=path,
        text=text,
        revision=file["revision"],
        kind=kind,
        binary=binary,
        problems=[one for one in draft["problems"] if one["file"] == path],
        drawing=drawing,
        trouble=trouble,
        clash=clash,
        claimed=path == studio.SHEET and claimed_entry(items.sheet_data(draft["contents"]) or {}) is not None,
        wrong=wrong or {},
        saved=request.args.get("saved") == "1",
    )
    return make_response(page, status)


def drawn(text: str) -> tuple[list[forms.Node], str]:
    """The form as applicants will see it, or why it cannot be drawn."""
    try:
        schema = json.loads(text)
        return filling.read(schema).render_model({}, (), current()), ""
    except forms.InvalidForm as wrong:
        return [], half(str(wrong))
    except (ValueError, RecursionError, TypeError, AttributeError) as wrong:
        return [], str(wrong)[:300]
