"""What is special about a case: green channel, tolerant acceptance, commitment, accepted elsewhere; one JSON value."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tongban.engine.domain.clock_rules import expedited

GREEN, TOLERANT, COMMITMENT, ELSEWHERE = "green", "tolerant", "commitment", "elsewhere"
# In the order in which lists show them.
MARKS: dict[str, tuple[str, str]] = {
    GREEN: ("绿色通道", "Green channel"),
    TOLERANT: ("容缺受理", "Tolerant acceptance"),
    COMMITMENT: ("告知承诺", "Commitment"),
    ELSEWHERE: ("异地收件", "Accepted elsewhere"),
}
COMMITMENT_STATES: dict[str, tuple[str, str]] = {
    "given": ("待核查", "To be checked"),
    "kept": ("承诺属实", "Kept"),
    "broken": ("承诺不实，整改中", "Broken, being put right"),
    "rectified": ("已整改", "Put right"),
    "revoked": ("已撤销决定", "Decision revoked"),
}

Regimes = Mapping[str, Any] | None


def part(regimes: Regimes, name: str) -> dict[str, Any] | None:
    """What is kept of one regime; None when it does not apply."""
    found = (regimes or {}).get(name)
    return dict(found) if found is not None else None


def in_green_channel(regimes: Regimes) -> bool:
    """Whether the halved limits apply: the case was recognised and then accepted."""
    return bool((part(regimes, GREEN) or {}).get("since"))


def paced(regimes: Regimes, limit: int) -> int:
    """A promised or step limit at the pace of the green channel: × factor, rounded up, at least one."""
    if not in_green_channel(regimes):
        return limit
    return expedited(limit, factor_of(str((regimes or {})[GREEN]["factor"])))


def factor_of(text: str) -> Fraction:
    """`0.5` or `1/2` as a share of the limit; ValueError unless it is above 0 and at most 1."""
    try:
        factor = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        raise ValueError(text) from None
    if not 0 < factor <= 1:
        raise ValueError(text)
    return factor


def outstanding(regimes: Regimes) -> list[str]:
    """The materials a tolerantly accepted case still owes, by code."""
    return list((part(regimes, TOLERANT) or {}).get("owed") or ())


def committed(regimes: Regimes) -> list[str]:
    """The materials a written commitment stands for, by code."""
    return list((part(regimes, COMMITMENT) or {}).get("materials") or ())


def marks(regimes: Regimes) -> list[dict[str, str]]:
    """The regimes in words, for lists and pages: `{kind, name, name_en}`."""
    return [
        {"kind": kind, "name": zh, "name_en": en}
        for kind, (zh, en) in MARKS.items()
        if (regimes or {}).get(kind) is not None
    ]
