"""The classic exchange events of electronic supervision 电子监察, and which of ours each of them is.

0 申办 · 1 预受理 · 2 受理 · 3 审批 · 4 办结 · 5 特别程序申请 · 6 特别程序结果 · 7 补交告知 · 8 补交受理 · 9 领取登记.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NAMES = (
    "申办", "预受理", "受理", "审批", "办结", "特别程序申请", "特别程序结果", "补交告知", "补交受理", "领取登记",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One exchange event: its number, and the word of its result as the scheme knows it, if it has one."""

    code: int
    result: str = ""
    meaning: str = ""


_REFUSED = Exchanged(2, "2", "不受理")
_OF_TYPE: Mapping[str, tuple[Exchanged, ...]] = {
    "case.registered": (Exchanged(0),),
    "case.received": (Exchanged(1, "1", "通过"),),
    "case.not_required": (Exchanged(1, "2", "不受理"), _REFUSED),
    "case.not_accepted": (_REFUSED,),
    "case.correction_requested": (Exchanged(1, "3", "补交补正"), Exchanged(7)),
    "case.supplemented": (Exchanged(8),),
    "case.accepted": (Exchanged(2, "1", "受理"),),
    "case.deemed_accepted": (Exchanged(2, "1", "受理"),),
    "case.approved": (Exchanged(4, "", "准予许可"),),
    "case.rejected": (Exchanged(4, "", "不予许可"),),
    "case.withdrawn": (Exchanged(4, "", "撤回申请"),),
    "case.terminated": (Exchanged(4, "", "终止办理"),),
    "case.forwarded": (Exchanged(4, "", "转报办结"),),
    "case.voided": (Exchanged(4, "", "作废"),),
    "case.extended": (Exchanged(5, "A", "延长审批"), Exchanged(6, "A", "延长审批")),
    "case.suspended": (Exchanged(5, "B", "其他"),),
    "case.resumed": (Exchanged(6, "B", "其他"),),
    "case.delivered": (Exchanged(9),),
}
WORK = "task.completed"
#: What the feed is searched for.
TYPES = (*_OF_TYPE, WORK)
_STEPS = {
    "1": ("承办", frozenset({"handler", "township_cadre", "village_cadre"})),
    "2": ("审核", frozenset({"section_head"})),
    "3": ("批准", frozenset({"branch_leader", "main_leader"})),
}


def exchanged(type_: str, candidates: Iterable[str] = ()) -> tuple[Exchanged, ...]:
    """The exchange events of one of ours, in order; a completed task counts by the roles it was for."""
    if type_ != WORK:
        return _OF_TYPE.get(type_, ())
    roles = {ref.removeprefix("group:").partition("@")[0] for ref in candidates}
    for step, (meaning, meant) in _STEPS.items():
        if roles & meant:
            return (Exchanged(3, step, meaning),)
    return ()
