"""Joint cases: the list, the board with every department at a glance, and the dialogs that open from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from tongban.admin_ui import joint_acts
from tongban.admin_ui.acts import Act, Explained
from tongban.admin_ui.language import N_, _, text
from tongban.admin_ui.pages.act import arranged
from tongban.admin_ui.session import engine, is_staff, person
from tongban.engine import errors

pages = Blueprint("joint", __name__)
ROWS = 30
KINDS = {"parallel": N_("并联审批"), "staged": N_("阶段式并联审批"), "package": N_("套餐服务")}
REVIEWS = {"circulate": N_("抄告"), "meeting": N_("联审")}
JOINS = {"all_finished": N_("全部办结"), "all_committed": N_("全部告知承诺")}
STAGES = {
    "passed": N_("已通过"),
    "active": N_("进行中"),
    "refused": N_("有未准予"),
    "ahead": N_("未开始"),
}
# Why the rules of the item or the flow ended a member; anything else the lead has written.
STOPPED = {
    "call_cancelled": N_("流程没有再等它"),
    "joint_ended": N_("联办件已结束"),
    "stop_followers": N_("它需要的“{item}”没有办成"),
    "stop_all": N_("“{item}”没有办成，其余事项都停止"),
}
WHOLE, MEMBER = ",".join(joint_acts.ACTS), ",".join(joint_acts.MEMBER_ACTS)


@pages.get("/joint-cases")
def listed() -> str:
    """The joint cases of the reader's unit, or that it takes part in."""
    person()
    if not is_staff():
        raise errors.NotAllowed
    asked = {name: request.args.get(name, "").strip() for name in ("q", "state", "cursor")}
    filters = {name: value for name, value in asked.items() if value}
    found = engine().queries.joint_cases(person(), page_size=ROWS, **filters)
    return render_template("joint_list.html", **found, asked=asked, kinds=KINDS)


@pages.get("/joint-cases/<case_no>")
def show(case_no: str) -> str:
    board = engine().queries.joint_board(person(), case_no)
    # Only the board is fetched again by a page that is open; the rest of it stays as it is.
    live = request.headers.get("HX-Request") and request.headers.get("HX-Target", "").endswith("board")
    template = "joint_board_live.html" if live else "joint_board.html"
    did = {**joint_acts.ACTS, **joint_acts.MEMBER_ACTS}.get(request.args.get("did", ""))
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
        acts=joint_acts.ACTS,
        member_acts=joint_acts.MEMBER_ACTS,
        did=did,
        stopped=stopped,
    )


@pages.route(f"/joint-cases/<case_no>/<any({WHOLE}):name>", methods=["GET", "POST"])
def on_whole(case_no: str, name: str) -> Response:
    """An act of the lead on the joint case."""
    act, board = joint_acts.ACTS[name], engine().queries.joint_board(person(), case_no)
    check_offered(act, board["operations"])
    return dialog(act, board, case_no)


@pages.route(f"/joint-cases/<case_no>/members/<key>/<any({MEMBER}):name>", methods=["GET", "POST"])
def on_member(case_no: str, key: str, name: str) -> Response:
    """An act on one member: of the lead, or of its department."""
    act, board = joint_acts.MEMBER_ACTS[name], engine().queries.joint_board(person(), case_no)
    line = next((one for one in reversed(board["members"]) if one["key"] == key), None)
    if line is None:
        raise errors.NotFound
    check_offered(act, line["operations"])
    return dialog(act, {**board, "item": line["item"], "case_no": line["case_no"]}, f"{case_no}/{key}")


def check_offered(act: Act, offered: list[str]) -> None:
    """A dialog nobody offered is not opened, and says why; what is sent all the same the engine judges."""
    if request.method == "GET" and act.name not in offered:
        raise Explained(_("这个联办件现在不能“{act}”，或者您的岗位没有这项权限。", act=_(act.title)))


def dialog(act: Act, subject: Mapping[str, Any], key: str) -> Response:
    case_no = key.split("/")[0]
    back = url_for("ui.joint.show", case_no=case_no)
    done = url_for("ui.joint.show", case_no=case_no, did=act.name)
    return arranged(act, subject, key, back, lambda answer: done)


def stopped(reason: str, names: Mapping[str, Any]) -> str:
    """Why a member was cancelled, in words."""
    rule, _colon, key = reason.partition(":")
    if rule not in STOPPED:
        return reason
    return _(STOPPED[rule], item=text(names[key]) if key in names else key)


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
