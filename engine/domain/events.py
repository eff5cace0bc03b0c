"""Everything that can have happened, by name, with the words a timeline uses for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventText:
    zh: str
    en: str


EVENTS: dict[str, EventText] = {
    "definitions.deployed": EventText("部署流程", "Definitions deployed"),
    "definition.enabled": EventText("启用流程", "Definition enabled"),
    "definition.disabled": EventText("停用流程", "Definition disabled"),
    "item.imported": EventText("导入事项", "Item imported"),
    "item.published": EventText("发布事项", "Item published"),
    "instance.started": EventText("流程启动", "Process started"),
    "instance.completed": EventText("流程结束", "Process completed"),
    "instance.suspended": EventText("流程挂起", "Process suspended"),
    "instance.resumed": EventText("流程恢复", "Process resumed"),
    "instance.terminated": EventText("流程终止", "Process terminated"),
    "instance.modified": EventText("流程调整", "Process modified"),
    "instance.migrated": EventText("流程迁移", "Process migrated"),
    "variables.changed": EventText("修改数据", "Variables changed"),
    "activity.entered": EventText("进入环节", "Activity entered"),
    "activity.left": EventText("离开环节", "Activity left"),
    "decision.made": EventText("规则判定", "Decision table applied"),
    "timer.set": EventText("设定定时", "Timer set"),
    "timer.fired": EventText("定时触发", "Timer fired"),
    "message.correlated": EventText("收到消息", "Message received"),
    "signal.broadcast": EventText("广播信号", "Signal broadcast"),
    "service.called": EventText("调用外部服务", "Service called"),
    "service.completed": EventText("外部服务完成", "Service completed"),
    "service.failed": EventText("外部服务失败", "Service failed"),
    "incident.raised": EventText("流程异常", "Incident raised"),
    "incident.resolved": EventText("异常排除", "Incident resolved"),
    "task.opened": EventText("任务到达", "Task opened"),
    "task.claimed": EventText("领取任务", "Task claimed"),
    "task.released": EventText("放回任务", "Task released"),
    "task.completed": EventText("办理完成", "Task completed"),
    "task.points_checked": EventText("核对审查要点", "Review points checked"),
    "task.cancelled": EventText("任务取消", "Task cancelled"),
    "task.returned": EventText("退回", "Returned"),
    "task.rejected": EventText("驳回", "Rejected"),
    "task.retrieved": EventText("拿回", "Retrieved"),
    "task.transferred": EventText("转办", "Transferred"),
    "task.delegated": EventText("委派", "Delegated"),
    "task.delegation_returned": EventText("委派办结", "Delegation returned"),
    "task.signers_added": EventText("加签", "Signers added"),
    "task.signers_removed": EventText("减签", "Signers removed"),
    "task.urged": EventText("催办", "Urged"),
    "task.copied": EventText("抄送", "Copied"),
    "task.commented": EventText("评论", "Commented"),
    "task.jumped": EventText("跳转", "Jumped"),
    "task.jump_asked": EventText("申请跳转", "Jump asked for"),
    "task.jump_refused": EventText("跳转未获批准", "Jump refused"),
    "task.consulted": EventText("征询意见", "Opinion asked of others"),
    "task.draft_saved": EventText("暂存", "Draft saved"),
    "task.handed_over": EventText("离职移交", "Handed over"),
    "task.nobody_found": EventText(
        "无人可办，已转单位管理员", "Nobody found, passed to the unit's administrator"
    ),
    "proxy.created": EventText("设立代理", "Proxy given"),
    "proxy.revoked": EventText("撤销代理", "Proxy revoked"),
    "person.handed_over": EventText("离职移交", "Work handed over"),
    "phrase.added": EventText("添加常用语", "Phrase added"),
    "phrase.removed": EventText("删除常用语", "Phrase removed"),
    "instance.reopened": EventText("流程唤醒", "Process reopened"),
    "case.reopened": EventText("办件唤醒", "Case reopened"),
    "task.reminded": EventText("临期提醒", "Reminded of the time limit"),
    "task.overdue": EventText("环节超时", "Step overdue"),
    "task.escalated": EventText("超时升级", "Escalated"),
    "task.unassigned": EventText(
        "无人可办，已转单位管理员", "Nobody found, passed to the unit's administrator"
    ),
    "sign.voted": EventText("签署意见", "Voted"),
    "sign.decided": EventText("会签结束", "Signing decided"),
    "case.drafted": EventText("保存草稿", "Draft saved"),
    "case.registered": EventText("登记收件", "Case registered"),
    "case.state_changed": EventText("办件状态变化", "Case state changed"),
    "case.correction_requested": EventText("一次性告知补正", "Correction requested"),
    "case.supplemented": EventText("补正材料", "Supplemented"),
    "case.accepted": EventText("受理", "Accepted"),
    "case.deemed_accepted": EventText("逾期未告知视为受理", "Deemed accepted, no notice having been given"),
    "case.not_required": EventText("不受理", "No licence needed"),
    "case.not_accepted": EventText("不予受理", "Not accepted"),
    "case.suspended": EventText("进入特别程序", "Special procedure began"),
    "case.resumed": EventText("特别程序结束", "Special procedure ended"),
    "case.extended": EventText("延长期限", "Time limit extended"),
    "case.approved": EventText("准予许可", "Granted"),
    "case.rejected": EventText("不予许可", "Refused"),
    "case.withdrawn": EventText("撤回申请", "Application withdrawn"),
    "case.terminated": EventText("终止办理", "Terminated"),
    "case.voided": EventText("作废", "Voided"),
    "case.forwarded": EventText("转报", "Forwarded"),
    "case.certificate_made": EventText("制证", "Certificate made"),
    "case.delivered": EventText("送达", "Delivered"),
    "case.closed": EventText("办结", "Closed"),
    "case.archived": EventText("归档", "Archived"),
    "case.rated": EventText("评价", "Rated"),
    "material.attached": EventText("提交材料", "Material attached"),
    "material.replaced": EventText("更换材料", "Material replaced"),
    "document.issued": EventText("出具文书", "Document issued"),
    "payment.recorded": EventText("登记缴费", "Payment recorded"),
    "check.overridden": EventText("校验码放行", "Check digit overridden"),
    "clock.started": EventText("开始计时", "Clock started"),
    "clock.paused": EventText("暂停计时", "Clock paused"),
    "clock.resumed": EventText("恢复计时", "Clock resumed"),
    "clock.extended": EventText("延长时限", "Clock extended"),
    "clock.stopped": EventText("停止计时", "Clock stopped"),
    "clock.reminded": EventText("时限提醒", "Time limit is near"),
    "clock.due": EventText("时限当日到期", "Time limit ends today"),
    "clock.expired": EventText("时限已过", "Time limit is over"),
    "clock.recomputed": EventText("日历变更，重算时限", "Recomputed after a calendar change"),
    "notice.queued": EventText("通知待发", "Notice queued"),
    "notice.sent": EventText("通知已发", "Notice sent"),
    "notice.failed": EventText("通知失败", "Notice failed"),
    "supervision.raised": EventText("监察预警", "Alarm raised"),
    "supervision.lifted": EventText("解除预警", "Alarm lifted"),
    "person.signed_in": EventText("登录", "Signed in"),
    "person.signed_out": EventText("退出登录", "Signed out"),
    "person.sign_in_failed": EventText("登录失败", "Sign-in failed"),
    "token.created": EventText("签发令牌", "Token created"),
    "token.revoked": EventText("吊销令牌", "Token revoked"),
    "calendar.imported": EventText("导入日历", "Calendar imported"),
}


def event_text(name: str, language: str = "zh") -> str:
    """A name the table does not know is shown as it is."""
    text = EVENTS.get(name)
    if text is None:
        return name
    return text.en if language == "en" else text.zh
