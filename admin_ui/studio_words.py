"""The words of the flow's panel: the engine's choices with their names, and what the island itself says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tongban.admin_ui.language import N_, _, current
from tongban.engine import design_choices

Pairs = list[tuple[str, str]]

MODES = {
    "any": N_("或签：一人签署即可"),
    "all": N_("会签：全部签署"),
    "ratio": N_("票决：达到比例"),
    "count": N_("票决：达到人数"),
    "sequential": N_("顺签：依次签署"),
    "leader": N_("主办负责：协办发表意见"),
    "weight": N_("加权票决"),
    "random": N_("随机派一人"),
    "pool": N_("抢单：先领先办"),
}
ON_REJECT = {
    "immediate": N_("一人不同意即不通过"),
    "count": N_("按票数计算"),
    "collect": N_("只作为意见汇总"),
}
RELATIONS = {
    "applicant": N_("申请人"),
    "initiator": N_("发起人"),
    "previousHandler": N_("上一环节办理人"),
    "leadUnitLeader": N_("主办单位负责人"),
    "initiatorUnit": N_("发起人所在单位"),
}
UNITS = {"workday": N_("个工作日"), "day": N_("个自然日"), "hour": N_("小时")}
ON_DEADLINE = {"remind": N_("提醒办理人"), "escalate": N_("上报负责人"), "transfer": N_("转给负责人")}
OPERATIONS = {
    "return": N_("退回"),
    "reject": N_("驳回"),
    "transfer": N_("转办"),
    "delegate": N_("委派"),
    "addSigner": N_("加签"),
    "removeSigner": N_("减签"),
    "copy": N_("抄送"),
    "consult": N_("征询"),
}
KINDS = {"approve": N_("同意类"), "reject": N_("不同意类"), "neutral": N_("中性")}
OPINIONS = {"required": N_("意见必填"), "optional": N_("意见选填")}
ACCESS = {"edit": N_("可填"), "read": N_("只读"), "hidden": N_("不显示")}
ROLES = {
    "window_clerk": N_("窗口人员"),
    "handler": N_("承办人"),
    "section_head": N_("科室负责人"),
    "branch_leader": N_("分管领导"),
    "main_leader": N_("主要领导"),
    "cert_officer": N_("制证员"),
    "seal_keeper": N_("印章管理员"),
    "delivery_clerk": N_("出件人员"),
    "finance_officer": N_("财务人员"),
    "supervisor": N_("监察员"),
    "unit_admin": N_("单位管理员"),
    "item_admin": N_("事项管理员"),
    "legal_reviewer": N_("法制审核员"),
    "township_cadre": N_("镇干部"),
    "village_cadre": N_("村社干部"),
    "platform_admin": N_("平台管理员"),
}
TYPES = {
    "bpmn:Process": N_("流程"),
    "bpmn:Collaboration": N_("流程图"),
    "bpmn:Participant": N_("泳池"),
    "bpmn:Lane": N_("泳道"),
    "bpmn:StartEvent": N_("开始事件"),
    "bpmn:EndEvent": N_("结束事件"),
    "bpmn:UserTask": N_("人工环节"),
    "bpmn:BusinessRuleTask": N_("决策表"),
    "bpmn:ServiceTask": N_("自动环节"),
    "bpmn:ReceiveTask": N_("等待消息"),
    "bpmn:ScriptTask": N_("脚本环节"),
    "bpmn:SendTask": N_("发送消息"),
    "bpmn:ManualTask": N_("线下环节"),
    "bpmn:CallActivity": N_("调用流程"),
    "bpmn:SubProcess": N_("子流程"),
    "bpmn:Task": N_("未定类型的环节"),
    "bpmn:ExclusiveGateway": N_("排他网关：选一条"),
    "bpmn:ParallelGateway": N_("并行网关：全部走"),
    "bpmn:InclusiveGateway": N_("包容网关：选若干条"),
    "bpmn:EventBasedGateway": N_("事件网关：先到先走"),
    "bpmn:IntermediateThrowEvent": N_("里程碑事件"),
    "bpmn:IntermediateCatchEvent": N_("等待事件"),
    "bpmn:BoundaryEvent": N_("边界事件"),
    "bpmn:SequenceFlow": N_("流向"),
    "bpmn:TextAnnotation": N_("批注"),
}
#: What the island says, by the name it has there.
SAYS = {
    "saving": N_("正在保存……"),
    "saved": N_("已保存"),
    "unsaved": N_("有改动未保存"),
    "offline": N_("没有保存成功，稍后自动重试"),
    "nothing": N_("在图上选中一个元素，在这里填写它的要素。"),
    "unreadable": N_("这个流程图打不开，请检查文件内容"),
    "base": N_("基本信息"),
    "id": N_("编号"),
    "badId": N_("编号须以字母开头，只用字母、数字、下划线、连字符和点，且不与别的元素重复"),
    "nameZh": N_("中文名称"),
    "nameEn": N_("英文名称"),
    "who": N_("谁来办"),
    "roles": N_("角色"),
    "unit": N_("角色所在单位"),
    "ownUnit": N_("本事项实施单位"),
    "anyUnit": N_("任何单位"),
    "users": N_("指定人员"),
    "usersHint": N_("用户名，多个用逗号分隔"),
    "units": N_("指定单位"),
    "relation": N_("按关系"),
    "expression": N_("按表达式"),
    "whoToday": N_("今天会是谁"),
    "expressionHint": N_("FEEL 表达式，以 = 开头"),
    "how": N_("怎么签"),
    "mode": N_("审批方式"),
    "threshold": N_("通过比例或人数"),
    "onReject": N_("有人不同意时"),
    "leader": N_("主办人"),
    "weights": N_("权重"),
    "weightsHint": N_("写成 甲=2,乙=1"),
    "deadline": N_("办理时限"),
    "value": N_("时长"),
    "timeUnit": N_("单位"),
    "on": N_("到期后"),
    "form": N_("表单"),
    "formKey": N_("环节表单"),
    "none": N_("无"),
    "default": N_("默认"),
    "rights": N_("字段权限"),
    "editForm": N_("打开表单 {name}"),
    "newForm": N_("新建表单并绑定"),
    "newFormName": N_("新表单的名称"),
    "newFormHint": N_("只用小写字母、数字、连字符和下划线"),
    "newFormBad": N_("请写名称：以小写字母开头，只用小写字母、数字、连字符和下划线"),
    "notMade": N_("没有建成，请检查网络后再试"),
    "noPicture": N_("这个浏览器画不出 PNG，请导出 SVG"),
    "outcomes": N_("办理结果"),
    "outcomeId": N_("结果编号"),
    "kind": N_("性质"),
    "opinion": N_("意见要求"),
    "add": N_("添加"),
    "remove": N_("删除"),
    "points": N_("审查要点"),
    "operations": N_("还可以做什么"),
    "operationsHint": N_("都不选，就只能办结本环节；没有限定时全部可用"),
    "limitOperations": N_("限定可用操作"),
    "milestone": N_("里程碑"),
    "milestoneState": N_("办完后办件变为"),
    "documents": N_("出具文书"),
    "notices": N_("发送通知"),
    "to": N_("发给"),
    "toHint": N_("applicant、agent、unit、role:角色、user:用户名，多个用逗号分隔"),
    "materials": N_("须有的材料"),
    "decision": N_("决策表"),
    "decisionKey": N_("决策"),
    "decisionResult": N_("结果存入变量"),
    "condition": N_("走这条路的条件"),
    "feel": N_("FEEL 条件"),
    "isDefault": N_("其余情况都走这条（默认流向）"),
    "remarks": N_("意见"),
    "remark": N_("写一条意见"),
    "remarksOn": N_("对这个元素的意见："),
    "otherRemarks": N_("别处还没有解决的意见"),
    "addRemark": N_("添加意见"),
    "settle": N_("标为已解决"),
    "settled": N_("已解决"),
    "reopen": N_("重新打开"),
    "timer": N_("定时"),
    "duration": N_("时长，如 P5D"),
    "item": N_("所属事项编码"),
    "message": N_("等待的消息名"),
    "problems": N_("问题"),
    "noProblems": N_("没有发现问题"),
    "error": N_("错误"),
    "warning": N_("提醒"),
    "info": N_("说明"),
    "minimap": N_("缩略图"),
    "clashTold": N_("您编辑的同时，{who} 在 {when} 改了这个流程图。您的改动还在这里，没有覆盖对方的。"),
}


def _named(codes: Iterable[str], names: Mapping[str, str]) -> Pairs:
    return [(code, _(names[code]) if code in names else code) for code in codes]


def _spoken(names: design_choices.Names) -> Pairs:
    return [(code, en if current() == "en" else zh) for code, (zh, en) in names.items()]


def choices() -> dict[str, Pairs]:
    """Every list the panel offers, value and name, in the reader's language."""
    words = design_choices.words()
    return {
        "modes": _named(words["modes"], MODES),
        "onReject": _named(words["on_reject"], ON_REJECT),
        "relations": _named(words["relations"], RELATIONS),
        "timeUnits": _named(words["units"], UNITS),
        "onDeadline": _named(words["on_deadline"], ON_DEADLINE),
        "operations": _named(words["operations"], OPERATIONS),
        "kinds": _named(words["kinds"], KINDS),
        "opinions": _named(OPINIONS, OPINIONS),
        "access": _named(ACCESS, ACCESS),
        "roles": _named(ROLES, ROLES),
        "documents": _spoken(design_choices.documents()),
        "notices": _spoken(design_choices.notices()),
        "milestones": _spoken(design_choices.milestones()),
    }


def island_words() -> dict[str, dict[str, str]]:
    """What the island says, and what elements are called."""
    return {
        "says": {name: _(sentence) for name, sentence in SAYS.items()},
        "types": {name: _(sentence) for name, sentence in TYPES.items()},
    }
