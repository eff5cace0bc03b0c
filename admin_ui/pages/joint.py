"""The board of a joint case: every department at a glance, fetched again while the page is open; reading the copy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui.language import N_
from tongban.admin_ui.session import engine, is_staff, person
from tongban.engine import ReadNotice

pages = Blueprint("joint", __name__)
KINDS = {"parallel": N_("并联审批"), "staged": N_("阶段式并联审批"), "package": N_("套餐服务")}
REVIEWS = {"circulate": N_("抄告"), "meeting": N_("联审")}
JOINS = {"all_finished": N_("全部办结"), "all_committed": N_("全部告知承诺")}
STAGES = {
    "passed": N_("已通过"),
    "active": N_("进行中"),
    "refused": N_("有未准予"),
    "ahead": N_("未开始"),
}


@pages.get("/joint-cases/<case_no>")
def show(case_no: str) -> str:
    board = engine().queries.joint_board(person(), case_no)
    # Only the board is fetched again by a page that is open; the rest of it stays as it is.
    template = "joint_board_live.html" if request.headers.get("HX-Request") else "joint_board.html"
    return render_template(
        template,
        board=board,
        lines=in_stages(board),
        names={line["key"]: line["item"] for line in board["members"]},
        kinds=KINDS,
        reviews=REVIEWS,
        joins=JOINS,
        stage_states=STAGES,
        staff=is_staff(),
        my_units=person().units,
    )


@pages.post("/joint-cases/<case_no>/members/<key>/read")
def read(case_no: str, key: str) -> Response:
    engine().execute(ReadNotice(case_no, key), person())
    return redirect(url_for("ui.joint.show", case_no=case_no), 303)


def in_stages(board: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The lines of each stage in the order of the sheet; earlier rounds stand under the newest."""
    newest = {line["key"]: line for line in board["members"]}
    earlier = [line for line in board["members"] if newest[line["key"]] is not line]
    return {
        stage["key"]: [
            {**newest[key], "earlier": [one for one in earlier if one["key"] == key]}
            for key in stage["members"]
        ]
        for stage in board["stages"]
    }
