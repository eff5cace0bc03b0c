"""What may be done about a case's hearing and its extra time limits, each explained."""

from __future__ import annotations

from datetime import datetime

from tongban.admin_ui.acts import Act, Answers, Ask
from tongban.admin_ui.language import N_
from tongban.admin_ui.wording import ZONE
from tongban.engine import AskHearing, CallHearing, EndHearing, StartClock, StopClock, TellHearing, errors


def call(case_no: str, given: Answers) -> CallHearing:
    try:
        at = datetime.fromisoformat(f"{given['day']}T{given['hour']}").replace(tzinfo=ZONE)
    except ValueError:
        raise errors.Invalid(
            errors=[{"field": "hour", "message": "请填写时间，如 09:30 / a time such as 09:30"}]
        ) from None
    return CallHearing(case_no, at, given["place"], given["chair"])


CLOCK_ACTS = (
    Act(
        "tell_hearing",
        N_("告知听证权利"),
        (
            N_("直接涉及申请人与他人重大利益的，作出决定前告知其有要求听证的权利（行政许可法第四十七条）。"),
            N_("出具听证权利告知书；申请人可在五个工作日内提出。"),
        ),
        N_("告知"),
        N_("已告知听证权利，告知书已出具。"),
        lambda case_no, given: TellHearing(case_no, given["matter"]),
        (Ask("matter", N_("听证事项"), hint=N_("写进告知书，申请人会看到。")),),
    ),
    Act(
        "ask_hearing",
        N_("申请听证"),
        (N_("自被告知之日起五个工作日内提出；本机关在二十个工作日内组织听证，不收费用。"),),
        N_("申请听证"),
        N_("已申请听证。"),
        lambda case_no, given: AskHearing(case_no, given["reason"]),
        (Ask("reason", N_("理由"), required=False),),
    ),
    Act(
        "call_hearing",
        N_("通知听证"),
        (
            N_("提前七个工作日通知时间和地点（行政许可法第四十八条），并出具听证通知书。"),
            N_("主持人不能是审查该申请的工作人员。"),
        ),
        N_("通知听证"),
        N_("已通知听证，通知书已出具。"),
        call,
        (
            Ask("day", N_("听证日期"), "date"),
            Ask("hour", N_("听证时间"), "text", hint=N_("例如：09:30")),
            Ask("place", N_("听证地点"), "text"),
            Ask("chair", N_("主持人"), "text", hint=N_("姓名和职务")),
        ),
    ),
    Act(
        "end_hearing",
        N_("结束听证"),
        (N_("听证已经举行，或者不再举行，听证的期限停止计时。"), N_("决定应当依据听证笔录作出。")),
        N_("结束听证"),
        N_("听证已结束。"),
        lambda case_no, given: EndHearing(case_no, given["result"]),
        (Ask("result", N_("听证结果")),),
    ),
    Act(
        "handle_jointly",
        N_("改为联合办理"),
        (
            N_(
                "由两个以上部门统一办理、联合办理或者集中办理的，办理期限为四十五个工作日（行政许可法第四十二条第二款）。"
            ),
            N_("从受理之日起计算，代替一般的法定期限；延长由本级人民政府负责人批准。"),
        ),
        N_("改为联合办理"),
        N_("已改为联合办理。"),
        lambda case_no, given: StartClock(case_no, "joint", given["reason"]),
        (Ask("reason", N_("理由和依据")),),
    ),
    Act(
        "first_review",
        N_("开始下级初审计时"),
        (N_("依法由下级机关先审查的，下级机关在受理之日起二十个工作日内审查完毕（行政许可法第四十三条）。"),),
        N_("开始计时"),
        N_("下级初审期限已开始计时。"),
        lambda case_no, given: StartClock(case_no, "first_review", given["reason"]),
        (Ask("reason", N_("由谁初审")),),
    ),
    Act(
        "end_first_review",
        N_("下级初审完毕"),
        (N_("初审意见和全部申请材料已经报送，初审期限停止计时。"),),
        N_("停止计时"),
        N_("下级初审期限已停止计时。"),
        lambda case_no, given: StopClock(case_no, "first_review", given["reason"]),
        (Ask("reason", N_("初审意见")),),
    ),
)
