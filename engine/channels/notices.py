"""The literal table of notices: what is said to whom, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from tongban.engine.channels.document_notices import DOCUMENT_NOTICES
from tongban.engine.channels.joint_notices import JOINT_NOTICES
from tongban.engine.channels.publication_notices import PUBLICATION_NOTICES
from tongban.engine.channels.regime_notices import REGIME_NOTICES
from tongban.engine.channels.service_notices import SERVICE_NOTICES
from tongban.engine.channels.supervision_notices import SUPERVISION_NOTICES
from tongban.engine.channels.task_notices import TASK_NOTICES
from tongban.engine.channels.template import PLACE, NoticeTemplate
from tongban.engine.channels.time_notices import TIME_NOTICES

_NOTICES = (
    NoticeTemplate(
        "received",
        "已收件：{item}",
        "{applicant}：您提交的“{item}”申请材料已收到，办件编号 {case_no}。收到材料不代表已受理，请留"
        "意后续通知。",
        "Received: {item}",
        "{applicant}, your materials for “{item}” have been received under case number {case_no}. "
        "This is not yet the acceptance of your application.",
    ),
    NoticeTemplate(
        "accepted",
        "已受理：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）已由{organ}受理，承诺于 {promised_due} 前"
        "作出决定。投诉电话：{complaint_phone}。",
        "Accepted: {item}",
        "{applicant}, {organ} has accepted your application for “{item}” (case number {case_no}) and "
        "promises a decision by {promised_due}. Complaints: {complaint_phone}.",
    ),
    NoticeTemplate(
        "correction_requested",
        "请补正材料：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）需要补正，请于 {correction_due} 前（含当"
        "日）一次性补齐：{corrections}。详见补正告知书。",
        "Corrections needed: {item}",
        "{applicant}, your application for “{item}” (case number {case_no}) needs corrections by "
        "{correction_due}: {corrections}. See the notice of corrections.",
    ),
    NoticeTemplate(
        "refused_acceptance",
        "不予受理：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）不予受理。理由：{reason}。救济途径见决定书。",
        "Not accepted: {item}",
        "{applicant}, your application for “{item}” (case number {case_no}) was not accepted. "
        "Reason: {reason}. The decision tells what you can do about it.",
    ),
    NoticeTemplate(
        "decided_granted",
        "准予许可：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）已准予许可。证件将于 {delivery_due} 前颁"
        "发、送达。",
        "Granted: {item}",
        "{applicant}, your application for “{item}” (case number {case_no}) has been granted. The "
        "licence will be delivered by {delivery_due}.",
    ),
    NoticeTemplate(
        "decided_refused",
        "不予许可：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）未获准予许可。理由：{reason}。您可以依法"
        "申请行政复议或者提起行政诉讼，详见决定书。",
        "Refused: {item}",
        "{applicant}, your application for “{item}” (case number {case_no}) was refused. Reason: "
        "{reason}. You may apply for reconsideration or go to court; see the decision.",
    ),
    NoticeTemplate(
        "certificate_ready",
        "证件可领取：{item}",
        "{applicant}：您的“{item}”（办件编号 {case_no}）证件已制作完成，证号 {certificate_no}，请凭有"
        "效证件领取。地点：{address}。",
        "Licence ready: {item}",
        "{applicant}, the licence for “{item}” (case number {case_no}), number {certificate_no}, is "
        "ready. Collect it with your identity document at: {address}.",
    ),
    NoticeTemplate(
        "payment_due",
        "请缴费：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）需缴费 {amount}，请于 {payment_due} 前缴"
        "纳。收费依据：{fee_basis}。",
        "Payment due: {item}",
        "{applicant}, a fee of {amount} is due for “{item}” (case number {case_no}) by {payment_due}"
        ". Basis: {fee_basis}.",
    ),
    NoticeTemplate(
        "task_opened",
        "新待办：{step}",
        "您有新的待办：{step}。事项“{item}”，申请人 {applicant}，办件编号 {case_no}，请于 {step_due} "
        "前办理。",
        "New task: {step}",
        "A task waits for you: {step}. Item “{item}”, applicant {applicant}, case number {case_no}, "
        "due {step_due}.",
    ),
    NoticeTemplate(
        "task_reminder",
        "催办：{step}",
        "待办即将到期：{step}。事项“{item}”，办件编号 {case_no}，到期时间 {step_due}。{note}",
        "Reminder: {step}",
        "A task is about to fall due: {step}. Item “{item}”, case number {case_no}, due {step_due}. {note}",
    ),
    NoticeTemplate(
        "task_overdue",
        "待办超期：{step}",
        "待办已超期：{step}（{handler}）。事项“{item}”，办件编号 {case_no}，到期时间 {step_due}，请督促办理。",
        "Task overdue: {step}",
        "The task {step} ({handler}) is overdue. Item “{item}”, case number {case_no}, it was due "
        "{step_due}.",
    ),
    NoticeTemplate(
        "case_overdue",
        "办件超期：{case_no}",
        "办件 {case_no}（“{item}”，申请人 {applicant}）已超过办理时限 {due}，当前环节：{step}。请立即"
        "处理并说明原因。",
        "Case overdue: {case_no}",
        "Case {case_no} (“{item}”, applicant {applicant}) has passed its time limit {due}; it is at: "
        "{step}. Act at once and explain why.",
    ),
    NoticeTemplate(
        "withdrawn",
        "已终止审查：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）已终止审查。原因：{reason}。",
        "Ended: {item}",
        "{applicant}, the examination of your application for “{item}” (case number {case_no}) has "
        "ended. Reason: {reason}.",
    ),
    NoticeTemplate(
        "bad_rating",
        "差评待整改：{case_no}",
        "办件 {case_no}（{item}）收到差评，请核实、整改并答复申请人{applicant}。",
        "Bad rating: {case_no}",
        "Case {case_no} ({item}) was rated badly. Verify, put right and answer {applicant}.",
    ),
    NoticeTemplate(
        "sign_up_code",
        "注册验证码",
        "您的注册验证码是 {code}，{minutes} 分钟内有效。请勿告诉他人。",
        "Registration code",
        "Your registration code is {code}, valid for {minutes} minutes. Tell it to nobody.",
    ),
    NoticeTemplate(
        "deemed_accepted",
        "逾期未告知视为受理：{item}",
        "办件 {case_no}（“{item}”，申请人 {applicant}）自收到材料之日起五个工作日内未告知补正，依法自"
        " {accepted_at} 起视为受理，承诺决定日期 {promised_due}。",
        "Accepted by lapse of time: {item}",
        "No corrections were asked for in case {case_no} (“{item}”, applicant {applicant}) within "
        "five working days; by law it counts as accepted from {accepted_at}. Decision promised by "
        "{promised_due}.",
    ),
)

NOTICES: Mapping[str, NoticeTemplate] = {
    notice.id: notice
    for notice in (
        *_NOTICES,
        *TASK_NOTICES,
        *TIME_NOTICES,
        *REGIME_NOTICES,
        *SUPERVISION_NOTICES,
        *JOINT_NOTICES,
        *SERVICE_NOTICES,
        *DOCUMENT_NOTICES,
        *PUBLICATION_NOTICES,
    )
}

__all__ = ["NOTICES", "PLACE", "NoticeTemplate"]
