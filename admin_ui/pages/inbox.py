"""The inbox: what I have to do, what my unit may take, what I have done; most urgent first."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from tongban.admin_ui import batch_acts, course, task_acts
from tongban.admin_ui.language import N_
from tongban.admin_ui.session import engine, person

pages = Blueprint("inbox", __name__)
BOXES = {"mine": N_("我的待办"), "pool": N_("待认领"), "done": N_("已办"), "cc": N_("抄送我的")}
PAGE, LONGEST = 20, 100


@pages.get("/inbox")
def show() -> str:
    actor = person()
    box = request.args.get("box", "mine")
    box = box if box in BOXES else "mine"
    q = request.args.get("q", "").strip()
    size = LONGEST if request.args.get("per") == str(LONGEST) else PAGE
    found: dict[str, Any] = engine().queries.inbox(
        actor, box=box, q=q or None, cursor=request.args.get("cursor"), page_size=size
    )
    # Only the list is fetched again by a page that is open; the rest of it stays as it is.
    template = "inbox_list.html" if request.headers.get("HX-Request") else "inbox.html"
    counts = engine().queries.inbox_counts(actor)
    return render_template(
        template,
        boxes=BOXES,
        box=box,
        q=q,
        rows=found["items"],
        next_cursor=found["next_cursor"],
        cursor=request.args.get("cursor"),
        counts=counts,
        per=LONGEST if size == LONGEST else None,
        batch=batch_acts.offered(box),
        decided=course.decided,
        did=task_acts.ACTS.get(request.args.get("did", "")),
    )
