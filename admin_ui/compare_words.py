"""What differs between two versions, in the words an analyst knows it by."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tongban.admin_ui import sheet_form
from tongban.admin_ui.language import N_, _, text
from tongban.admin_ui.studio_words import TYPES

KINDS = {
    "added": (N_("新增"), "good"),
    "removed": (N_("已删除"), "bad"),
    "changed": (N_("已修改"), "warn"),
    "moved": (N_("移动"), "plain"),
    "worded": (N_("只改了写法"), "plain"),
}
#: Keys of the sheet that its form does not show.
KEYS = {
    "limits": N_("时限"),
    "fees": N_("收费"),
    "result": N_("结果"),
    "guide": N_("办事指南"),
    "guide.questions": N_("常见问题"),
    "contact": N_("联系方式"),
    "remedies": N_("救济途径"),
    "special_procedures": N_("特别程序"),
    "escalations": N_("升级规则"),
    "assisting_units": N_("协办单位"),
    "material_groups": N_("材料分组"),
    "naming": N_("名称用语"),
    "extension": N_("延长期限"),
    "joint": N_("联办"),
    "tolerant": N_("容缺受理"),
    "commitment": N_("告知承诺"),
    "elsewhere": N_("异地受理"),
    "forwarding": N_("转报"),
    "secret": N_("涉密"),
    "count_applications": N_("统计申请次数"),
    "file_rules": N_("共用的文件要求"),
    "limits.first_review": N_("初审时限"),
}
#: Facts of an element of the diagram, the longest beginning first wins.
FACTS = {
    "name": N_("名称"),
    "label": N_("英文名称"),
    "element": N_("类型"),
    "conditionExpression": N_("条件"),
    "sourceRef": N_("从"),
    "targetRef": N_("到"),
    "attachedToRef": N_("依附于"),
    "default": N_("默认流向"),
    "documentation": N_("说明"),
    "candidates": N_("谁来办"),
    "approval": N_("几个人怎么签"),
    "deadline": N_("办理时限"),
    "form.field": N_("字段权限"),
    "form": N_("表单"),
    "outcome": N_("办理结果"),
    "reviewPoint": N_("审查要点"),
    "operations": N_("可用操作"),
    "material": N_("材料"),
    "milestone": N_("里程碑"),
    "document": N_("文书"),
    "notice": N_("通知"),
    "decision": N_("决策表"),
    "connector": N_("连接器"),
    "retry": N_("重试"),
    "promise": N_("承诺核查"),
    "timerEventDefinition": N_("定时"),
    "messageEventDefinition": N_("消息"),
    "signalEventDefinition": N_("信号"),
    "errorEventDefinition": N_("错误"),
    "multiInstanceLoopCharacteristics": N_("多实例"),
    "flowNodeRef": N_("泳道里的环节"),
    "text": N_("文字"),
}
FIELD_FACTS = {
    "label": N_("标签"),
    "type": N_("类型"),
    "description": N_("说明"),
    "validate.required": N_("必填"),
    "validate": N_("填写要求"),
    "conditional": N_("什么时候显示"),
    "values": N_("选项"),
    "options": N_("选项"),
    "properties.label_en": N_("英文标签"),
    "properties": N_("附加属性"),
    "defaultValue": N_("默认值"),
    "readonly": N_("只读"),
}
TABLE_FACTS = {"name": N_("名称"), "hitPolicy": N_("命中策略"), "expression": N_("表达式")}
LONGEST = 400


def sheet_label(path: Sequence[str]) -> str:
    """What a place of the sheet is called, entries of lists by their code."""
    dotted = ".".join(path)
    for _title, entries in sheet_form.SECTIONS:
        for entry in entries:
            if entry.path == dotted:
                return _(entry.label)
    for rows in sheet_form.LISTS:
        head = rows.path.split(".")
        if list(path[: len(head)]) == head:
            return _in_list(rows, path[len(head) :])
    return _by_beginning(KEYS, dotted)


def element_type(kind: str) -> str:
    """What a kind of element is called."""
    known = TYPES.get(f"bpmn:{kind[:1].upper()}{kind[1:]}")
    return _(known) if known else kind


def fact_label(what: str) -> str:
    """What a fact of an element is called, with what tells it from others of its kind."""
    return _by_beginning(FACTS, what)


def field_label(what: str) -> str:
    return _by_beginning(FIELD_FACTS, what)


def table_label(what: str) -> str:
    return _(TABLE_FACTS[what]) if what in TABLE_FACTS else what


def told(value: Any) -> str:
    """A value in one line, not too long."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Mapping) and (value.keys() <= {"zh", "en"} or "name" in value):
        return text(value)[:LONGEST]
    if isinstance(value, (Mapping, list, tuple)):
        value = json.dumps(value, ensure_ascii=False, default=str)
    shown = str(value)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


def marks(elements: Sequence[Mapping[str, Any]], kinds: Sequence[str]) -> dict[str, dict[str, str]]:
    """How the viewer paints the elements of these kinds: a colour, and a word for whoever sees none."""
    painted = {}
    for one in elements:
        if one["kind"] in kinds:
            word = _(KINDS[one["kind"]][0])
            painted[one["id"]] = {"state": f"diff-{one['kind']}", "title": word}
            if one["type"] != "sequenceFlow":
                painted[one["id"]]["badge"] = word
                painted[one["id"]]["light"] = f"diff-{one['kind']}"
    return painted


def _in_list(rows: Any, rest: Sequence[str]) -> str:
    label = _(rows.label)
    if not rest:
        return label
    inside = ".".join(rest[1:])
    known = next((_(one.label) for one in rows.entries if one.path == inside and inside), inside)
    number = rest[0] if len(rest[0]) < 8 else f"…{rest[0][-5:]}"
    return " · ".join(filter(None, (f"{label} {number}", known)))


def _by_beginning(words: Mapping[str, str], what: str) -> str:
    for length in range(len(what), 0, -1):
        if what[:length] in words and (length == len(what) or what[length] in ".["):
            rest = what[length:].strip(".")
            return f"{_(words[what[:length]])} {rest}".strip()
    return what
