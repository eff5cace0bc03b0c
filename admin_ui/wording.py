"""States, clocks and times in plain words, with the colour of the traffic light that goes with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tongban.admin_ui.language import N_, _, text

ONE = re.compile(r"\b(1 (?:working )?(?:day|month|hour))s\b")
ZONE = ZoneInfo("Asia/Shanghai")
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))

CASE_STATES = {
    "draft": N_("草稿"),
    "registered": N_("已登记"),
    "submitted": N_("已提交"),
    "pre_review": N_("预审中"),
    "received": N_("已收件"),
    "correction_requested": N_("待补正"),
    "accepted": N_("已受理"),
    "not_required": N_("无需许可"),
    "not_accepted": N_("不予受理"),
    "under_review": N_("审查中"),
    "suspended": N_("特别程序中"),
    "approved": N_("准予许可"),
    "rejected": N_("不予许可"),
    "withdrawn": N_("已撤回"),
    "terminated": N_("终止办理"),
    "voided": N_("已作废"),
    "forwarded": N_("转报办结"),
    "reported": N_("已上报"),
    "revoked": N_("已撤销"),
    "certificate_made": N_("已制证"),
    "delivered": N_("已送达"),
    "closed": N_("已办结"),
    "archived": N_("已归档"),
}
STATE_COLOURS = {
    "approved": "good",
    "certificate_made": "good",
    "delivered": "good",
    "closed": "good",
    "archived": "good",
    "correction_requested": "warn",
    "suspended": "warn",
    "rejected": "bad",
    "not_accepted": "bad",
    "terminated": "bad",
    "revoked": "bad",
    "voided": "bad",
}
STEP_STATES = {
    "completed": N_("已完成"),
    "active": N_("办理中"),
    "waiting": N_("未开始"),
    "cancelled": N_("已取消"),
    "overdue": N_("已超期"),
}
CLOCK_UNITS = {
    "workday": N_("{n} 个工作日"),
    "day": N_("{n} 天"),
    "month": N_("{n} 个月"),
    "hour": N_("{n} 小时"),
}
CHANNELS = {
    "online": N_("网上申请"),
    "window": N_("窗口申请"),
    "mobile": N_("手机申请"),
    "post": N_("邮寄申请"),
    "api": N_("系统接入"),
}
#: GB/T 39046-2020: five levels, the best first, and four topics.
LEVELS = {"1": N_("非常满意"), "2": N_("满意"), "3": N_("基本满意"), "4": N_("不满意"), "5": N_("非常不满意")}
TOPICS = {
    "efficiency": N_("办事效率"),
    "quality": N_("服务质量"),
    "attitude": N_("服务态度"),
    "discipline": N_("廉洁守纪"),
}
KINDS = {"person": N_("个人"), "organisation": N_("企业或其他组织")}
ID_TYPES = {
    "id_card": N_("居民身份证"),
    "uscc": N_("统一社会信用代码"),
    "org_code": N_("组织机构代码"),
    "passport": N_("护照"),
    "other": N_("其他证件"),
}
RESULTS = {"granted": N_("准予许可"), "refused": N_("不予许可")}
#: What becomes of a case whose materials were to follow and did not.
LAPSES = {
    "withdrawn": N_("逾期未补交的，视为撤回申请。"),
    "not_accepted": N_("逾期未补交的，撤销受理。"),
    "notify": N_("逾期未补交的，由经办人依法处理。"),
}
OUTCOMES = {
    "approve": N_("同意"),
    "reject": N_("不同意"),
    "complete": N_("完成"),
    "granted": N_("准予许可"),
    "refused": N_("不予许可"),
    "returned": N_("退回"),
    "jumped": N_("跳转"),
    "replied": N_("答复"),
}
SIGNERS = {"waiting": N_("等候"), "open": N_("签署中"), "done": N_("已签")}
REMARKS = {"comment": N_("留言"), "consult": N_("征询"), "urge": N_("催办"), "delegate": N_("受委派人的意见")}
PROXIES = {
    "running": N_("代理中"),
    "waiting": N_("还没开始"),
    "over": N_("已到期"),
    "revoked": N_("已终止"),
}
JUMPS = {"waiting": N_("待批准"), "done": N_("已跳转"), "refused": N_("没有批准")}
INSTANCE_STATES = {
    "running": N_("运行中"),
    "suspended": N_("已挂起"),
    "completed": N_("已完成"),
    "terminated": N_("已终止"),
    "incident": N_("出现异常"),
}


def moment(value: Any) -> datetime | None:
    """A time as the engine gives it, in the zone of the office."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            return None
    return value.astimezone(ZONE) if isinstance(value, datetime) else None


