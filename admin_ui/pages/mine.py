"""An applicant's own cases."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from tongban.admin_ui.language import N_, _
from tongban.admin_ui.session import engine, person

pages = Blueprint("mine", __name__)
DONE = {
    "kept": N_("已暂存，随时可以回来接着填。"),
    "dropped": N_("已删除暂存的申请。"),
}


@pages.get("/my")
def show() -> str:
    found = engine().queries.cases(person(), cursor=request.args.get("cursor"), page_size=20)
    return render_template(
        "mine.html",
        cases=found["items"],
        next_cursor=found["next_cursor"],
        identity=engine().queries.identity_state(person()),
        drafts=engine().queries.application_drafts(person()),
        done=_(DONE[request.args["did"]]) if request.args.get("did") in DONE else "",
    )
