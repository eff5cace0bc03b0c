"""The words of the editor of decision tables, as its island says them."""

from __future__ import annotations

from tongban.admin_ui import studio_form_words
from tongban.admin_ui.language import N_, _

SAYS = {
    "unreadable": N_("这个文件不能在图形里打开，请按文本编辑"),
    "inputs": N_("输入列"),
    "outputs": N_("输出列"),
    "inputLabel": N_("列标题"),
    "inputFeel": N_("问什么：字段名或表达式"),
    "type": N_("类型"),
    "allowed": N_('允许的值，如 "甲","乙"'),
    "outputName": N_("结果的名称"),
    "addInput": N_("添加输入列"),
    "addOutput": N_("添加输出列"),
    "removeColumn": N_("删除这一列"),
    "hitPolicy": N_("命中规则"),
    "decision": N_("决策"),
    "decisionName": N_("决策名称"),
    "pickField": N_("选一个字段"),
    "rowHit": N_("命中"),
    "drd": N_("决策关系图"),
    "decisions": N_("这个文件里的决策"),
    "needs": N_("要先有："),
    "asText": N_("不是表格，按文本编辑"),
    "drdText": N_("关系图只看不改；点图上的图标或这里的名称打开决策。增加决策和它们的关系请按文本编辑。"),
    "addRule": N_("添加规则"),
    "cells": N_(
        '在表格里点一个单元格就能填写；输入格写要符合的值，例如 "甲"、>= 5000、[1..10]，- 表示不限。'
    ),
}
TYPES = {
    "string": N_("文字"),
    "number": N_("数"),
    "boolean": N_("是否"),
    "date": N_("日期"),
    "time": N_("时刻"),
    "dateTime": N_("日期和时刻"),
    "dayTimeDuration": N_("时长（日时）"),
    "yearMonthDuration": N_("时长（年月）"),
    "Any": N_("不限"),
}
POLICIES = {
    "UNIQUE": N_("唯一：最多一行命中"),
    "FIRST": N_("首个：从上到下第一行"),
    "PRIORITY": N_("优先：按结果的优先次序"),
    "ANY": N_("任意：命中的行结果相同"),
    "COLLECT": N_("收集：全部命中的行"),
    "COLLECT SUM": N_("收集：求和"),
    "COLLECT MIN": N_("收集：取最小"),
    "COLLECT MAX": N_("收集：取最大"),
    "COLLECT COUNT": N_("收集：计数"),
    "RULE ORDER": N_("按行序：全部命中的行"),
    "OUTPUT ORDER": N_("按结果次序：全部命中的行"),
}


def island_words() -> dict[str, dict[str, str]]:
    """What the editor of tables says in the reader's language."""
    forms = studio_form_words.island_words()["says"]
    return {
        "says": {**forms, **{name: _(sentence) for name, sentence in SAYS.items()}},
        "types": {name: _(sentence) for name, sentence in TYPES.items()},
        "policies": {name: _(sentence) for name, sentence in POLICIES.items()},
    }
