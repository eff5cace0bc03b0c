"""Items claimed from a base list: search, claim, and the lists themselves, which an administrator brings in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from tongban.admin_ui import studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.language import _
from tongban.admin_ui.session import engine
from tongban.admin_ui.sheet_words import CHOICES
from tongban.engine import drafting, errors, items

pages = Blueprint("studio_claim", __name__, url_prefix="/studio/claim")
LARGEST = 8 * 1024 * 1024
EMPTY = (
    "code,name,name_en,item_type,levels,organ,law,law_en,articles,text,text_en\r\n"
    "000117109003,建筑工程施工许可证核发,Construction permit for building works,01,3、4,住房和城乡建设部门,"
    "中华人民共和国建筑法,Construction Law,第七条、第八条,"
    "建筑工程开工前，建设单位应当按照国家有关规定申请领取施工许可证。,A permit is needed before works begin.\r\n"
)


@pages.get("")
def show() -> Answer:
    """The lists and a search in them."""
    return search_page()


def search_page(wrong: Mapping[str, str] | None = None, status: int = 200) -> Answer:
    actor, ask = studio.designer(), engine().queries
    source, q = request.args.get("source") or None, request.args.get("q", "").strip()[:60]
    found = ask.base_entries(actor, source=source, q=q or None, cursor=request.args.get("cursor"))
    page = render_template(
        "studio_claim.html",
        lists=ask.base_lists(actor)["items"],
        entries=found["items"],
        next_cursor=found["next_cursor"],
        source=source or "",
        q=q,
        choices=CHOICES,
        may_import=actor.is_admin,
        typed=request.form,
        wrong=wrong or {},
        counts={name: request.args.get(name, "0") for name in ("added", "changed", "removed")}
        if request.args.get("imported")
        else None,
    )
    return make_response(page, status)


@pages.get("/empty.csv")
def empty() -> Response:
    """A table to begin with: the columns and one line."""
    studio.designer()
    headers = {"Content-Disposition": 'attachment; filename="base-list.csv"'}
    return Response(f"\ufeff{EMPTY}", mimetype="text/csv", headers=headers)


@pages.post("/import")
def take_in() -> Answer:
    """A whole list; one of the same name is replaced."""
    actor, given = studio.designer(), request.files.get("list")
    if not actor.is_admin:
        raise errors.NotAllowed(verb="base_list.manage")
    content = given.read(LARGEST + 1) if given is not None and given.filename else b""
    if not content:
        return search_page({"list": _("请先选择要上传的文件")}, 422)
    try:
        done = engine().execute(
            drafting.ImportBaseList(request.form.get("source", "").strip(), content), actor
        )
    except errors.Invalid as refused:
        return search_page(at_fields(refused), 422)
    counts = {name: done[name] for name in ("added", "changed", "removed")}
    return redirect(url_for("ui.studio_claim.show", source=done["source"], imported=1, **counts), 303)


def at_fields(refused: errors.Invalid) -> dict[str, str]:
    """A wrong line is told at the file."""
    told: dict[str, str] = {}
    lines = [one for one in refused.errors if str(one["field"]).startswith("line")]
    for one in refused.errors:
        if one not in lines:
            told["source" if one["field"] == "source" else "list"] = said(str(one["message"]))
    if lines:
        first = "；".join(
            _("第 {n} 行", n=str(one["field"]).removeprefix("line ")) + _("：") + said(str(one["message"]))
            for one in lines[:20]
        )
        told["list"] = f"{first}；…" if len(lines) > 20 else first
    return told


@pages.route("/<source>/<code>", methods=["GET", "POST"])
def claim(source: str, code: str) -> Answer:
    """What an office says to claim an entry; then a draft with everything the list fixes."""
    actor = studio.designer()
    entry = engine().queries.base_entry(actor, source, code)
    if request.method == "GET":
        return claim_page(entry)
    units = {one["code"]: one for one in all_units()}
    unit = units.get(request.form.get("unit", ""))
    try:
        base = studio.template_files(request.form.get("template", ""))
        files = items.claimed_item(
            base,
            source,
            base_item(entry),
            items.Claim(
                key=request.form.get("key", "").strip(),
                unit=unit["code"] if unit else "",
                body={"zh": unit["name"], "en": unit["name_en"]} if unit else {},
                uscc=request.form.get("uscc", "").strip().upper(),
                level=request.form.get("level", ""),
            ),
        )
    except errors.NotFound:
        return claim_page(entry, {"template": _("请选择以什么为底本")}, 422)
    except errors.Invalid as refused:
        wrong = {str(one.get("field") or "key"): said(str(one["message"])) for one in refused.errors}
        return claim_page(entry, wrong, 422)
    draft = engine().execute(drafting.CreateItemDraft(files), actor)
    return redirect(url_for("ui.studio.show", draft_id=draft["id"]), 303)


def claim_page(entry: Mapping[str, Any], wrong: Mapping[str, str] | None = None, status: int = 200) -> Answer:
    page = render_template(
        "studio_claim_entry.html",
        offer=entry,
        units=all_units(),
        templates=studio.TEMPLATES,
        choices=CHOICES,
        typed=request.form,
        wrong=wrong or {},
    )
    return make_response(page, status)


def all_units() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = engine().queries.units(studio.designer(), page_size=200)["items"]
    return found


def base_item(entry: Mapping[str, Any]) -> items.BaseItem:
    """The entry as the items library knows it."""
    return items.BaseItem(
        entry["code"],
        entry["name"],
        entry["name_en"],
        entry["item_type"],
        tuple(entry["levels"]),
        entry["organ"],
        tuple(entry["basis"]),
    )


def claimed_entry(data: Mapping[str, Any]) -> items.BaseItem | None:
    """The entry a sheet was claimed from, while its list still has it."""
    source, mark, code = str(data.get("base_entry") or "").rpartition("/")
    if not mark:
        return None
    try:
        return base_item(engine().queries.base_entry(studio.designer(), source, code))
    except errors.NotFound:
        return None
