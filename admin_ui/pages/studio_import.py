"""A diagram drawn in another modeler: first the report of what becomes of it, then, if wanted, the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.language import N_, _
from tongban.admin_ui.session import engine
from tongban.engine import drafting, errors, items

pages = Blueprint("studio_import", __name__, url_prefix="/studio/diagram")
LARGEST = 1024 * 1024
STATUS = {"translated": N_("已翻译"), "kept": N_("照原样执行"), "lost": N_("没有带过来")}
COLOURS = {"translated": "good", "kept": "plain", "lost": "warn"}
#: What a new item is called; an existing draft has its names.
NAMES = ("key", "name", "name_en", "basic_code", "suffix", "source")


@pages.get("")
def show() -> Response:
    """Choose a file and where it goes."""
    return form_page()


def form_page(wrong: Mapping[str, str] | None = None, status: int = 200) -> Response:
    draft_id = request.values.get("draft", "")
    studio.designer()
    draft = engine().queries.item_draft(studio.designer(), draft_id) if draft_id else None
    page = render_template(
        "studio_import.html",
        draft=draft,
        templates=studio.TEMPLATES,
        typed=request.form,
        wrong=wrong or {},
    )
    return make_response(page, status)


@pages.post("")
def report() -> Response:
    """What becomes of every element; nothing is kept yet."""
    studio.designer()
    given = request.files.get("diagram")
    content = given.read(LARGEST + 1) if given is not None and given.filename else b""
    if not content or len(content) > LARGEST:
        return form_page({"diagram": _("请选择一个不超过 1 MB 的 BPMN 文件")}, 422)
    return told(content)


def told(content: bytes, clash: bool = False) -> Response:
    """The report, or the form again with what is wrong."""
    try:
        files, draft = folder()
        found = items.import_diagram(files, content)
    except errors.InvalidDiagram as error:
        return form_page({"diagram": said(error.message)}, 422)
    except errors.Invalid as error:
        return form_page(
            {str(one.get("field") or "source"): said(str(one["message"])) for one in error.errors}, 422
        )
    rows = found.taken.rows
    page = render_template(
        "studio_import_report.html",
        draft=draft,
        found=found.taken,
        rows=sorted(rows, key=lambda row: (row.status != "lost", row.status != "translated")),
        counts={status: sum(row.status == status for row in rows) for status in STATUS},
        statuses=STATUS,
        colours=COLOURS,
        problems=problems(found.problems),
        diagram=content.decode("utf-8", "replace"),
        names={name: request.form.get(name, "") for name in NAMES},
        clash=clash,
        revision=revision_of(draft),
    )
    return make_response(page, 412 if clash else 200)


@pages.post("/take")
def take() -> Response:
    """Put it into the draft, or begin one with it."""
    actor = studio.designer()
    content = request.form.get("diagram", "").replace("\r\n", "\n").encode()
    try:
        files, draft = folder()
        found = items.import_diagram(files, content)
    except errors.Invalid:
        return told(content)
    if draft is None:
        kept = {path: one for path, one in found.files.items() if not path.startswith("samples/")}
        made = engine().execute(drafting.CreateItemDraft(kept), actor)
        return redirect(url_for("ui.studio.show", draft_id=made["id"]), 303)
    changed = {path: one for path, one in found.files.items() if files.get(path) != one}
    read = {
        path: studio.revision_read() if path == studio.FLOW else revision_of(draft, path) for path in changed
    }
    try:
        engine().execute(drafting.ChangeItemDraft(draft["id"], changed, read), actor)
    except errors.PreconditionFailed:
        return told(content, clash=True)
    return redirect(url_for("ui.studio.show", draft_id=draft["id"]), 303)


def folder() -> tuple[dict[str, bytes], dict[str, Any] | None]:
    """The files the diagram goes into: those of a draft, or of a new item made from a shipped one."""
    draft_id = request.form.get("draft", "")
    if draft_id:
        draft: dict[str, Any] = engine().queries.item_draft(studio.designer(), draft_id)
        return dict(draft["contents"]), draft
    studio.designer()
    given = {name: request.form.get(name, "").strip() for name in NAMES}
    try:
        base = studio.template_files(given["source"])
    except errors.NotFound:
        raise errors.Invalid(
            errors=[{"field": "source", "message": "请选择以什么为底本 / choose what to begin with"}]
        ) from None
    new = items.NewItem(
        given["key"], given["name"], given["name_en"], given["basic_code"], given["suffix"] or "01"
    )
    return items.new_item(base, new), None


def revision_of(draft: Mapping[str, Any] | None, path: str = studio.FLOW) -> int:
    files = draft["files"] if draft is not None else ()
    return next((int(one["revision"]) for one in files if one["path"] == path), 0)


def problems(found: tuple[Mapping[str, Any], ...]) -> list[dict[str, Any]]:
    """What the engine says of the flow as it would be, in the reader's language."""
    return [{**one, "message": said(str(one["message"])), "editor": "", "line": 0} for one in found]
