"""Words and values of the operator's pages: states, typed variables, moments, what an act did or met."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from tongban.admin_ui.language import N_, _, half
from tongban.admin_ui.wording import ZONE
from tongban.engine import errors, feel

TONES = {
    "running": "good",
    "suspended": "warn",
    "incident": "bad",
    "gathering": "warn",
    "paused": "warn",
    "done": "good",
    "failed": "bad",
    "cancelled": "plain",
}
TYPES = {"text": N_("文字"), "number": N_("数字"), "yesno": N_("是否"), "json": "JSON"}
DONE = {
    "suspend": N_("已挂起。"),
    "resume": N_("已恢复。"),
    "terminate": N_("已终止。"),
    "variable": N_("变量已修改，记录在案。"),
    "modify": N_("流程已调整。"),
    "restart": N_("已重新发起，这是新的实例。"),
    "enable": N_("已启用。"),
    "disable": N_("已停用。"),
    "schedule_on": N_("已安排启用。"),
    "schedule_off": N_("已安排停用。"),
    "unschedule": N_("已取消安排。"),
    "retry": N_("已安排重试。"),
    "resolve": N_("已处理。"),
    "pause": N_("已暂停。"),
    "cancel": N_("已取消。"),
    "saved": N_("已保存。"),
    "removed": N_("已删除。"),
    "revoke": N_("已吊销。"),
    "hold": N_("已保全。"),
    "lift": N_("已解除保全。"),
}
#: What each scope of an API client lets through.
SCOPES = {
    "read": N_("读取办件、待办、事项和统计"),
    "start": N_("登记办件，发起流程，发消息和信号"),
    "tasks": N_("认领、办理和转办待办"),
    "jobs": N_("领取和完成外部任务"),
    "personal": N_("在领取的外部任务里看见没有遮盖的证件号码和电话"),
    "operate": N_("挂起、终止、迁移，处理异常"),
    "design": N_("部署流程，修改和发布事项"),
    "admin": N_("全部权限，包括推送、连接器和调用方本身"),
}
BATCH_KINDS = {
    "migrate": N_("迁移到另一版本"),
    "suspend": N_("挂起"),
    "resume": N_("恢复"),
    "terminate": N_("终止"),
    "retry": N_("重试异常"),
    "delete": N_("删除历史"),
}
BATCH_STATES = {
    "gathering": N_("查找中"),
    "running": N_("进行中"),
    "paused": N_("已暂停"),
    "cancelled": N_("已取消"),
    "done": N_("已完成"),
}
ROW_STATES = {"waiting": N_("等候"), "done": N_("成功"), "failed": N_("失败")}
QUEUES = {
    "timers": N_("定时"),
    "notices": N_("通知"),
    "webhooks": N_("事件推送"),
    "jobs": N_("外部任务"),
    "supervision": N_("电子监察"),
}
WORKERS = {
    "well": N_("正常"),
    "alone": N_("只有一个，没有后备"),
    "late": N_("落后"),
    "absent": N_("没有工作进程"),
}
KEPT = {
    "instance": N_("已结束的流程实例（不属于办件）"),
    "answer": N_("重复请求的答复"),
    "message": N_("已读消息"),
    "notice": N_("发送失败的通知"),
    "batch": N_("已结束的批量任务"),
}
PERIODS = {"10": N_("10 年"), "30": N_("30 年"), "permanent": N_("永久")}
HOLDS = {"instance": N_("一个实例"), "process": N_("一个流程"), "business_key": N_("一个业务编号")}
REASONS = {
    "job_failed": N_("外部任务失败"),
    "timer_failed": N_("定时失败"),
    "uncaught_error": N_("未捕获的错误"),
    "step_budget": N_("步数超限"),
    "time_budget": N_("用时超限"),
    "endless_calls": N_("无穷调用"),
    "deadlock": N_("相互等待"),
}


def word(table: Mapping[str, str], key: str) -> str:
    """The word of a table, or the key where it has none."""
    return _(table[key]) if key in table else key


def done(did: str) -> str:
    return _(DONE[did]) if did in DONE else ""


def said(error: errors.EngineError) -> str:
    """Everything a refusal says, in one line."""
    return "；".join(half(str(one["message"])) for one in error.errors) or half(error.message)


def status_of(error: errors.EngineError) -> int:
    return 409 if isinstance(error, errors.Conflict) else 422


def moment_of(text: str) -> datetime | None:
    """A date and time as a browser's field sends it, in local time."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    except ValueError:
        return None


def kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "yesno"
    if isinstance(value, (int, Decimal)):
        return "number"
    return "text" if isinstance(value, str) else "json"


def shown(value: Any) -> str:
    return value if isinstance(value, str) else feel.dumps(value).decode()


def variable_rows(variables: Mapping[str, Any]) -> list[dict[str, str]]:
    """Every variable with its type and value as text, by name."""
    return [
        {"name": name, "kind": kind_of(value), "value": shown(value)[:2000]}
        for name, value in sorted(variables.items())
    ]


def edited(variables: Mapping[str, Any], name: str | None) -> dict[str, str]:
    """What the form for one variable holds at first."""
    if name is None or name not in variables:
        return {"name": "", "kind": "text", "value": ""}
    return {"name": name, "kind": kind_of(variables[name]), "value": shown(variables[name])}


def value_of(kind: str, text: str) -> Any:
    """The value that was typed; ValueError says in the reader's words what is wrong with it."""
    if kind == "text":
        return text
    if kind == "yesno":
        if text.strip().lower() in ("true", "false"):
            return text.strip().lower() == "true"
        raise ValueError(_("是否类型请填 true 或者 false"))
    try:
        value = feel.loads(text)
    except feel.FeelError:
        raise ValueError(_("不是有效的 JSON")) from None
    if kind == "number" and (isinstance(value, bool) or not isinstance(value, (int, Decimal))):
        raise ValueError(_("不是数字"))
    return value
