"""What the law lets happen to each kind of clock: usual limit, pauses, extension, special procedures."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from tongban.engine.domain.calendar import Unit

Level = Literal["organ", "government"]


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """At most so many days more, once, with the consent of the head at this level."""

    most: int
    level: Level


@dataclass(frozen=True, slots=True)
class ClockRule:
    zh: str
    en: str
    limit: int | None = None
    unit: Unit = "workday"
    pausable: bool = False
    extension: ExtensionRule | None = None
    law: str = ""


CLOCK_RULES: dict[str, ClockRule] = {
    "correction": ClockRule("补正告知期限", "Correction notice", 5, law="§32-4"),
    "supplement": ClockRule("补正材料期限", "Applicant's supplement"),
    "statutory": ClockRule(
        "法定办结时限", "Legal limit", 20, "workday", True, ExtensionRule(10, "organ"), "§42-1"
    ),
    "promised": ClockRule("承诺办结时限", "Promised limit", pausable=True),
    "joint": ClockRule(
        "联合办理时限", "Joint handling", 45, "workday", True, ExtensionRule(15, "government"), "§42-2"
    ),
    "first_review": ClockRule("下级初审期限", "Lower-level review", 20, "workday", True, law="§43"),
    "tolerant": ClockRule("容缺材料补交期限", "Materials to follow"),
    "delivery": ClockRule("送达期限", "Delivery", 10, law="§44"),
    "hearing_request": ClockRule("申请听证期限", "Asking for a hearing", 5, law="§47"),
    "hearing": ClockRule("组织听证期限", "Holding the hearing", 20, law="§47"),
    "hearing_notice": ClockRule("听证通知期限", "Notice before the hearing", 7, law="§48"),
    "assist": ClockRule("协办反馈时限", "Assisting department's reply", pausable=True),
    "step": ClockRule("环节时限", "Step limit", pausable=True),
}

SPECIAL_PROCEDURES: dict[str, tuple[str, str]] = {
    "hearing": ("听证", "Hearing"),
    "tender": ("招标", "Invitation to tender"),
    "auction": ("拍卖", "Auction"),
    "inspection": ("检验", "Inspection"),
    "testing": ("检测", "Testing"),
    "quarantine": ("检疫", "Quarantine"),
    "appraisal": ("鉴定", "Appraisal"),
    "expert_review": ("专家评审", "Expert review"),
}


def clock_rule(kind: str) -> ClockRule:
    """A kind the table does not know is a local one: no usual limit, no pause, no extension."""
    return CLOCK_RULES.get(kind) or ClockRule(kind, kind)


def expedited(promise: int, factor: Fraction = Fraction(1, 2)) -> int:
    """The green channel's promise: rounded up, never below one; the legal limit is left alone."""
    return max(1, ceil(promise * factor))
