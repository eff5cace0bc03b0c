"""The literal table of notices of joint cases."""

from __future__ import annotations

from tongban.engine.channels.template import NoticeTemplate

JOINT_NOTICES = (
    NoticeTemplate(
        "joint_copied",
        "抄告：{item}",
        "联办件 {joint_no}（{joint_item}）抄告贵单位办理“{item}”，子件编号 {case_no}，申请人 {applicant}。"
        "请签收并在时限内反馈。",
        "Copied to you: {item}",
        "Joint case {joint_no} ({joint_item}) is copied to your unit for “{item}”, sub-case {case_no}, applicant "
        "{applicant}. Please confirm that you read it and answer in time.",
    ),
    NoticeTemplate(
        "joint_deemed",
        "超时默许：{item}",
        "子件 {case_no}（{item}）逾期未反馈，按事项规定视为同意。依据：{basis}",
        "Deemed agreed: {item}",
        "No answer came in time on sub-case {case_no} ({item}); by the rule of the item this counts as agreement. "
        "Basis: {basis}",
    ),
    NoticeTemplate(
        "joint_minutes",
        "联审会议纪要：{item}",
        "联办件 {case_no}（{item}）的联审会议结论：{conclusion}",
        "Minutes of the joint review: {item}",
        "The joint review of case {case_no} ({item}) concluded: {conclusion}",
    ),
    NoticeTemplate(
        "joint_feedback",
        "统一反馈：{item}",
        "{applicant}：您的联办件 {case_no}（{item}）各事项办理结果：{members}。",
        "One answer for all: {item}",
        "{applicant}, the results of your joint case {case_no} ({item}): {members_en}.",
    ),
)
