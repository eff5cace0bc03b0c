"""What members of a joint case are to each other: who waits for whom, who follows, when one is through."""

from __future__ import annotations

from collections.abc import Collection, Mapping

GRANTED = "granted"
# Ends that are no grant: the joint flow hears of them as refused.
NEGATIVE = frozenset({"refused", "not_accepted", "not_required", "withdrawn", "terminated", "voided"})
OVER = frozenset({"finished", "cancelled"})
BEGUN = frozenset({"active", "committed"})
ALL_COMMITTED = "all_committed"
RESULT_WORDS: dict[str, tuple[str, str]] = {
    "granted": ("准予", "granted"),
    "refused": ("不予", "refused"),
    "not_accepted": ("不予受理", "not accepted"),
    "not_required": ("无需办理", "not needed"),
    "withdrawn": ("撤回", "withdrawn"),
    "terminated": ("终止", "ended"),
    "voided": ("作废", "voided"),
    "forwarded": ("已转报", "forwarded"),
    "cancelled": ("取消", "cancelled"),
}
MEMBER_STATES: dict[str, tuple[str, str]] = {
    "born": ("未开始", "Not begun"),
    "waiting": ("等待前置", "Waiting for others"),
    "active": ("审核中", "Under review"),
    "committed": ("已承诺", "Committed"),
    "finished": ("已办结", "Finished"),
    "cancelled": ("已取消", "Cancelled"),
}


def missing(needs: Collection[str], ticked: Collection[str], ready: Collection[str]) -> list[str]:
    """What somebody still waits for; a member that does not take part is not waited for."""
    return [key for key in needs if key in ticked and key not in ready]


def followers(needs: Mapping[str, Collection[str]], key: str) -> set[str]:
    """Everybody who needs `key`, directly or not."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        here = waiting.pop()
        for other, wanted in needs.items():
            if here in wanted and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def through(state: str, decided: bool, join: str) -> bool:
    """Whether the joint flow waits no longer: closed, or by the rule of commitment given a word or decided."""
    if state in OVER:
        return True
    return join == ALL_COMMITTED and (state == "committed" or decided)


def sub_number(joint_no: str, position: int) -> str:
    """The number of a sub-case under the joint number."""
    return f"{joint_no}-{position:02d}"
