"""The words of supervision: cards, states, clocks, measures; and numbers as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tongban.admin_ui import wording
from tongban.admin_ui.language import N_, _

LEVELS = {"warning": N_("预警"), "yellow": N_("黄牌"), "red": N_("红牌")}
LEVEL_TAGS = {"warning": "plain", "yellow": "warn", "red": "bad"}
STATES = {
    "raised": N_("已产生"),
    "notified": N_("已告知"),
    "explained": N_("已说明"),
    "appealed": N_("已申诉"),
    "lifted": N_("已解除"),
    "upheld": N_("已认定"),
}
STEPS = {
    "raise": N_("产生"),
    "notify": N_("告知责任单位"),
    "explain": N_("说明情况"),
    "appeal": N_("申诉"),
    "lift": N_("解除"),
    "uphold": N_("认定"),
    "supervise": N_("发起督办"),
    "unsupervised": N_("未能发起督办"),
    "noted": N_("记录在案"),
}
CLOCKS = {
    "*": N_("所有时限"),
    "task": N_("办件以外的任务"),
    "correction": N_("补正告知期限"),
    "supplement": N_("补正材料期限"),
    "statutory": N_("法定办结时限"),
    "promised": N_("承诺办结时限"),
    "joint": N_("联合办理时限"),
    "first_review": N_("下级初审期限"),
    "tolerant": N_("容缺补交期限"),
    "delivery": N_("送达期限"),
    "hearing_request": N_("申请听证期限"),
    "hearing": N_("组织听证期限"),
    "hearing_notice": N_("听证通知期限"),
    "assist": N_("协办反馈时限"),
    "step": N_("环节时限"),
}
VIEWS = {"late": N_("已超期"), "near": N_("临近到期"), "stuck": N_("停滞")}
VIEW_HELP = {
    "late": N_("时限已过，还没有办完。"),
    "near": N_("今天或下一个工作日到期。"),
    "stuck": N_("十个工作日没有人动过的待办。"),
}
NOTHING = {
    "late": N_("没有超期的时限。"),
    "near": N_("没有临近到期的时限。"),
    "stuck": N_("没有停滞的待办。"),
}
WORKERS = {
    "alone": N_("后台只有一个工作进程，没有替补。"),
    "late": N_("后台工作进程落后：最早的到期事项已等待 {n} 秒。"),
    "absent": N_("后台没有工作进程：到期提醒、升级和监察都停了，请通知系统管理员。"),
}
PHASES = {"before": N_("到期之前"), "due": N_("到期当日"), "overdue": N_("超期之后")}
RECIPIENTS = {
    "handler": N_("承办人"),
    "unit_leader": N_("科室负责人"),
    "branch_leader": N_("分管领导"),
    "supervisor": N_("监察人员"),
}
CHANNELS = {"message_box": N_("消息箱"), "email": N_("电子邮件"), "sms": N_("短信")}
ACTS = {
    "transfer": N_("转交"),
    "raise": N_("升级给上一级"),
    "supervise": N_("发起督办"),
    "decide": N_("依法自动决定"),
}
ON_DEADLINE = {"escalate": N_("上报负责人"), "transfer": N_("转给负责人")}
SOURCES = {"default": N_("系统提供"), "changed": N_("已修改"), "own": N_("自定义"), "item": N_("事项自带")}
RATINGS = {
    "1": N_("非常满意"),
    "2": N_("满意"),
    "3": N_("基本满意"),
    "4": N_("不满意"),
    "5": N_("非常不满意"),
}
COUNTED = {
    "registered": N_("已登记"),
    "accepted": N_("受理"),
    "granted": N_("准予"),
    "refused": N_("不予许可"),
    "not_accepted": N_("不予受理"),
    "not_required": N_("无需许可"),
    "withdrawn": N_("撤回"),
    "terminated": N_("终止"),
    "voided": N_("作废"),
    "delivered": N_("送达"),
}
GROUPS = {
    "day": N_("按日"),
    "month": N_("按月"),
    "unit": N_("按单位"),
    "item": N_("按事项"),
    "region": N_("按地区"),
}
USED = {
    "workday": N_("{used} / {allowed} 个工作日"),
    "day": N_("{used} / {allowed} 天"),
    "hour": N_("{used} / {allowed} 小时"),
}


#: The board counts no further than this.
MOST_COUNTED = 10_000


def counted(n: int) -> str:
    """A number of the board; one that was not counted to its end says so."""
    return str(n) if n < MOST_COUNTED else f"{MOST_COUNTED}+"


def percent(share: float | None) -> str:
    """A share as people write it; a dash when there is nothing to share."""
    return "—" if share is None else f"{share * 100:.1f}%"


def hours(value: float) -> str:
    """A stretch of time in the unit in which one thinks of it."""
    if value >= 48:
        return _("{n} 天", n=f"{value / 24:.1f}")
    if value >= 1:
        return _("{n} 小时", n=f"{value:.1f}")
    return _("{n} 分钟", n=round(value * 60))


def of_limit(row: Mapping[str, Any]) -> str:
    """What was used of a limit."""
    return _(
        USED.get(row["unit"], "{used} / {allowed}"),
        used=round(row["mean_used"], 1),
        allowed=row["mean_allowed"],
    )


def when_of_rule(rule: Mapping[str, Any]) -> str:
    """When an escalation rule speaks, in a sentence."""
    if rule["phase"] == "before":
        ahead = [_("{n} 个时限单位", n=rule["value"])] if rule["value"] else []
        ahead += [_("时限的 {n}%", n=rule["percent"])] if rule["percent"] else []
        return _("到期前 {ahead}", ahead=_("或").join(ahead))
    if rule["phase"] == "due":
        return _("到期当日")
    told = _("超期后 {n} 个工作日", n=rule["value"]) if rule["value"] else _("一超期")
    return _("{first}，之后每 {n} 个工作日", first=told, n=rule["every"]) if rule["every"] else told


def recipients(names: list[str]) -> str:
    """Whom a rule tells."""
    return _("、").join(wording.word(RECIPIENTS, name) for name in names)


def left(row: Mapping[str, Any]) -> str:
    """What is left of a limit on the board, in words."""
    return wording.left(
        {**row, "unit": row.get("unit_of_time"), "light": "red" if row["days_left"] < 0 else ""}
    )
