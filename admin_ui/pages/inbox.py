"""The inbox: what I have to do, what my unit may take, what I have done; most urgent first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tongban.admin_ui import batch_acts, task_acts
from tongban.admin_ui.inbox_table import COLUMNS, ORDERS, OWN_ORDER, SORTED_BY, USUAL, head, table_rows
from tongban.admin_ui.language import N_, _, half
from tongban.admin_ui.session import engine, is_staff, person
from tongban.admin_ui.wording import moment
from tongban.engine import desk_acts, errors

pages = Blueprint("inbox", __name__)
BOXES = {
    "mine": N_("我的待办"),
    "pool": N_("待认领"),
    "watched": N_("关注"),
    "returned": N_("退回我的"),
    "cc": N_("抄送我的"),
    "done": N_("已办"),
    "drafts": N_("草稿"),
}
URGENCIES = {
    "overdue": N_("已超期"),
    "soon": N_("今明两个工作日到期"),
    "later": N_("以后到期"),
    "none": N_("没有期限"),
}
ARRIVED = {"1": N_("一天内到达"), "3": N_("三天内到达"), "7": N_("七天内到达"), "30": N_("三十天内到达")}
FILTERS = ("item", "urgency", "arrived")
PAGE, LONGEST, MOST_COUNTED = 20, 100, 1000
#: Whoever comes back sooner is still looking for the first time.
LOOK = timedelta(minutes=10)


@pages.get("/inbox")
def show() -> Response:
    views = engine().queries.inbox_views(person()) if is_staff() else {"items": [], "seen": {}}
    default = next((one for one in views["items"] if one["is_default"]), None)
    if default and not request.args:
        return redirect(address(default), 303)
    return inbox_page(views)


def inbox_page(
    views: Mapping[str, Any], wrong: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    """The whole page; a script that asks again gets the list alone, or nothing when nothing has changed."""
    actor, given = person(), asked(request.values)
    since = looked(views, given["box"])
    counts = engine().queries.inbox_counts(actor)
    g.unread = counts["messages"]
    try:
        found = rows(given)
    except errors.Invalid:
        # A place in a list that was sorted otherwise, or is no place at all: the list begins anew.
        given = {**given, "cursor": None}
        found = rows(given)
    box = given["box"]
    facts = {
        "boxes": BOXES,
        **given,
        "rows": table_rows(found["items"], box, lambda row: is_fresh(row, box, since)),
        "heads": heads(given),
        "next_cursor": found["next_cursor"],
        "counts": counts,
        "most": MOST_COUNTED,
        "batch": batch_acts.offered(box),
        "since": since,
        "address": partial(page_address, given),
    }
    # A template of ours has escaped it already.
    listed = Markup(render_template("inbox_list.html", **facts))
    version = hashlib.sha256(listed.encode()).hexdigest()[:16]
    if request.headers.get("HX-Request"):
        if request.args.get("v") == version:
            return make_response("", 204)
        return make_response(render_template("inbox_live.html", listed=listed, version=version))
    page = render_template(
        "inbox.html",
        listed=listed,
        version=version,
        views=[{**one, "url": address(one), "here": same(one, given)} for one in views["items"]],
        items=engine().queries.item_choices(actor)["items"] if is_staff() else [],
        urgencies=URGENCIES,
        arrived_choices=ARRIVED,
        all_columns=COLUMNS,
        orders=orders(given),
        wrong=wrong or {},
        typed=request.form,
        did=task_acts.ACTS.get(request.args.get("did", "")),
        **facts,
    )
    return make_response(page, status)


def asked(values: MultiDict[str, str]) -> dict[str, Any]:
    """What the address asks for: the box, the words, the filters, the columns, where to go on."""
    box, per = values.get("box", "mine"), values.get("per")
    chosen = [one for one in COLUMNS if one in values.getlist("columns")] or list(USUAL)
    box = box if box in BOXES else "mine"
    sort = values.get("sort", "")
    return {
        "box": box,
        "sort": sort if desk_acts.is_order(box, sort) else "",
        "q": values.get("q", "").strip()[:100],
        "filters": {name: values[name][:60] for name in FILTERS if values.get(name)},
        "columns": chosen,
        "chosen": chosen if chosen != list(USUAL) else None,
        "cursor": values.get("cursor"),
        "per": LONGEST if per == str(LONGEST) else None,
    }


def rows(given: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of the page."""
    size = given["per"] or PAGE
    q, cursor = given["q"] or None, given["cursor"]
    ask: Any = engine().queries
    if given["box"] == "watched":
        return dict(ask.watched(person(), q=q, cursor=cursor, page_size=size))
    wanted: dict[str, Any] = {"q": q, "filters": given["filters"] or None, "cursor": cursor}
    if given["sort"]:
        wanted["sort"] = given["sort"]
    return dict(ask.inbox(person(), box=given["box"], page_size=size, **wanted))


