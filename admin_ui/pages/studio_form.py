"""The forms of a draft: the editor's page, its autosave, what people will see, and giving a form another name."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban import forms
from tongban.admin_ui import filling, studio, studio_form_words, studio_keeping, studio_names
from tongban.admin_ui.language import LANGUAGES, _, current, half
from tongban.admin_ui.session import engine
from tongban.engine import drafting, errors

pages = Blueprint("studio_form", __name__, url_prefix="/studio/<draft_id>/forms")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


@pages.get("/edit/<path:path>")
def show(draft_id: str, path: str) -> str:
    """The form editor."""
    return _page(draft_id, path)


@pages.post("/edit/<path:path>")
def save(draft_id: str, path: str) -> Response:
    """Keep the form of the revision named by If-Match; what the check says of it and which fields it has."""
    studio.designer()
    if studio.kind_of(path) != "form":
        raise errors.NotFound(file=path)
    content = studio_keeping.sent("form")
    return studio_keeping.keep(draft_id, path, content, fields=studio_names.of_form(content))


@pages.post("/preview")
def preview(draft_id: str) -> str:
    """The form as it was sent, drawn by the renderer that people's pages use, with what was filled in."""
    studio.designer()
    content = studio_keeping.sent("form")
    wanted = request.form.get("in", "")
    language = wanted if wanted in LANGUAGES else current()
    nodes, trouble = _drawn(content, language)
    return render_template("studio_preview.html", nodes=nodes, trouble=trouble, shown=language)


@pages.post("/rename")
def rename(draft_id: str) -> Response:
    """The form under another name, and every step of the diagram that uses it with it."""
    actor = studio.designer()
    path, name = request.form.get("path", ""), request.form.get("name", "").strip()
    draft = studio.opened(draft_id)
    studio_keeping.file_of(draft, path, "form")
    if not path.startswith("forms/"):
        raise errors.Invalid(_("申请表单的名称不能改"))
    made = f"forms/{name}.json"
    if not NAME.fullmatch(name):
        told = _("名称只用字母、数字、下划线和连字符，最多 60 个字")
        return make_response(_page(draft_id, path, {"name": told}), 422)
    if made in draft["contents"]:
        return make_response(_page(draft_id, path, {"name": _("已经有这个名称的表单")}), 422)
    files: dict[str, bytes | None] = {path: None, made: draft["contents"][path]}
    read = {path: studio.revision_read(), made: 0}
    flow = draft["contents"].get(studio.FLOW)
    if flow is not None:
        bound = _bound(flow, path.removeprefix("forms/").removesuffix(".json"), name)
        if bound != flow:
            files[studio.FLOW] = bound
            read[studio.FLOW] = next(o["revision"] for o in draft["files"] if o["path"] == studio.FLOW)
    try:
        engine().execute(drafting.ChangeItemDraft(draft_id, files, read), actor)
    except errors.PreconditionFailed as clash:
        return make_response(_page(draft_id, path, clash=clash.facts["current"]), 412)
    return redirect(url_for("ui.studio_form.show", draft_id=draft_id, path=made), 303)


def _bound(flow: bytes, old: str, new: str) -> bytes:
    """The diagram with the key of a form replaced wherever a step is bound to it."""
    form = re.compile(rf'(<(?:[\w.-]+:)?form\s(?:[^<>]*?\s)?key="){re.escape(old)}(")'.encode())
    return form.sub(rb"\g<1>" + new.encode() + rb"\g<2>", flow)


def _page(
    draft_id: str, path: str, wrong: dict[str, str] | None = None, clash: dict[str, Any] | None = None
) -> str:
    draft = studio.opened(draft_id)
    file = studio_keeping.file_of(draft, path, "form")
    content = draft["contents"][path]
    given = {
        "form": content.decode("utf-8", "replace"),
        "name": path.rpartition("/")[2],
        "revision": file["revision"],
        "language": current(),
        "save": url_for("ui.studio_form.save", draft_id=draft_id, path=path),
        "preview": url_for("ui.studio_form.preview", draft_id=draft_id),
        "problems": studio_keeping.own_first(draft["problems"], path),
        "path": path,
        "element": request.args.get("element", ""),
        "feel": studio_keeping.feel_given(draft_id, path, studio_names.of_form(content)),
        **studio_form_words.island_words(),
    }
    nodes, trouble = _drawn(content, current())
    return render_template(
        "studio_form.html",
        draft=draft,
        path=path,
        revision=file["revision"],
        given=given,
        nodes=nodes,
        trouble=trouble,
        others=[one for one in draft["parts"] if one["kind"] == "form"],
        languages=LANGUAGES,
        wrong=wrong or {},
        clash=clash,
    )


def _drawn(content: bytes, language: str) -> tuple[list[forms.Node], str]:
    """What people will see, or why nothing can be drawn."""
    try:
        form = filling.read(json.loads(content))
        values = forms.parse_posted(form, request.form.to_dict(flat=False)) if request.form else {}
        return form.render_model(values, (), language), ""
    except forms.InvalidForm as wrong:
        return [], half(str(wrong))
    except (errors.EngineError, forms.FormError) as wrong:
        return [], half(str(wrong))
    except (ValueError, RecursionError, TypeError, AttributeError) as wrong:
        return [], str(wrong)[:300]
