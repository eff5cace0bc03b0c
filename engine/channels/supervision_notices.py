"""The literal table of notices of electronic supervision, in Chinese and English."""

from __future__ import annotations

from tongban.engine.channels.template import NoticeTemplate

SUPERVISION_NOTICES = (
    NoticeTemplate(
        "alarm_raised",
        "{card}：{rule}",
        "办件 {case_no}（“{item}”）触发监察规则“{rule}”，监察编号 {number}，责任单位 {unit}。请在监察页面说明情况"
        "；不同意的，可以申诉。",
        "{card_en}: {rule_en}",
        "Case {case_no} (“{item}”) has met the supervision rule “{rule_en}”; alarm {number}, unit {unit}. "
        "Please explain on the supervision page, or appeal.",
    ),
    NoticeTemplate(
        "alarm_moved",
        "监察 {number}：{step}",
        "监察 {number}（办件 {case_no}，规则“{rule}”）：{by} {step}。{note}",
        "Alarm {number}: {step_en}",
        "Alarm {number} (case {case_no}, rule “{rule_en}”): {step_en} by {by}. {note}",
    ),
)
