"""What the pages of publishing share: the gate's lines with where to mend them, and two folders side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tongban.admin_ui import compare_words, studio
from tongban.admin_ui.language import N_, half
from tongban.admin_ui.session import engine
from tongban.engine import errors, items

#: The gate's sections with what each is about, and the file that is opened to mend it.
SECTIONS = {
    "elements": (N_("国家要素"), N_("编码、名称、依据、条件、材料、收费、渠道、救济途径"), studio.SHEET),
    "clocks": (N_("时限"), N_("承诺不超过法定，环节有时限，特别程序有依据"), studio.SHEET),
    "flow": (N_("流程"), N_("能走通、有人办，走到头必有决定"), studio.FLOW),
    "forms": (N_("表单"), N_("绑定的表单和字段都在，条件说得通"), "form.json"),
    "rules": (N_("决策表"), N_("没有空缺和重叠，收费算得出来"), ""),
    "samples": (N_("样例"), N_("全部样例在这一稿上办到预期的结果"), ""),
    "notices": (N_("通知"), N_("申请人知道受理和决定"), studio.FLOW),
    "members": (N_("联办成员"), N_("成员事项都已发布，材料和表单对得上"), studio.SHEET),
}
STATES = {
    "open": N_("审核中"),
    "published": N_("已发布"),
    "scheduled": N_("已排定"),
    "withdrawn": N_("已撤回"),
}
VERSION_STATES = {
    "drafted": (N_("未发布"), "plain"),
    "scheduled": (N_("待生效"), "warn"),
    "published": (N_("现行"), "good"),
    "replaced": (N_("已被替换"), "plain"),
    "withdrawn": (N_("已停用"), "bad"),
}


def gate_of(draft: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The gate's lines for a draft: what the check says, whether the samples were played, the members in force."""
    lines = items.gate(draft["contents"], draft["strayed"])
    for line in lines:
        line["problems"] = studio.told(draft, line["problems"])
    samples = next(one for one in lines if one["key"] == "samples")
    trial = engine().queries.last_trial(studio.designer(), items.content_hash(draft["contents"]))
    samples["trial"] = trial
    if not (trial and trial["green"]):
        samples["state"] = "bad"
    members = _members(draft)
    if members is not None:
        lines.append({"key": "members", "state": "bad" if members else "good", "problems": members})
    for line in lines:
        path = SECTIONS[line["key"]][2]
        line["editor"] = studio.editor(draft["id"], path) if path in draft["contents"] else ""
    return lines


def compared(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, Any]:
    """What a page needs to show two folders side by side."""
    found = items.compare_folders(old, new)
    drawings = []
    for files, kinds in ((old, ("removed", "changed", "moved")), (new, ("added", "changed", "moved"))):
        xml = files.get(studio.FLOW)
        drawings.append(
            {
                "xml": xml.decode("utf-8", "replace"),
                "flows": [],
                "elements": compare_words.marks(found["flow"], kinds),
            }
            if xml is not None
            else None
        )
    return {**found, "drawings": drawings}


def _members(draft: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """What keeps the members of a joint item from being called; None for every other item."""
    data = items.sheet_data(draft["contents"]) or {}
    joint = data.get("joint")
    if not isinstance(joint, Mapping):
        return None
    found = []
    for member in _entries(joint.get("members")):
        name = str(member.get("item") or "")
        try:
            engine().queries.item(None, name)
        except errors.EngineError:
            message = half(f"成员事项未发布：{name} / the item is not published: {name}")
            found.append(
                {
                    "file": studio.SHEET,
                    "element": str(member.get("key") or name),
                    "rule": "joint_unknown_item",
                    "message": message,
                    "severity": "error",
                    "editor": studio.editor(str(draft["id"]), studio.SHEET),
                    "line": 0,
                }
            )
    return found


def _entries(found: Any) -> Iterable[Mapping[str, Any]]:
    return [one for one in found or () if isinstance(one, Mapping)] if isinstance(found, list) else ()
