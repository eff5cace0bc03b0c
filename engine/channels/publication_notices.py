"""The literal table of notices to whoever submitted an item for publication, in Chinese and English."""

from __future__ import annotations

from tongban.engine.channels.template import NoticeTemplate

PUBLICATION_NOTICES = (
    NoticeTemplate(
        "publication_agreed",
        "审核通过：{item}（{step}）",
        "您送审的“{item}”在“{step}”已由 {by} 同意，进入下一步。意见：{note}",
        "Agreed: {item_en} ({step_en})",
        "{by} has agreed to “{item_en}” at “{step_en}”; it goes on to the next step. Opinion: {note}",
    ),
    NoticeTemplate(
        "publication_returned",
        "退回修改：{item}（{step}）",
        "您送审的“{item}”在“{step}”被 {by} 退回修改，请改好草稿后再提交。理由：{note}",
        "Returned for changes: {item_en} ({step_en})",
        "{by} has returned “{item_en}” at “{step_en}”. Change the draft and submit it again. Reason: {note}",
    ),
    NoticeTemplate(
        "publication_published",
        "已发布：{item}",
        "“{item}”第 {version} 版已由 {by} 发布，马上可以受理；在办件仍按原版办理。变更说明：{note}",
        "Published: {item_en}",
        "{by} has published version {version} of “{item_en}”. Cases can be registered at once; running cases keep "
        "their version. Change note: {note}",
    ),
    NoticeTemplate(
        "publication_scheduled",
        "已排定生效日：{item}",
        "“{item}”第 {version} 版已由 {by} 排定于 {on} 生效，在那以前仍按现行版办理。变更说明：{note}",
        "Scheduled: {item_en}",
        "{by} has scheduled version {version} of “{item_en}” to take effect on {on}; until then the version in force "
        "goes on. Change note: {note}",
    ),
    NoticeTemplate(
        "publication_in_force",
        "已按期生效：{item}",
        "“{item}”第 {version} 版已按排定的日期生效。",
        "In force: {item_en}",
        "Version {version} of “{item_en}” has taken effect on its day.",
    ),
    NoticeTemplate(
        "publication_not_in_force",
        "未能生效：{item}",
        "“{item}”第 {version} 版到了排定的日期，但没能生效，现行版没有变。原因：{note}",
        "Could not take effect: {item_en}",
        "The day came for version {version} of “{item_en}”, but it could not be put in force; nothing has changed. "
        "Reason: {note}",
    ),
    NoticeTemplate(
        "publication_unscheduled",
        "取消生效安排：{item}",
        "“{item}”第 {version} 版排定的生效日已由 {by} 取消，现行版没有变。",
        "No longer scheduled: {item_en}",
        "{by} has called off the day planned for version {version} of “{item_en}”; nothing has changed.",
    ),
    NoticeTemplate(
        "publication_withdrawn",
        "送审已撤回：{item}",
        "您送审的“{item}”已由 {by} 撤回。理由：{note}",
        "Submission withdrawn: {item_en}",
        "{by} has withdrawn your submission of “{item_en}”. Reason: {note}",
    ),
)
