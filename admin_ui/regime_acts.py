"""Acts of the regimes, each explained: commitments, papers that came by post, key projects, marks to lift."""

from __future__ import annotations

from tongban.admin_ui.acts import Act, Answers, Ask, Option, Subject, table
from tongban.admin_ui.language import N_, _, text
from tongban.admin_ui.session import engine, person
from tongban.engine import (
    AddGreenProject,
    ChangeGreenProject,
    EndGreenProject,
    GiveCommitment,
    RepairCredit,
    SignForPapers,
)


def promisable(case: Subject) -> list[Option]:
    """The materials a commitment may stand for, with what is promised; those handed in are left out."""
    english = "commitment_en"
    return [
        Option(one["code"], text(one), text({"zh": one["commitment"], "en": one.get(english)}))
        for one in case.get("materials") or ()
        if one.get("commitment") and not one.get("file_name") and not one.get("promised")
    ]


def agreeing(case: Subject) -> list[Option]:
    """What the organ tells, to be agreed to as a whole."""
    terms = engine().queries.guide(person(), case["item"]["code"]).get("commitment") or {}
    note = " ".join(text(terms[key]) for key in ("duty", "liability") if terms.get(key))
    return [Option("yes", _("申请人已知晓告知内容，自愿承诺并承担责任"), note)]


CASE_ACTS = (
    Act(
        "commit",
        N_("告知承诺"),
        (
            N_("下列材料可以由申请人书面承诺代替。承诺由申请人自愿选择，签订后出具告知承诺书。"),
            N_("决定以后会核查承诺内容；承诺不实的限期整改，逾期不改的撤销决定。"),
        ),
        N_("签订承诺书"),
        N_("已签订告知承诺书。"),
        lambda case_no, given: GiveCommitment(case_no, tuple(given["materials"]), bool(given["agreed"])),
        (
            Ask("materials", N_("以承诺代替的材料"), "ticks", options=promisable),
            Ask("agreed", N_("申请人确认"), "ticks", options=agreeing),
        ),
    ),
    Act(
        "sign_for",
        N_("签收材料"),
        (N_("另一窗口寄来的材料或者证照已经收到，核对无误后签收，流程继续。"),),
        N_("确认签收"),
        N_("已签收，流程继续。"),
        lambda case_no, given: SignForPapers(case_no, given["note"]),
        (Ask("note", N_("收到时的情况"), "text", False, hint=N_("例如：封装完好，份数相符")),),
    ),
)

OFFICE_ACTS = table(
    (
        Act(
            "green_add",
            N_("登记重点项目"),
            (
                N_("登记后，该项目的申请在窗口会提示走绿色通道；受理后承诺时限按比例缩短，法定时限不变。"),
                N_("跟踪人每个工作日填写一次办理情况，直到办结。"),
            ),
            N_("登记"),
            N_("重点项目已登记。"),
            lambda _key, given: _added(given),
            (
                Ask("code", N_("项目代码"), "text", hint=N_("申请人在申请表中填写这个代码")),
                Ask("name", N_("项目名称"), "text"),
                Ask("name_en", N_("英文名称"), "text", False),
                Ask(
                    "factor",
                    N_("承诺时限比例"),
                    "text",
                    first="0.5",
                    hint=N_("大于 0、不大于 1；0.5 为减半"),
                ),
                Ask(
                    "applicant_id_no",
                    N_("只限该申请人"),
                    "text",
                    False,
                    hint=N_("统一社会信用代码或者证件号码"),
                ),
                Ask("tracker", N_("跟踪人"), "person"),
                Ask("note", N_("备注"), required=False),
            ),
        ),
        Act(
            "green_change",
            N_("更换跟踪人"),
            (N_("以后受理的办件由新的跟踪人跟踪；已受理的办件，原跟踪人可以转办。"),),
            N_("更换"),
            N_("跟踪人已更换。"),
            lambda code, given: ChangeGreenProject(code, tracker=given["tracker"]),
            (Ask("tracker", N_("跟踪人"), "person"),),
        ),
        Act(
            "green_end",
            N_("结束重点项目"),
            (N_("以后的申请按普通程序办理；已受理的办件仍按缩短的时限办理。"),),
            N_("结束"),
            N_("重点项目已结束。"),
            lambda code, given: EndGreenProject(code),
            danger=True,
        ),
        Act(
            "credit_repair",
            N_("信用修复"),
            (N_("修复后，该申请人可以再次采用告知承诺。修复理由会留在记录里。"),),
            N_("确认修复"),
            N_("已修复。"),
            lambda mark, given: RepairCredit(mark, given["reason"]),
            (Ask("reason", N_("修复理由")),),
        ),
    )
)


def _added(given: Answers) -> AddGreenProject:
    return AddGreenProject(
        code=given["code"],
        name=given["name"],
        tracker=given["tracker"],
        factor=given["factor"],
        name_en=given["name_en"],
        applicant_id_no=given["applicant_id_no"] or None,
        note=given["note"],
    )
