"""How long the files of an item's cases are kept 保管期限, and what says so."""

from __future__ import annotations

from dataclasses import dataclass

from tongban.engine.domain.preservation import PERIODS
from tongban.engine.items.wording import NOTHING, Part, Text


@dataclass(frozen=True, slots=True)
class Keeping:
    """`period` is one of `10`, `30` (years) and `permanent`; `basis` the unit's schedule of archives, if it was named."""

    period: str
    basis: Text = NOTHING


def read_keeping(root: Part) -> Keeping | None:
    """`retention: {period, basis}`; None where the item says nothing, then its files are kept for ever."""
    if not root.has("retention"):
        return None
    part = root.part("retention")
    part.only(("period", "basis"))
    return Keeping(part.choice("period", PERIODS), part.words("basis", required=False))
