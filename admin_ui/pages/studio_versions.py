"""The versions of an item: who, when and why; any two side by side; withdrawn, put back, called off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import compare_words, publishing, studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.language import N_, _
from tongban.admin_ui.session import engine
from tongban.engine import CancelSchedule, RestoreVersion, WithdrawVersion, drafting, errors, items

pages = Blueprint("studio_versions", __name__, url_prefix="/studio")
#: What an act has brought about.
DONE = {
    "withdrawn": N_("已停止受理；在办件不受影响。"),
    "restored": N_("已恢复为现行版。"),
    "cancelled": N_("已取消排定。"),
}


@pages.get("/items/<code>/versions")
def listed(code: str) -> Response:
    """Every version, the newest first."""
    return list_page(code)


def list_page(code: str, wrong: dict[str, str] | None = None, about: str = "", status: int = 200) -> Response:
    found = engine().queries.item_versions(
        studio.designer(), code, cursor=request.args.get("cursor"), page_size=30
    )
    page = render_template(
        "studio_versions.html",
        code=code,
        versions=found["items"],
        next_cursor=found["next_cursor"],
        states=publishing.VERSION_STATES,
        direct=studio.publishes_directly(),
        wrong=wrong or {},
        about=about,
        done=_(DONE.get(request.args.get("did", ""), "")),
    )
    return make_response(page, status)


@pages.get("/items/<code>/compare")
def compare(code: str) -> Response:
    """Two versions side by side."""
    ask, actor = engine().queries, studio.designer()
    old, new = (_version(code, request.args.get(name, "")) for name in ("old", "new"))
    compared = publishing.compared(ask.version_files(actor, old["id"]), ask.version_files(actor, new["id"]))
    titles = (_("第 {n} 版", n=old["version"]), _("第 {n} 版", n=new["version"]))
    back = (url_for("ui.studio_versions.listed", code=code), new)
    return compare_page(compared, titles, back)


@pages.get("/<draft_id>/compare")
def with_force(draft_id: str) -> Response:
    """A draft beside the version in force."""
    draft = studio.opened(draft_id)
    ask, actor = engine().queries, studio.designer()
    data = items.sheet_data(draft["contents"]) or {}
    version = ask.item_in_force(actor, str(data.get("code") or ""))
    files = ask.version_files(actor, version["id"]) if version else {}
    title = _("第 {n} 版", n=version["version"]) if version else _("还没有现行版")
    titles = (title, _("第 {n} 稿", n=draft["revision"]))
    back = (url_for("ui.studio.show", draft_id=draft_id), {"name": draft["name"]})
    return compare_page(publishing.compared(files, draft["contents"]), titles, back)


def compare_page(compared: dict[str, Any], titles: tuple[str, str], back: tuple[str, Any]) -> Response:
    page = render_template(
        "studio_compare.html",
        compared=compared,
        titles=titles,
        back=back[0],
        about=back[1],
        words=compare_words,
    )
    return make_response(page)


@pages.post("/items/<code>/versions/<version_id>/withdraw")
def withdraw(code: str, version_id: str) -> Response:
    """Nobody can apply any more; the version before comes back if that is wished."""
    restore = request.form.get("restore") == "1"
    return _done(
        code, version_id, WithdrawVersion(version_id, request.form.get("reason", ""), restore), "withdrawn"
    )


@pages.post("/items/<code>/versions/<version_id>/restore")
def restore(code: str, version_id: str) -> Response:
    """An earlier version comes back into force."""
    return _done(
        code, version_id, RestoreVersion(version_id, request.form.get("change_note", "")), "restored"
    )


@pages.post("/items/<code>/versions/<version_id>/cancel")
def cancel(code: str, version_id: str) -> Response:
    """A planned day is called off."""
    return _done(code, version_id, CancelSchedule(version_id), "cancelled")


@pages.post("/items/<code>/versions/<version_id>/draft")
def draft(code: str, version_id: str) -> Response:
    """A draft of this version's folder."""
    actor = studio.designer()
    files = engine().queries.version_files(actor, _version(code, version_id)["id"])
    made = engine().execute(drafting.CreateItemDraft(files), actor)
    return redirect(url_for("ui.studio.show", draft_id=made["id"]), 303)


def _done(code: str, version_id: str, command: object, did: str) -> Response:
    actor = studio.designer()
    _version(code, version_id)
    try:
        engine().execute(command, actor)
    except errors.Invalid as refused:
        wrong = {str(one.get("field") or "version"): said(str(one["message"])) for one in refused.errors}
        return list_page(code, wrong or {"version": said(refused.message)}, version_id, 422)
    return redirect(url_for("ui.studio_versions.listed", code=code, did=did), 303)


def _version(code: str, version_id: str) -> dict[str, Any]:
    """The version, if it is one of this item's."""
    found: dict[str, Any] = engine().queries.item_version(studio.designer(), version_id)
    if code not in (found["code"], found["key"]):
        raise errors.NotFound(item_version=version_id)
    return found
