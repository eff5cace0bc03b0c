"""The literal table of notices about time limits and hearings, in Chinese and English."""

from __future__ import annotations

from tongban.engine.channels.template import NoticeTemplate

TIME_NOTICES = (
    NoticeTemplate(
        "supplement_lapsed",
        "补正期限已过：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）补正期限已过，材料尚未补齐。请尽快补正，或者撤回申请。",
        "Corrections are late: {item}",
        "{applicant}, the time for corrections to your application for “{item}” (case number {case_no}) is over "
        "and they are not complete. Supply them soon, or withdraw the application.",
    ),
    NoticeTemplate(
        "special_procedure",
        "进入特别程序：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）需要进行{procedure}，所需时间 {days} 个工作日，不计算在办"
        "理期限内。详见告知书。",
        "Special procedure: {item}",
        "{applicant}, your application for “{item}” (case number {case_no}) needs a special procedure ({procedure_en}) "
        "of {days} working days, which do not count towards the time limit. See the notice.",
    ),
    NoticeTemplate(
        "extended",
        "延长审查期限：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）经批准延长审查期限，{new_end}。理由：{reason}。",
        "Time limit extended: {item}",
        "{applicant}, the time limit of your application for “{item}” (case number {case_no}) has been extended: "
        "{new_end_en}. Reason: {reason}.",
    ),
    NoticeTemplate(
        "pause_overrun",
        "特别程序超期：{case_no}",
        "办件 {case_no}（“{item}”，申请人 {applicant}）的特别程序已超出告知申请人的 {announced} 个工作日（至 "
        "{announced_until}），超出 {over} 个工作日。请尽快结束特别程序或者说明原因。",
        "Special procedure too long: {case_no}",
        "The special procedure of case {case_no} (“{item}”, applicant {applicant}) was announced to take {announced} "
        "working days (until {announced_until}) and is {over} over. End it or explain why.",
    ),
    NoticeTemplate(
        "hearing_told",
        "您有权要求听证：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）依法可以要求听证，请于 {ask_until} 前（含当日）提出。事"
        "项：{matter}。",
        "You may ask for a hearing: {item}",
        "{applicant}, you may ask for a hearing on your application for “{item}” (case number {case_no}) until "
        "{ask_until}. Matter: {matter}.",
    ),
    NoticeTemplate(
        "hearing_called",
        "听证通知：{item}",
        "{applicant}：您的“{item}”申请（办件编号 {case_no}）定于 {at} 在{place}举行听证，主持人：{chair}。",
        "Hearing: {item}",
        "{applicant}, the hearing on your application for “{item}” (case number {case_no}) is held on {at} at {place}, "
        "chaired by {chair}.",
    ),
)