def heads(given: Mapping[str, Any]) -> dict[str, Any]:
    """The heads of the columns that are shown; those a box may be sorted by are links."""
    box, sort = given["box"], given["sort"]
    may = box in desk_acts.SORTED_BOXES
    labels = {
        "limit": _("完成时间") if box == "done" else _("时限"),
        "item": _("事项与环节"),
        **{name: _(label) for name, label in COLUMNS.items()},
    }
    if box in ("done", "watched"):
        labels["arrived"] = _("结果") if box == "done" else _("关注时间")
    found = {name: head(label, SORTED_BY.get(name) if may else None, sort) for name, label in labels.items()}
    if may:
        # The box's own order is the one by limits, and has no other way round.
        own = not sort if box != "drafts" else sort == "urgency"
        found["limit"] = replace(
            found["limit"],
            wish=None if own else "urgency" if box == "drafts" else "",
            aria="ascending" if own else None,
        )
    return found


def orders(given: Mapping[str, Any]) -> dict[str, str]:
    """The orders to choose from in words; one that a click on a head asked for is among them."""
    box, sort = given["box"], given["sort"]
    if box not in desk_acts.SORTED_BOXES:
        return {}
    found = {name: _(label) for name, label in {**ORDERS, "": OWN_ORDER.get(box, ORDERS[""])}.items()}
    if box == "drafts":
        found["urgency"] = _(ORDERS[""])
    if sort not in found:
        found[sort] = _("{order}，倒过来", order=found[sort.removeprefix("-")])
    return found


def page_address(given: Mapping[str, Any], **changed: Any) -> str:
    """The address of this list with something changed: another order, the next page, more to a page."""
    wanted = {"sort": given["sort"] or None, "per": given["per"], **changed}
    if "sort" in changed:
        wanted["sort"] = changed["sort"] or None
    return url_for(
        "ui.inbox.show",
        box=given["box"],
        q=given["q"] or None,
        columns=given["chosen"],
        **given["filters"],
        **wanted,
    )


def is_fresh(row: Mapping[str, Any], box: str, since: datetime | None) -> bool:
    """Whether a row came after the reader last looked; a copy is fresh until it is read."""
    if box == "cc":
        return bool(row["copied"] and not row["copied"]["read_at"])
    came = moment(row["created_at"])
    return box != "done" and since is not None and came is not None and came > since


def looked(views: Mapping[str, Any], box: str) -> datetime | None:
    """When the reader looked into this box before; that they look now is remembered for the next time."""
    told = request.args.get("since")
    if told:
        try:
            return moment(told)
        except ValueError:
            return None
    before = moment(views["seen"].get(box))
    new = request.method == "GET" and not request.headers.get("HX-Request")
    if new and is_staff() and (before is None or engine().now - before > LOOK):
        engine().execute(desk_acts.LookIntoBox(box), person())
    return before


def address(view: Mapping[str, Any]) -> str:
    """Where a saved view is shown."""
    columns = view["columns"] if view["columns"] != list(USUAL) else None
    sort = view.get("sort") or None
    return url_for("ui.inbox.show", box=view["box"], columns=columns or None, sort=sort, **view["filters"])


def same(view: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether the page shows this view."""
    filters = {**given["filters"], **({"q": given["q"]} if given["q"] else {})}
    wanted = (view["box"], dict(view["filters"]), set(view["columns"]) or set(USUAL), view.get("sort") or "")
    return wanted == (given["box"], filters, set(given["columns"]), given["sort"])


@pages.post("/inbox/views")
def save() -> Response:
    """Keep what the page shows under a name."""
    given = asked(request.form)
    filters = {**given["filters"], **({"q": given["q"]} if given["q"] else {})}
    view = desk_acts.SaveView(
        request.form.get("name", ""),
        given["box"],
        filters,
        tuple(given["columns"]),
        is_default="default" in request.form,
        sort=given["sort"],
    )
    try:
        saved = engine().execute(view, person())
    except errors.Invalid as error:
        wrong = {f"view-{one['field']}": half(str(one["message"])) for one in error.errors}
        return inbox_page(engine().queries.inbox_views(person()), wrong, 422)
    return redirect(address(saved), 303)


@pages.post("/inbox/views/<view_id>/remove")
def remove(view_id: str) -> Response:
    engine().execute(desk_acts.RemoveView(view_id), person())
    return redirect(url_for("ui.inbox.show", box=request.form.get("box") or "mine"), 303)