def when(value: Any) -> str:
    """A time as people write it here."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str) and len(value) == 10:
        return value
    there = moment(value)
    return there.strftime("%Y-%m-%d %H:%M") if there else str(value or "")


def day(value: Any) -> str:
    """The day of a time."""
    there = moment(value)
    return there.date().isoformat() if there else when(value)


def last_day(value: Any) -> str:
    """The last whole day before the end of a period."""
    there = moment(value)
    return (there - timedelta(microseconds=1)).date().isoformat() if there else when(value)


def weekday(value: str) -> str:
    """The day of the week of a date."""
    return _(WEEKDAYS[date.fromisoformat(value).weekday()])


def clock(value: Any) -> str:
    """The time of day."""
    there = moment(value)
    return there.strftime("%H:%M") if there else ""


#: The colours of the engine's clocks in the words of the style sheet.
LAMPS = {"green": "normal", "amber": "soon", "red": "overdue", "paused": "paused"}
LEFT = {
    "workday": (N_("剩 {n} 个工作日"), N_("已超期 {n} 个工作日"), N_("计时暂停，剩 {n} 个工作日")),
    "day": (N_("剩 {n} 天"), N_("已超期 {n} 天"), N_("计时暂停，剩 {n} 天")),
    "hour": (N_("剩 {n} 小时"), N_("已超期 {n} 小时"), N_("计时暂停，剩 {n} 小时")),
}


def share(factor: str) -> str:
    """The share of a limit that is left, in per cent."""
    return f"{float(Fraction(factor)):.0%}"


def days(value: int, unit: str) -> str:
    """A limit in words."""
    return counted(CLOCK_UNITS.get(unit, "{n}"), value)


def counted(sentence: str, n: int) -> str:
    """A sentence about a number of days; English has one day and two days."""
    return ONE.sub(r"\1", _(sentence, n=n))


def left(row: Mapping[str, Any]) -> str:
    """What is left of a limit, in words."""
    days = row.get("days_left")
    if days is None:
        return _("{due} 前", due=day(row["due"])) if row.get("due") else _("无期限")
    remaining, over, paused = LEFT.get(row.get("unit") or "workday", LEFT["workday"])
    if row.get("state") == "paused" or row.get("light") == "paused":
        return counted(paused, max(0, int(days)))
    if days < 0:
        return counted(over, -int(days))
    if days == 0:
        return _("已超期") if row.get("light") == "red" else _("今天到期")
    return counted(remaining, int(days))


def lamp(row: Mapping[str, Any]) -> str:
    """The traffic light of a piece of work or a clock: the engine's own where it gives one."""
    if row.get("state") == "stopped":
        return "done"
    if row.get("light"):
        return LAMPS.get(str(row["light"]), "none")
    days = row.get("days_left")
    if days is None:
        return "none"
    return "overdue" if days < 0 else "soon" if days <= 1 else "normal"


def clock_text(clock: Mapping[str, Any]) -> str:
    """A clock as a sentence."""
    parts = []
    if clock.get("limit"):
        parts.append(
            _("限 {limit}", limit=counted(CLOCK_UNITS.get(clock.get("unit", ""), "{n}"), clock["limit"]))
        )
    if clock.get("state") == "stopped":
        parts.append(
            _("已于 {day} 停止计时", day=day(clock["stopped_at"]))
            if clock.get("stopped_at")
            else _("已停止计时")
        )
        return _("，").join(parts)
    if clock.get("due") and clock.get("days_left") is not None:
        parts.append(_("{due} 前", due=day(clock["due"])))
    parts.append(left(clock))
    parts += _about(clock)
    return _("，").join(parts)


def _about(clock: Mapping[str, Any]) -> list[str]:
    """What else is to be known of a limit that runs: its procedure, its extension, whether its end is firm."""
    parts = []
    pause = clock.get("pause")
    if pause:
        parts.append(
            _(
                "{name}告知 {n} 个工作日（至 {day}）",
                name=text(pause),
                n=pause["announced"],
                day=pause["announced_until"],
            )
        )
        if pause["over"]:
            parts.append(_("已超出告知 {n} 个工作日", n=pause["over"]))
    if clock.get("extended_by"):
        parts.append(_("含延长 {n}", n=clock["extended_by"]))
    if clock.get("provisional") and clock.get("due"):
        parts.append(_("日历尚未公布，日期暂定"))
    return parts


def size(number: int | None) -> str:
    """A number of bytes as people say it."""
    if not number:
        return ""
    return f"{number / 1024 / 1024:.1f} MB" if number >= 1024 * 1024 else f"{max(1, number // 1024)} KB"


def word(table: Mapping[str, str], value: Any) -> str:
    """The word for a code; an unknown code stands for itself."""
    return _(table[value]) if value in table else str(value or "")
