"""Notices of what is no licence: answers to complaints, and benefits."""

from __future__ import annotations

from tongban.engine.channels.template import NoticeTemplate

SERVICE_NOTICES = (
    NoticeTemplate(
        "taken_up",
        "已受理诉求：{item}",
        "{applicant}：您的“{item}”（办件编号 {case_no}）已由{organ}受理，承诺于 {promised_due} 前答复。"
        "监督电话：{complaint_phone}。",
        "Taken up: {item}",
        "{applicant}, {organ} has taken up your “{item}” (case number {case_no}) and promises an answer by "
        "{promised_due}. Complaints: {complaint_phone}.",
    ),
    NoticeTemplate(
        "not_taken_up",
        "不予受理：{item}",
        "{applicant}：您的“{item}”（办件编号 {case_no}）不属于受理范围。说明：{reason}。",
        "Not taken up: {item}",
        "{applicant}, your “{item}” (case number {case_no}) is not something we can take up. {reason}.",
    ),
    NoticeTemplate(
        "answered",
        "已答复：{item}",
        "{applicant}：您的“{item}”（办件编号 {case_no}）已有答复，请查看答复意见书，并对办理情况作出评价。",
        "Answered: {item}",
        "{applicant}, your “{item}” (case number {case_no}) has been answered. Please read the answer and "
        "rate how it was handled.",
    ),
    NoticeTemplate(
        "rating_answered",
        "您的评价已有答复：{item}",
        "{applicant}：您对办件 {case_no}（{item}）的评价已经核实处理，请在办件页面查看答复。您可以追加评价一次。",
        "Your rating is answered: {item}",
        "{applicant}, your rating of case {case_no} ({item}) was looked into; the answer is on the page of the "
        "case. You may rate once more.",
    ),
    NoticeTemplate(
        "benefit_confirmed",
        "已审定：{item}",
        "{applicant}：您申报的“{item}”（办件编号 {case_no}）已审定，结果将公示。详见审定决定书。",
        "Confirmed: {item}",
        "{applicant}, your declaration for “{item}” (case number {case_no}) has been confirmed and will be "
        "published. See the decision.",
    ),
    NoticeTemplate(
        "benefit_refused",
        "不予给付：{item}",
        "{applicant}：您申报的“{item}”（办件编号 {case_no}）未通过审定。理由：{reason}。救济途径见审定决定书。",
        "Refused: {item}",
        "{applicant}, your declaration for “{item}” (case number {case_no}) was not confirmed. Reason: "
        "{reason}. The decision tells what you can do about it.",
    ),
)
