"""An applicant's own cases."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from tongban.admin_ui.language import N_, _
from tongban.admin_ui.session import engine, person

pages = Blueprint("mine", __name__)
DONE = {
    "kept": N_("已暂存，随时可以回来接着填。"),
    "dropped": N_("已删除暂存的申请。"),
}
ASKED = "correction_requested"
#: The lists of one's own cases, each with what it asks for.
LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "": (N_("全部"), {}),
    "correct": (N_("等我补正"), {"state": ASKED}),
    "open": (N_("正在办"), {"over": False}),
    "over": (N_("已办完"), {"over": True}),
}
PAGE = 20
COMPLAINTS = "service-complaint"


@pages.get("/my")
def show() -> str:
    """A joint case stands here once: its items are on its own page. Who searches finds them too."""
    actor, ask = person(), engine().queries
    q = request.args.get("q", "").strip()[:60]
    chosen = request.args.get("list", "") if request.args.get("list", "") in LISTS else ""
    found = ask.cases(
        actor,
        **LISTS[chosen][1],
        whole=not q,
        q=q or None,
        cursor=request.args.get("cursor"),
        page_size=PAGE,
    )
    waiting = chosen != "correct" and ask.cases(actor, state=ASKED, page_size=1)["items"]
    return render_template(
        "mine.html",
        cases=found["items"],
        next_cursor=found["next_cursor"],
        lists=LISTS,
        chosen=chosen,
        q=q,
        waiting=bool(waiting),
        complaints=any(
            one["key"] == COMPLAINTS for one in ask.items(actor, q=COMPLAINTS, page_size=1)["items"]
        ),
        identity=ask.identity_state(actor),
        drafts=ask.application_drafts(actor),
        done=_(DONE[request.args["did"]]) if request.args.get("did") in DONE else "",
    )
