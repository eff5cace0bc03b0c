"""The literal table of notices about operations on tasks, in Chinese and English."""

from __future__ import annotations

from tongban.engine.channels.template import NoticeTemplate

TASK_NOTICES = (
    NoticeTemplate(
        "task_returned",
        "退回：{step}",
        "{by} 将“{step}”退回给您。办件编号 {case_no}。意见：{note}",
        "Returned: {step}",
        "{by} has returned “{step}” to you. Case number {case_no}. Opinion: {note}",
    ),
    NoticeTemplate(
        "task_came_back",
        "请继续办理：{step}",
        "“{step}”已回到您手中。办件编号 {case_no}。{note}",
        "Back with you: {step}",
        "“{step}” is in your hands again. Case number {case_no}. {note}",
    ),
    NoticeTemplate(
        "task_withdrawn",
        "无需再办：{step}",
        "“{step}”已不需要您办理，由 {by} 处理。办件编号 {case_no}。{note}",
        "No longer yours: {step}",
        "“{step}” no longer needs you, by act of {by}. Case number {case_no}. {note}",
    ),
    NoticeTemplate(
        "task_transferred",
        "转办：{step}",
        "{by} 将“{step}”转给您办理。办件编号 {case_no}。理由：{note}",
        "Transferred: {step}",
        "{by} has transferred “{step}” to you. Case number {case_no}. Reason: {note}",
    ),
    NoticeTemplate(
        "task_delegated",
        "委派：{step}",
        "{by} 委派您办理“{step}”，办完后由其决定。办件编号 {case_no}。理由：{note}",
        "Delegated: {step}",
        "{by} asks you to do “{step}” and will decide afterwards. Case number {case_no}. Reason: {note}",
    ),
    NoticeTemplate(
        "task_signer_added",
        "加签：{step}",
        "{by} 请您在“{step}”签署意见。办件编号 {case_no}。",
        "Please sign: {step}",
        "{by} asks you to sign “{step}”. Case number {case_no}.",
    ),
    NoticeTemplate(
        "task_consulted",
        "征询意见：{step}",
        "{by} 就“{step}”征询您的意见。办件编号 {case_no}。问题：{note}",
        "Your opinion is asked: {step}",
        "{by} asks your opinion on “{step}”. Case number {case_no}. Question: {note}",
    ),
    NoticeTemplate(
        "task_answered",
        "征询已答复：{step}",
        "{by} 就“{step}”答复：{note}",
        "Answered: {step}",
        "{by} has answered on “{step}”: {note}",
    ),
    NoticeTemplate(
        "task_urged",
        "催办：{step}",
        "{by} 请您尽快办理“{step}”。办件编号 {case_no}。{note}",
        "Please hurry: {step}",
        "{by} asks you to attend to “{step}” soon. Case number {case_no}. {note}",
    ),
    NoticeTemplate(
        "task_copied",
        "抄送：{step}",
        "{by} 将“{step}”抄送给您阅知。办件编号 {case_no}。{note}",
        "For your information: {step}",
        "{by} has copied “{step}” to you. Case number {case_no}. {note}",
    ),
    NoticeTemplate(
        "task_mentioned",
        "有人提到您：{step}",
        "{by} 在“{step}”的评论中提到您：{note}",
        "You were mentioned: {step}",
        "{by} mentioned you in a comment on “{step}”: {note}",
    ),
    NoticeTemplate(
        "proxy_given",
        "代理：{by}",
        "您将代理 {by} 办理业务。{note}",
        "Proxy for {by}",
        "You stand in for {by}. {note}",
    ),
)
