"""What may be done to a case itself, each explained: withdraw, void, special procedure, extension, rating."""

from __future__ import annotations

from tongban.admin_ui import choosing
from tongban.admin_ui.acts import Act, Answers, Ask, Option, Subject, table
from tongban.admin_ui.clock_acts import CLOCK_ACTS
from tongban.admin_ui.language import N_, _
from tongban.admin_ui.regime_acts import CASE_ACTS
from tongban.admin_ui.wording import LEVELS, TOPICS
from tongban.engine import (
    ExtendCase,
    RateCase,
    ReopenCase,
    ResumeCase,
    SuspendCase,
    UrgeTask,
    VoidCase,
    WithdrawCase,
    desk_acts,
)

APPROVING = {"organ": N_("本行政机关负责人"), "government": N_("本级人民政府负责人（联合办理）")}
TOPIC = "dims."


def levels(case: Subject) -> list[Option]:
    return [Option(value, _(name)) for value, name in LEVELS.items()]


def approving(case: Subject) -> list[Option]:
    return [Option(value, _(name)) for value, name in APPROVING.items()]


def rate(case_no: str, given: Answers) -> RateCase:
    dims = {topic: int(given[TOPIC + topic]) for topic in TOPICS if given[TOPIC + topic]}
    return RateCase(case_no, int(given["level"]), dims, given["text"])


ACTS = table(
    (
        Act(
            "hand_papers",
            N_("移交纸质材料"),
            (
                N_("把纸质材料交给同事时登记：交了什么、交给谁、放在哪里。"),
                N_("以后谁找这份材料，看最后一条就知道。"),
            ),
            N_("登记移交"),
            N_("已登记移交。"),
            lambda case_no, given: desk_acts.HandPapers(
                case_no, given["what"], given["place"], given["taken_by"], given["note"]
            ),
            (
                Ask("what", N_("移交什么"), "text", hint=N_("例如：申请材料一套 12 页")),
                Ask("taken_by", N_("交给谁"), "person"),
                Ask("place", N_("放在哪里"), "text", hint=N_("例如：三楼档案柜 B-07")),
                Ask("note", N_("备注"), required=False),
            ),
        ),
        Act(
            "urge",
            N_("催办"),
            (
                N_("请正在办理的人尽快办。您的话会送到对方的消息里，也记在办理过程中。"),
                N_("半小时内只能催一次，一天最多五次。"),
            ),
            N_("催办"),
            N_("已催办。"),
            lambda case_no, given: UrgeTask(given["task"], given["text"]),
            (
                Ask("task", N_("催办哪个环节"), "choice", options=choosing.open_steps),
                Ask("text", N_("附言"), required=False),
            ),
        ),
        Act(
            "withdraw",
            N_("撤回申请"),
            (N_("撤回后本次办理终止，已交的材料留存备查。"), N_("需要时可以重新申请，时限重新计算。")),
            N_("确认撤回"),
            N_("申请已撤回。"),
            lambda case_no, given: WithdrawCase(case_no, given["reason"]),
            (Ask("reason", N_("撤回理由")),),
            danger=True,
        ),
        Act(
            "void",
            N_("作废办件"),
            (
                N_("用于纠正登记错误，例如重复登记、选错事项。作废后办件终止，不能再办理。"),
                N_("这不是对申请的决定；要拒绝申请，请作出不予受理或不予许可的决定。"),
                N_("谁作废、为什么，都会留在记录里。"),
            ),
            N_("确认作废"),
            N_("办件已作废。"),
            lambda case_no, given: VoidCase(case_no, given["reason"]),
            (Ask("reason", N_("作废理由"), hint=N_("写明错在哪里、正确的办件编号是什么。")),),
            danger=True,
        ),
        Act(
            "reopen",
            N_("恢复作废的办件"),
            (
                N_("作废或终止弄错了的，可以恢复。办件回到原来的状态，从您选的环节接着办。"),
                N_("时限照原来的继续算，就像没有停过。谁恢复、为什么，都会留在记录里。"),
                N_("申请人撤回的、已经作出决定的，不能恢复。"),
            ),
            N_("恢复办理"),
            N_("办件已恢复，接着办理。"),
            lambda case_no, given: ReopenCase(case_no, given["reason"], given["to"] or None),
            (
                Ask("reason", N_("恢复理由"), hint=N_("写明原来错在哪里。")),
                Ask("to", N_("从哪个环节接着办"), "choice", False, options=choosing.steps_to_go_on_with),
            ),
        ),
        Act(
            "suspend",
            N_("进入特别程序"),
            (
                N_("听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审所需时间不计入办理期限。"),
                N_("批准后时限暂停，并向申请人出具特别程序告知书，写明所需时间。"),
            ),
            N_("进入特别程序"),
            N_("已进入特别程序，时限暂停。"),
            lambda case_no, given: SuspendCase(
                case_no,
                given["kind"],
                given["basis"],
                given["approver"],
                int(given["days"]),
                given["reason"],
            ),
            (
                Ask("kind", N_("程序种类"), "choice", options=choosing.special_procedures),
                Ask("basis", N_("依据"), "text", hint=N_("例如：《中华人民共和国行政许可法》第四十五条")),
                Ask("approver", N_("批准人"), "text", hint=N_("姓名和职务")),
                Ask("days", N_("所需天数"), "number", hint=N_("告知申请人的天数")),
                Ask("reason", N_("说明"), required=False),
            ),
        ),
        Act(
            "resume",
            N_("结束特别程序"),
            (N_("特别程序已有结果，时限从现在起继续计算，已用的时间不变。"),),
            N_("恢复办理"),
            N_("已恢复办理，时限继续计算。"),
            lambda case_no, given: ResumeCase(case_no, given["reason"]),
            (Ask("reason", N_("特别程序的结果"), required=False),),
        ),
        Act(
            "extend",
            N_("延长办理期限"),
            (
                N_("法定期限内不能作出决定的，经本行政机关负责人批准可以延长一次，最多十个工作日。"),
                N_("联合办理的由本级人民政府负责人批准，最多十五个工作日。"),
                N_("延长的理由会写进告知书送给申请人。承诺期限不变。"),
            ),
            N_("延长期限"),
            N_("期限已延长，告知书已出具。"),
            lambda case_no, given: ExtendCase(
                case_no, int(given["days"]), given["approver"], given["reason"], given["level"]
            ),
            (
                Ask("days", N_("延长的工作日"), "number"),
                Ask("level", N_("由谁批准"), "choice", options=approving, first="organ"),
                Ask("approver", N_("批准人"), "text", hint=N_("姓名和职务")),
                Ask("reason", N_("延长理由"), hint=N_("申请人会看到。")),
            ),
        ),
        *CLOCK_ACTS,
        *CASE_ACTS,
        Act(
            "rate",
            N_("评价这次办理"),
            (
                N_("每个办件评价一次。不满意的评价会转给有关单位整改并回访，答复后可以追加评价一次。"),
                N_("评价不影响办理结果。"),
            ),
            N_("提交评价"),
            N_("谢谢您的评价。"),
            rate,
            (
                Ask("level", N_("总体评价"), "scale", options=levels),
                *(Ask(TOPIC + key, name, "scale", False, options=levels) for key, name in TOPICS.items()),
                Ask("text", N_("想说的话"), required=False),
            ),
        ),
    )
)
