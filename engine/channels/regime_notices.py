"""The literal table of notices about green channel, tolerant acceptance, commitments, posting and forwarding."""

from __future__ import annotations

from tongban.engine.channels.template import NoticeTemplate

REGIME_NOTICES = (
    NoticeTemplate(
        "green_channel_leader",
        "绿色通道项目已受理：{project}",
        "重点项目“{project}”的“{item}”（办件编号 {case_no}）已受理，须在原承诺时限 {promise_before} 的基础上提速，"
        "于 {promise} 内作出决定（{promised_due} 前）。跟踪人：{tracker}。",
        "Green channel: {project}",
        "“{item}” for the key project {project} (case number {case_no}) has been accepted. The promise of "
        "{promise_before} is cut to {promise}: decide by {promised_due}. Tracker: {tracker}.",
    ),
    NoticeTemplate(
        "green_channel_tracker",
        "请跟踪督办：{project}",
        "您是重点项目“{project}”的跟踪人。“{item}”（办件编号 {case_no}）已受理，请每个工作日填写办理情况，直至办结。",
        "Please track: {project}",
        "You track the key project {project}. “{item}” (case number {case_no}) has been accepted; note its state "
        "every working day until it is closed.",
    ),
    NoticeTemplate(
        "green_channel_invited",
        "请提前介入：{project}",
        "重点项目“{project}”的“{item}”（办件编号 {case_no}，申请人 {applicant}）已由{organ}受理，"
        "请提前熟悉材料、主动协办。",
        "Early invitation: {project}",
        "{organ} has accepted “{item}” for the key project {project} (case number {case_no}, applicant {applicant}). "
        "Please look at the materials now and help early.",
    ),
    NoticeTemplate(
        "tolerant_accepted",
        "已容缺受理，请补交材料：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）已容缺受理，请于 {due} 前（含当日）补交：{owed}。"
        "逾期未补交的：{lapse}。",
        "Accepted, materials to follow: {item}",
        "{applicant}, your application for “{item}” (case number {case_no}) has been accepted; hand in by {due}: "
        "{owed}. Otherwise: {lapse_en}.",
    ),
    NoticeTemplate(
        "tolerant_reminder",
        "容缺材料即将到期：{item}",
        "办件 {case_no}（“{item}”，申请人 {applicant}）的容缺材料须于 {due} 前补交：{owed}。逾期未补交的：{lapse}。",
        "Materials soon due: {item}",
        "The materials to follow in case {case_no} (“{item}”, applicant {applicant}) are due {due}: {owed}. "
        "Otherwise: {lapse_en}.",
    ),
    NoticeTemplate(
        "tolerant_lapsed",
        "容缺材料逾期未补：{item}",
        "办件 {case_no}（“{item}”，申请人 {applicant}）的容缺材料在 {due} 前没有补交：{owed}。处理：{lapse}。",
        "Materials not handed in: {item}",
        "The materials of case {case_no} (“{item}”, applicant {applicant}) were not handed in by {due}: {owed}. "
        "Result: {lapse_en}.",
    ),
    NoticeTemplate(
        "tolerant_complete",
        "容缺材料已补齐：{item}",
        "办件 {case_no}（“{item}”，申请人 {applicant}）的容缺材料已全部补齐，可以作出决定。",
        "Materials complete: {item}",
        "The materials of case {case_no} (“{item}”, applicant {applicant}) are complete; it may be decided.",
    ),
    NoticeTemplate(
        "commitment_check",
        "将核查承诺：{item}",
        "{applicant}：您以告知承诺方式办理的“{item}”（办件编号 {case_no}）已决定，"
        "{organ}将在规定期限内核查承诺内容，请配合。",
        "Your commitment will be checked: {item}",
        "{applicant}, “{item}” (case number {case_no}) was decided on your commitment; {organ} will check it in time.",
    ),
    NoticeTemplate(
        "rectification_ordered",
        "请限期整改：{item}",
        "{applicant}：经核查，您在“{item}”（办件编号 {case_no}）中的承诺不实：{reason}。请按整改通知书限期整改并报告，"
        "逾期不改的将撤销决定。",
        "Put right in time: {item}",
        "{applicant}, your commitment for “{item}” (case number {case_no}) does not hold: {reason}. Put it right as "
        "the order says, or the decision is revoked.",
    ),
    NoticeTemplate(
        "decision_revoked",
        "已撤销许可：{item}",
        "{applicant}：“{item}”（办件编号 {case_no}）的许可已被撤销。理由：{reason}。救济途径见决定书。",
        "Licence revoked: {item}",
        "{applicant}, the licence for “{item}” (case number {case_no}) has been revoked. Reason: {reason}. The "
        "decision tells what you can do about it.",
    ),
    NoticeTemplate(
        "reported",
        "已初审并上报：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）已经初审并报送{organ}，您不需要重复提交材料。"
        "{organ}承诺于 {promised_due} 前作出决定。",
        "Sent up: {item}",
        "{applicant}, the first review of “{item}” (case number {case_no}) is done; it is with {organ}, which "
        "promises a decision by {promised_due}. No materials are needed again.",
    ),
    NoticeTemplate(
        "papers_posted",
        "材料已寄出，请签收：{case_no}",
        "办件 {case_no}（“{item}”）的纸质材料已寄出，邮件号 {tracking_no}，收到后请在系统中签收。",
        "Papers on the way: {case_no}",
        "The papers of case {case_no} (“{item}”) are on the way, tracking number {tracking_no}; sign for them here "
        "when they arrive.",
    ),
)
