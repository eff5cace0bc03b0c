"""A year of a calendar as a page draws it: months of weeks, the days that have a name, and how many of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import groupby
from typing import Any

from tongban.admin_ui.language import N_
from tongban.admin_ui.wording import ZONE

__all__ = ["KINDS", "ZONE", "counted", "months", "named"]

Day = Mapping[str, Any]
#: What a day is, in words; the letter in its corner stands for it where no colour is seen.
KINDS = {
    "workday": (N_("工作日"), ""),
    "weekend": (N_("周末休息"), ""),
    "holiday": (N_("放假或停办"), N_("休")),
    "makeup": (N_("调休上班"), N_("班")),
}
WEEK = 7


def months(days: Iterable[Day]) -> list[dict[str, Any]]:
    """Twelve months, each a list of weeks from Monday; None where a week reaches into another month."""
    drawn = []
    for month, found in groupby(days, key=lambda one: one["day"].month):
        inside = list(found)
        cells: list[Day | None] = [None] * inside[0]["day"].weekday() + inside
        cells += [None] * (-len(cells) % WEEK)
        weeks = [cells[start : start + WEEK] for start in range(0, len(cells), WEEK)]
        drawn.append({"month": month, "weeks": weeks})
    return drawn


def named(days: Iterable[Day]) -> list[dict[str, Any]]:
    """Runs of days off of one name, closures and make-up days, in order."""
    told: list[dict[str, Any]] = []
    for one in days:
        if one["from"] is None:
            continue
        last = told[-1] if told else None
        same = last is not None and all(last[key] == one[key] for key in ("name", "kind", "from"))
        if last is not None and same and one["day"] - last["last"] == timedelta(days=1):
            last["last"], last["days"] = one["day"], last["days"] + 1
        else:
            told.append(
                {key: one[key] for key in ("name", "kind", "from", "own", "source")}
                | {"first": one["day"], "last": one["day"], "days": 1}
            )
    return told


def counted(days: Iterable[Day]) -> dict[str, int]:
    """How many days are worked, off, and made up for."""
    found = list(days)
    return {
        "worked": sum(one["working"] for one in found),
        "off": sum(not one["working"] for one in found),
        "makeup": sum(one["kind"] == "makeup" for one in found),
        "holiday": sum(one["kind"] == "holiday" for one in found),
    }
