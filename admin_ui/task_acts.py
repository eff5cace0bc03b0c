"""What may be done with a piece of work besides finishing it, each explained in the words of the office."""

from __future__ import annotations

from tongban.admin_ui import choosing
from tongban.admin_ui.acts import Act, Ask, Option, Subject, table
from tongban.admin_ui.language import N_, _
from tongban.engine import (
    AddSigners,
    AskJump,
    CommentTask,
    ConsultTask,
    CopyTask,
    DelegateTask,
    RejectTask,
    RemoveSigners,
    RetrieveTask,
    ReturnTask,
    TransferTask,
    UrgeTask,
)

MODES = {
    "redo": (N_("重走流程"), N_("从那一步起逐步再办一遍。")),
    "jump_back": (N_("办完直接回到我这里"), N_("中间的环节不再重办。")),
}
POSITIONS = {
    "parallel": (N_("同时签"), N_("他们与您一起签署。")),
    "before": (N_("我之前签"), N_("他们签完，您才能办理。")),
    "after": (N_("我之后签"), N_("您先办理，结果等他们签完才生效。")),
}


def modes(task: Subject) -> list[Option]:
    return [Option(value, _(name), _(note)) for value, (name, note) in MODES.items()]


def positions(task: Subject) -> list[Option]:
    return [Option(value, _(name), _(note)) for value, (name, note) in POSITIONS.items()]


REASON = Ask("reason", N_("理由"), hint=N_("对方和记录里都会看到。"))

ACTS = table(
    (
        Act(
            "return",
            N_("退回"),
            (
                N_("把工作退给前面的环节或申请人重办，您的意见随之送达。"),
                N_("已填的内容和意见都保留；办件的总时限不停、不重算。"),
            ),
            N_("确认退回"),
            N_("已退回。"),
            lambda task_id, given: ReturnTask(
                task_id, given["opinion"], given["to"], given["mode"], given["fields"]
            ),
            (
                Ask("to", N_("退回到"), "choice", options=choosing.earlier_steps),
                Ask("mode", N_("重办之后"), "choice", options=modes, first="redo"),
                Ask("opinion", N_("退回意见"), hint=N_("写明要改什么。"), phrases="return"),
                Ask(
                    "fields",
                    N_("逐项说明"),
                    "reasons",
                    False,
                    N_("哪一项不对就在哪一项写明理由，改的人会在表单上方看到。"),
                    options=choosing.filled_fields,
                ),
            ),
            leaves=True,
        ),
        Act(
            "reject",
            N_("驳回"),
            (
                N_("以“不同意”结束这个环节，按流程图的规定往下走；流程图没有规定的，办件终止。"),
                N_("只是要对方修改的，请用“退回”。"),
            ),
            N_("确认驳回"),
            N_("已驳回。"),
            lambda task_id, given: RejectTask(task_id, given["opinion"]),
            (Ask("opinion", N_("驳回意见"), phrases="reject"),),
            danger=True,
            leaves=True,
        ),
        Act(
            "transfer",
            N_("转办"),
            (N_("交给别人办，今后由对方负责，不再回到您手里。"),),
            N_("确认转办"),
            N_("已转办。"),
            lambda task_id, given: TransferTask(task_id, given["to"], given["reason"]),
            (Ask("to", N_("转给"), "person"), REASON),
            leaves=True,
        ),
        Act(
            "delegate",
            N_("委派"),
            (N_("请别人先办，办完回到您手里，由您作最后决定。"),),
            N_("确认委派"),
            N_("已委派，办完会回到您手里。"),
            lambda task_id, given: DelegateTask(task_id, given["to"], given["reason"]),
            (Ask("to", N_("委派给"), "person"), REASON),
            leaves=True,
        ),
        Act(
            "add_signers",
            N_("加签"),
            (N_("请更多的人在这个环节签署意见。"),),
            N_("确认加签"),
            N_("已加签。"),
            lambda task_id, given: AddSigners(task_id, given["users"], given["position"]),
            (
                Ask("users", N_("请谁签"), "people"),
                Ask("position", N_("什么时候签"), "choice", options=positions, first="parallel"),
            ),
        ),
        Act(
            "remove_signers",
            N_("减签"),
            (N_("撤下加签后还没有签署的人；流程图规定的签署人不能撤。"),),
            N_("确认减签"),
            N_("已减签。"),
            lambda task_id, given: RemoveSigners(task_id, given["users"]),
            (Ask("users", N_("撤下谁"), "ticks", options=choosing.added_signers),),
        ),
        Act(
            "retrieve",
            N_("拿回"),
            (
                N_("后面的人还没有办理，您可以把刚办的这一步拿回来重办。"),
                N_("后面已到达的工作会收走并通知对方；您原来的意见标为“已作废”，仍可查看。"),
            ),
            N_("确认拿回"),
            N_("已拿回，请重新办理。"),
            lambda task_id, given: RetrieveTask(task_id),
        ),
        Act(
            "consult",
            N_("征询意见"),
            (N_("向其他单位或个人征询意见，流程不停，也不必等答复。"),),
            N_("发出征询"),
            N_("征询已发出。"),
            lambda task_id, given: ConsultTask(task_id, given["units"] + given["to"], given["question"]),
            (
                Ask("question", N_("征询内容")),
                Ask("units", N_("征询哪些单位"), "ticks", False, options=choosing.units),
                Ask("to", N_("征询哪些人"), "people", False),
            ),
        ),
        Act(
            "cc",
            N_("抄送"),
            (N_("让别人知道这件事，不需要对方办理，也不影响流程。已抄送过的不会重复发。"),),
            N_("发送"),
            N_("已抄送。"),
            lambda task_id, given: CopyTask(task_id, given["users"], given["text"]),
            (Ask("users", N_("抄送给"), "people"), Ask("text", N_("附言"), required=False)),
        ),
        Act(
            "comment",
            N_("留言"),
            (N_("写在办理记录旁边的话，办理这件事的人都能看到；不是办理意见，不影响流程。"),),
            N_("留言"),
            N_("留言已保存。"),
            lambda task_id, given: CommentTask(task_id, given["text"], given["mentions"]),
            (Ask("text", N_("内容")), Ask("mentions", N_("提醒谁看"), "people", False)),
        ),
        Act(
            "urge",
            N_("催办"),
            (N_("提醒正在办理的人尽快办。半小时内只能催一次，一天最多五次。"),),
            N_("催办"),
            N_("已催办。"),
            lambda task_id, given: UrgeTask(task_id, given["text"]),
            (Ask("text", N_("附言"), required=False),),
        ),
        Act(
            "jump",
            N_("跳转环节"),
            (
                N_("把工作直接移到流程图的另一个环节，用于纠正走错的流程。只有系统管理员可以提出。"),
                N_("提出后不会马上跳转：要由另一名系统管理员批准。双方和理由都会留在记录里。"),
                N_("批准后，现在的环节就此结束，同一范围内还没办的工作会取消并通知对方。"),
            ),
            N_("提出跳转"),
            N_("已提出跳转，等另一名系统管理员批准。"),
            lambda task_id, given: AskJump(task_id, given["to"], given["reason"]),
            (Ask("to", N_("跳转到"), "choice", options=choosing.jump_targets), REASON),
            danger=True,
        ),
    )
)
