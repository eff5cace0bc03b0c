"""The studio: drafts of items, begun from an item in force, a shipped one, a zip or a diagram; taken out, thrown away."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from tongban.admin_ui import studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.language import _
from tongban.admin_ui.session import engine
from tongban.engine import drafting, errors, items

pages = Blueprint("studio", __name__, url_prefix="/studio")
# A stamp that never changes: the same draft gives the same zip.
STAMP = (2020, 1, 1, 0, 0, 0)
LARGEST = 20 * 1024 * 1024


@pages.get("")
def listed() -> Answer:
    """Drafts, and what a new one can begin with."""
    return list_page()


def list_page(wrong: Mapping[str, str] | None = None, status: int = 200) -> Answer:
    ask, actor = engine().queries, studio.designer()
    drafts = ask.item_drafts(actor, cursor=request.args.get("cursor"), page_size=20)
    known = ask.items(actor, q=request.args.get("q") or None, page_size=100)["items"]
    page = render_template(
        "studio.html",
        drafts=drafts["items"],
        next_cursor=drafts["next_cursor"],
        items=known,
        templates=studio.TEMPLATES,
        typed=request.form,
        wrong=wrong or {},
        q=request.args.get("q", ""),
        gone=request.args.get("deleted") == "1",
    )
    return make_response(page, status)


@pages.post("/from-item/<code>")
def from_item(code: str) -> Answer:
    """The next version of an item: its folder as it is in force."""
    return _made(engine().queries.item_files(studio.designer(), code))


@pages.post("/new")
def new() -> Answer:
    """Another item out of a shipped one, or a diagram drawn elsewhere with a shipped item's sheet and forms."""
    actor, form = studio.designer(), request.form
    source = form.get("source", "")
    wanted = items.NewItem(
        *(form.get(name, "").strip() for name in ("key", "name", "name_en", "basic_code")),
        form.get("suffix", "").strip() or "01",
    )
    try:
        if source.startswith("item:"):
            files = engine().queries.item_files(actor, source.removeprefix("item:"))
        elif source.startswith("draft:"):
            files = engine().queries.item_draft(actor, source.removeprefix("draft:"))["contents"]
        else:
            files = studio.template_files(source)
        made = items.new_item(files, wanted)
        drawn = request.files.get("diagram")
        if drawn is not None and drawn.filename:
            made = items.with_diagram(made, drawn.read(LARGEST + 1))
        return _made(made)
    except errors.NotFound:
        return list_page({"source": _("请选择以什么为底本")}, 422)
    except errors.InvalidDiagram as error:
        return list_page({"diagram": said(error.message)}, 422)
    except errors.Invalid as error:
        return list_page(
            {str(one.get("field") or "source"): said(str(one["message"])) for one in error.errors}, 422
        )


@pages.post("/import")
def take_in() -> Answer:
    """A whole folder as a zip, as somebody exported it."""
    studio.designer()
    given = request.files.get("pack")
    if given is None or not given.filename:
        return list_page({"pack": _("请先选择要上传的文件")}, 422)
    try:
        return _made(items.read_zip(given.read(LARGEST + 1)))
    except errors.Invalid as error:
        told = [said(str(one["message"])) for one in error.errors] or [error.message]
        return list_page({"pack": "；".join(told)}, 422)


def _made(files: Mapping[str, bytes]) -> Answer:
    draft = engine().execute(drafting.CreateItemDraft(files), studio.designer())
    return redirect(url_for("ui.studio.show", draft_id=draft["id"]), 303)


@pages.get("/<draft_id>")
def show(draft_id: str) -> str:
    """One draft: its parts, what is missing, and the ways on."""
    return render_template("studio_draft.html", draft=studio.opened(draft_id), clash=False)


@pages.get("/<draft_id>/export")
def export(draft_id: str) -> Response:
    """The folder as one zip."""
    draft = studio.opened(draft_id)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in draft["contents"].items():
            archive.writestr(zipfile.ZipInfo(path, STAMP), content, zipfile.ZIP_DEFLATED)
    data: Mapping[str, Any] = items.sheet_data(draft["contents"]) or {}
    key = str(data.get("process") or draft["id"])
    name = key if key.replace("-", "").isascii() and key.replace("-", "").isalnum() else draft["id"]
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return Response(stream.getvalue(), mimetype="application/zip", headers=headers)


@pages.get("/<draft_id>/download/<path:path>")
def download(draft_id: str, path: str) -> Response:
    """One file as it is: the diagram, a form, a table, a sample, the sheet."""
    contents = studio.opened(draft_id)["contents"]
    if path not in contents:
        raise errors.NotFound(file=path)
    name = path.rpartition("/")[2]
    if path.startswith("forms/"):
        name = f"{name.removesuffix('.json')}.form.json"
    answer = Response(contents[path], mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@pages.post("/<draft_id>/delete")
def delete(draft_id: str) -> Answer:
    """Throw the draft away."""
    try:
        engine().execute(drafting.DeleteItemDraft(draft_id, studio.revision_read()), studio.designer())
    except errors.PreconditionFailed:
        page = render_template("studio_draft.html", draft=studio.opened(draft_id), clash=True)
        return make_response(page, 412)
    return redirect(url_for("ui.studio.listed", deleted=1), 303)
