"""Moving running cases from one version to another: tried on all of them first, then done, each with its result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import publishing, studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.language import N_, _, half
from tongban.admin_ui.session import engine
from tongban.engine import CreateBatch, SteerBatch, errors

pages = Blueprint("studio_migrate", __name__, url_prefix="/studio/items/<code>/migrate")
MOST_MAPPINGS = 200
#: Why an instance cannot move, in an analyst's words.
RULES = {
    "no-counterpart": N_("那一版里没有这个环节"),
    "other-kind": N_("那一版里同名的环节是另一种类型"),
    "other-event": N_("等待的是另一种事件"),
    "other-place": N_("那一版里它在另一个子流程里"),
    "no-flow": N_("汇合处等着的一条流向那一版没有"),
    "compensation": N_("已办的事以后无法补偿"),
    "unknown-element": N_("对应关系里写了两版都没有的编号"),
    "other-item": N_("办件属于另一个事项"),
}
STATES = {
    "gathering": N_("正在清点"),
    "running": N_("正在进行"),
    "paused": N_("已暂停"),
    "done": N_("已完成"),
    "cancelled": N_("已取消"),
}
UNDER_WAY = ("gathering", "running")


@pages.get("")
def show(code: str) -> Response:
    """From which version to which, and how far a migration is."""
    return migrate_page(code)


@pages.post("")
def begin(code: str) -> Response:
    """Try it on every running instance, or do it."""
    actor, form = studio.designer(), request.form
    known = {one["id"]: one for one in _definitions(code)}
    source, target = form.get("from", ""), form.get("to", "")
    wrong = {}
    if source not in known:
        wrong["from"] = _("请选择从哪一版迁出")
    if target not in known or target == source:
        wrong["to"] = _("请选择迁到哪一版，不能是同一版")
    mapping, bad = read_mapping(form.get("mapping", ""))
    if bad:
        wrong["mapping"] = _("看不懂这一行：{line}", line=bad)
    dry = form.get("do") != "migrate"
    reason = form.get("reason", "").strip() or (_("试算") if dry else "")
    if not reason:
        wrong["reason"] = _("请写理由，留在记录里")
    if wrong:
        return migrate_page(code, wrong, 422)
    command = CreateBatch(
        "migrate", {"definition": source}, reason, {"to_definition": target, "mapping": mapping}, dry
    )
    try:
        batch = engine().execute(command, actor)
    except errors.Invalid as refused:
        told = {
            "reason": "；".join(said(str(one["message"])) for one in refused.errors) or said(refused.message)
        }
        return migrate_page(code, told, 422)
    return redirect(url_for("ui.studio_migrate.show", code=code, batch=batch["id"]), 303)


@pages.post("/<batch_id>/cancel")
def cancel(code: str, batch_id: str) -> Response:
    """Stop where it is; what has moved stays moved."""
    _batch(code, batch_id)
    engine().execute(SteerBatch(batch_id, "cancel"), studio.designer())
    return redirect(url_for("ui.studio_migrate.show", code=code, batch=batch_id), 303)


def migrate_page(code: str, wrong: Mapping[str, str] | None = None, status: int = 200) -> Response:
    actor, batch_id = studio.designer(), request.args.get("batch", "")
    definitions = _definitions(code)
    batch = _batch(code, batch_id) if batch_id else None
    rows, next_cursor = [], None
    if batch is not None:
        wanted = request.args.get("rows") or None
        found = engine().queries.batch_rows(
            actor, batch_id, state=wanted, cursor=request.args.get("cursor"), page_size=50
        )
        keys = engine().queries.business_keys(actor, [one["object_id"] for one in found["items"]])
        rows = [{**_row(one), "business_key": keys.get(one["object_id"])} for one in found["items"]]
        next_cursor = found["next_cursor"]
    page = render_template(
        "studio_migrate.html",
        code=code,
        definitions=definitions,
        version_states=publishing.VERSION_STATES,
        batch=batch,
        rows=rows,
        next_cursor=next_cursor,
        states=STATES,
        busy=batch is not None and batch["state"] in UNDER_WAY,
        typed=request.form or _typed(batch),
        wrong=wrong or {},
    )
    return make_response(page, status)


def read_mapping(text: str) -> tuple[dict[str, str], str]:
    """Lines `old = new`; the first line that is none, or nothing."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        old, mark, new = (part.strip() for part in line.partition("="))
        if not mark or not old or not new or len(found) >= MOST_MAPPINGS:
            return {}, line.strip()[:80]
        found[old] = new
    return found, ""


def _definitions(code: str) -> list[dict[str, Any]]:
    """What instances of the item may run on, the newest version first, each with how many do."""
    found = engine().queries.item_versions(studio.designer(), code, page_size=100)["items"]
    return [
        {
            **each,
            "item_version": one["version"],
            "state": one["state"],
            "name": one["name"],
            "name_en": one["name_en"],
            # A version that came back into force runs on a definition of its own.
            "again": len(one["definitions"]) > 1,
            "current": each["id"] == one["definition_id"] and one["state"] == "published",
        }
        for one in found
        for each in one["definitions"]
    ]


def _batch(code: str, batch_id: str) -> dict[str, Any]:
    """The batch, if it moves instances of this item."""
    found: dict[str, Any] = engine().queries.batch(studio.designer(), batch_id)
    known = {one["id"] for one in _definitions(code)}
    if found["kind"] != "migrate" or found["which"].get("definition") not in known:
        raise errors.NotFound(batch=batch_id)
    return found


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """One instance with why it cannot move, in words."""
    why = [
        f"{_(RULES[one['rule']])}{_('：')}{one.get('element') or ''}"
        if one.get("rule") in RULES
        else half(str(one.get("message") or ""))
        for one in row["problems"] or ()
    ]
    return {**row, "why": why or ([half(row["message"])] if row["message"] else [])}


def _typed(batch: Mapping[str, Any] | None) -> dict[str, str]:
    """What a migration that was tried would be done with."""
    if batch is None:
        return {}
    mapping = batch["body"].get("mapping") or {}
    return {
        "from": str(batch["which"].get("definition") or ""),
        "to": str(batch["body"].get("to_definition") or ""),
        "mapping": "\n".join(f"{old} = {new}" for old, new in mapping.items()),
    }
