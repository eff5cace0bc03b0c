"""Trying and publishing a draft: its samples are played on the real engine, each step shown as it happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, stream_template
from werkzeug.wrappers import Response as Answer

from tongban.admin_ui import studio
from tongban.admin_ui.acts import said
from tongban.admin_ui.language import N_, _
from tongban.admin_ui.session import engine
from tongban.engine import Moment, drafting, errors, trial

pages = Blueprint("studio_trial", __name__, url_prefix="/studio/<draft_id>")
#: What a line of a sample does, beside completing a step.
ACTS = {
    "register": N_("提交申请"),
    "supplement": N_("补正材料"),
    "attach": N_("补交材料"),
    "withdraw": N_("撤回申请"),
    "void": N_("作废"),
    "suspend": N_("暂停计时"),
    "resume": N_("恢复计时"),
    "extend": N_("延长期限"),
    "rate": N_("评价"),
    "return": N_("退回"),
    "sign_for": N_("签收邮寄材料"),
    "advance": N_("时间过去"),
    "finish": N_("办件结束，与样例的预期一致"),
    "read_notice": N_("阅办告知"),
    "record_meeting": N_("记录会商"),
    "add_member": N_("增加联办事项"),
    "cancel_member": N_("取消联办事项"),
    "return_member": N_("退回联办事项"),
    "complete": N_("办结环节"),
}


@pages.post("/try")
def try_it(draft_id: str) -> Response:
    """Play every sample of the draft as it is now."""
    draft = studio.opened(draft_id)
    return _page(draft, trial(engine(), studio.designer(), draft["contents"]))


@pages.post("/publish")
def publish(draft_id: str) -> Answer:
    """Play every sample and, when all end as expected, put exactly this revision in force."""
    draft = studio.opened(draft_id)
    note = request.form.get("change_note", "").strip()
    if not note:
        wrong = {"change_note": _("请写变更说明：这一版改了什么、为什么")}
        return make_response(render_template("studio_draft.html", draft=draft, clash=False, wrong=wrong), 422)
    if studio.revision_read() != draft["revision"]:
        return make_response(render_template("studio_draft.html", draft=draft, clash=True), 412)
    return _page(draft, _published(draft, note))


def _published(draft: dict[str, Any], note: str) -> Iterator[Moment | dict[str, Any]]:
    """The moments of the trial; at the end the version in force, or why it is not."""
    actor, green = studio.designer(), False
    for moment in trial(engine(), actor, draft["contents"]):
        green = moment.kind == "done"
        yield moment
    if not green:
        return
    try:
        version = engine().execute(drafting.PublishItemDraft(draft["id"], draft["revision"], note), actor)
    except errors.PreconditionFailed:
        yield {"refused": [_("有人在试办期间改了草稿，没有发布。请再看一遍草稿后重新发布。")]}
    except errors.EngineError as refused:
        yield {"refused": [said(str(one["message"])) for one in refused.errors] or [said(refused.message)]}
    else:
        yield {"published": version}


def _page(draft: dict[str, Any], moments: Iterator[Any]) -> Response:
    """The page, sent piece by piece as the trial goes on."""
    answer = Response(
        stream_template(
            "studio_trial.html",
            draft=draft,
            moments=moments,
            acts=ACTS,
            publishing=request.path.endswith("/publish"),
        ),
        mimetype="text/html",
    )
    answer.headers["X-Accel-Buffering"] = "no"
    return answer
