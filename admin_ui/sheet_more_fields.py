"""The rarer parts of the item sheet as the form shows them: joint members, shared file rules, late work, own names."""

from __future__ import annotations

from tongban.admin_ui.language import N_
from tongban.admin_ui.sheet_fields import KEYED, Entry, Rows, both, files_of, more, term

MEMBERS = N_("成员的标识，多个用、分隔")
RECIPIENTS = N_(
    "handler 承办人、unit_leader 科室负责人、branch_leader 分管领导、supervisor 监察人员，或 user: group: 开头"
)

SECTIONS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        N_("材料文件的共同要求"),
        files_of("file_rules", N_("原来与共同要求相同的材料跟着变；单独定了要求的材料不变")),
    ),
    (
        N_("联办（一件事）"),
        more(
            Entry(
                "joint.kind",
                N_("怎样联办"),
                "choice",
                "joint_kind",
                hint=N_("选了才是联办事项；保存以后出现成员和阶段"),
                optional=True,
            ),
            Entry("joint.review", N_("审查方式"), "choice", "joint_review", optional=True),
            Entry("joint.join", N_("什么时候算齐"), "choice", "joint_join", optional=True),
            Entry("joint.on_failure", N_("有成员不通过时"), "choice", "joint_failure", optional=True),
            Entry("joint.elsewhere", N_("可以异地受理"), "flag", optional=True),
        ),
    ),
)
LISTS: tuple[Rows, ...] = (
    Rows(
        "joint.members",
        N_("联办成员"),
        (
            Entry("key", N_("标识"), hint=N_("小写字母、数字和下划线")),
            Entry("item", N_("成员事项"), hint=N_("成员事项的标识或编码，须已发布")),
            Entry("required", N_("必办"), "flag", optional=True),
            *term("limit", N_("反馈时限")),
            Entry("needs", N_("等哪些成员先办结"), "list", hint=MEMBERS),
            Entry("provides", N_("结果成为哪份材料"), "choice", "materials", optional=True),
            *more(
                Entry("early", N_("可以提前介入"), "flag", optional=True),
                Entry("join", N_("什么时候算这个成员办好"), "choice", "joint_join", optional=True),
                Entry("silence.agreed", N_("逾期不反馈视为同意"), "flag", optional=True),
                Entry("silence.basis.zh", N_("视为同意的依据")),
                Entry("silence.basis.en", N_("视为同意的依据（英文）")),
                Entry(
                    "materials",
                    N_("共用的材料"),
                    "pairs",
                    hint=N_("一行一份：成员事项的材料编码: 联办事项的材料编码"),
                ),
                Entry(
                    "form", N_("共用的表单内容"), "pairs", hint=N_("一行一个：成员表单的字段: FEEL 表达式")
                ),
            ),
        ),
        within="joint",
    ),
    Rows(
        "joint.stages",
        N_("联办阶段"),
        (
            Entry("key", N_("标识"), hint=N_("小写字母、数字和下划线")),
            *both("name", N_("名称"), N_("英文名称")),
            Entry("lead", N_("牵头单位"), "unit", optional=True),
            Entry("members", N_("这个阶段的成员"), "list", hint=MEMBERS),
            Entry("gate", N_("进入下一阶段的条件"), hint=N_("FEEL；留空就是全部通过")),
        ),
        within="joint",
    ),
    Rows(
        "escalations",
        N_("催办和升级规则"),
        (
            Entry("id", N_("标识")),
            *both("name", N_("名称"), N_("英文名称")),
            Entry("phase", N_("什么时候"), "choice", "escalation_phase"),
            Entry("value", N_("相隔几个工作日"), "number"),
            Entry("percent", N_("或时限过了百分之几"), "number"),
            Entry("every", N_("每几天再来一次"), "number"),
            Entry("clock", N_("看哪个时限"), "choice", "escalation_clock", optional=True),
            Entry("to", N_("通知谁"), "list", hint=RECIPIENTS),
            Entry("channels", N_("怎么通知"), "many", "escalation_channels"),
            *more(
                Entry("element", N_("只看这个环节"), "choice", "steps", optional=True),
                Entry("act", N_("再做什么"), "choice", "escalation_act", optional=True),
                Entry("act_to", N_("转给谁"), hint=N_("例如 user:用户名 或 group:角色@单位")),
                Entry("outcome", N_("自动作什么决定"), hint=N_("环节的一种办理结果的编号")),
                Entry("basis.law", N_("依据的法律"), hint=N_("须在设定依据中")),
                Entry("basis.article", N_("依据的条款")),
                Entry("on_deadline", N_("只在环节要求时"), "choice", "on_deadline", optional=True),
            ),
        ),
    ),
    Rows(
        "naming.states",
        N_("办件状态的叫法"),
        (Entry(KEYED, N_("状态"), "choice", "states", optional=True), *both("", N_("叫作"), N_("英文叫法"))),
        keyed=True,
    ),
    Rows(
        "naming.documents",
        N_("文书的叫法"),
        (
            Entry(KEYED, N_("文书"), "choice", "documents", optional=True),
            *both("", N_("叫作"), N_("英文叫法")),
        ),
        keyed=True,
    ),
)
