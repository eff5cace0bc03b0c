"""How far a case is, in sentences: where it is, until when, and what comes next; for whoever applied and who asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tongban.admin_ui import wording
from tongban.admin_ui.language import N_, _, text

Words = Mapping[str, Any]
#: What still has to happen, by the moment it is over.
NEXT = {
    "accepted_at": N_("决定是否受理"),
    "decided_at": N_("给出办理结果"),
    "closed_at": N_("送达结果并办结"),
}
#: By which kinds of clock the time is told, the most telling first, and until what that time runs.
BEFORE = (("correction", N_("答复是否受理")),)
HANDLED = (("promised", N_("给出办理结果")), ("statutory", N_("给出办理结果")))
DECIDED = (("delivery", N_("送达结果")),)
OWN = (("supplement", N_("交齐补正")),)


def sentences(case: Words, steps: Iterable[Words], members: Sequence[Words] = ()) -> list[str]:
    """`case` has its state, moments and clocks; `steps` are those open now; `members` the items of a joint case."""
    if case.get("closed_at"):
        result = text(case, "result_name")
        told = _("结果：{result}。", result=result) if result else ""
        return [one for one in (_("已经办结。"), told) if one]
    until = _until(case)
    return [one for one in (_where(case, steps, members), until, _ahead(case, bool(until))) if one]


def _where(case: Words, steps: Iterable[Words], members: Sequence[Words]) -> str:
    names = _("、").join(dict.fromkeys(text(one) for one in steps))
    if case["state"] == "correction_requested":
        return _("现在等您补正材料，补齐后接着办。")
    if names:
        return _("现在办到“{step}”。", step=names)
    if members:
        done = sum(one["state"] in ("closed", "archived") for one in members)
        return _("各部门正在办理，{all} 项中已办结 {n} 项。", all=len(members), n=done)
    return ""


def _until(case: Words) -> str:
    if case["state"] == "correction_requested":
        kinds: tuple[tuple[str, str], ...] = OWN
    elif case.get("decided_at"):
        kinds = DECIDED
    else:
        kinds = HANDLED if case.get("accepted_at") else BEFORE
    running = {
        one["kind"]: one
        for one in case["clocks"]
        if one["state"] == "running" and one.get("due") and one.get("days_left") is not None
    }
    for kind, what in kinds:
        if kind in running:
            clock = running[kind]
            facts = {"day": wording.day(clock["due"]), "what": _(what), "left": wording.left(clock)}
            if clock["days_left"] < 0 and kinds is not OWN:
                return _("应在 {day} 前{what}，{left}，正在督促。", **facts)
            return _("{day} 前{what}，{left}。", **facts)
    return ""


def _ahead(case: Words, is_told: bool) -> str:
    """What comes next; after what comes next when that was told with its day."""
    if case["state"] == "correction_requested":
        return ""
    following = [name for moment, name in NEXT.items() if not case.get(moment)]
    if not is_told:
        return _("下一步：{stage}。", stage=_(following[0])) if following else ""
    return _("之后：{stage}。", stage=_(following[1])) if len(following) > 1 else ""
