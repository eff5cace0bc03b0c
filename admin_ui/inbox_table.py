"""The table of an inbox: its columns and orders, and each row with every word and address ready to be put in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import url_for

from tongban.admin_ui import course, wording
from tongban.admin_ui.language import N_, _, text

COLUMNS = {
    "applicant": N_("申请人"),
    "case_no": N_("办件编号"),
    "unit": N_("办理单位"),
    "arrived": N_("到达时间"),
}
USUAL = ("applicant", "case_no", "arrived")
#: What a box of open work may be sorted by, in the words of the choice; the empty one is the box's own.
ORDERS = {
    "": N_("最紧急的在前"),
    "received": N_("最早到达的在前"),
    "-received": N_("最近到达的在前"),
    "item": N_("按事项"),
    "step": N_("按环节"),
    "applicant": N_("按申请人"),
    "case_no": N_("按办件编号"),
    "unit": N_("按办理单位"),
}
OWN_ORDER = {"drafts": N_("最近改过的在前")}
#: Which order a click on a column's head asks for.
SORTED_BY = {
    "item": "item",
    "applicant": "applicant",
    "case_no": "case_no",
    "unit": "unit",
    "arrived": "received",
}
_LEFT_OUT = "~"


@dataclass(frozen=True, slots=True)
class Copied:
    """Who sent a copy, and whether it waits to be read."""

    told: str
    text: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `named` is what its buttons are about, for those who hear them."""

    id: str
    path: str
    task_path: str
    name: str
    named: str
    fresh: bool
    lamp: str
    left: str
    done_at: str
    came_at: str
    decided: str
    acts_for: str
    is_consult: bool
    has_draft: bool
    item: str
    marks: tuple[tuple[str, str], ...]
    applicant: str
    number: str
    unit: str
    copied: Copied | None


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head: its order when it may be sorted, the one a click asks for, and how it is sorted now."""

    label: str
    wish: str | None = None
    aria: str | None = None


def head(label: str, order: str | None, sort: str) -> Head:
    """Upwards first, then downwards, then as the box lies by itself."""
    if order is None:
        return Head(label)
    if sort == order:
        return Head(label, f"-{order}", "ascending")
    if sort == f"-{order}":
        return Head(label, "", "descending")
    return Head(label, order)


def table_rows(found: Iterable[Mapping[str, Any]], box: str, is_fresh: Callable[..., bool]) -> list[Row]:
    """The rows of a page in the reader's language."""
    task, case = pattern("ui.task.show", "task_id"), pattern("ui.case.show", "case_no")
    return [_row(one, box, is_fresh(one), task, case) for one in found]


def pattern(endpoint: str, name: str) -> tuple[str, str]:
    """What stands before and behind the one part of an address that differs from row to row."""
    before, _, behind = url_for(endpoint, **{name: _LEFT_OUT}).partition(_LEFT_OUT)
    return before, behind


def _row(
    row: Mapping[str, Any],
    box: str,
    fresh: bool,
    task: tuple[str, str],
    case: tuple[str, str],
) -> Row:
    id_, number = str(row["id"]), row.get("case_no")
    task_path = quote(id_, safe="").join(task)
    name = text(row)
    done = box == "done"
    return Row(
        id=id_,
        path=quote(str(number), safe="").join(case) if row.get("is_case") else task_path,
        task_path=task_path,
        name=name,
        named=f"{name} {number or ''}",
        fresh=fresh,
        lamp=wording.lamp(row),
        left="" if done else wording.left(row),
        done_at=wording.when(row.get("completed_at")) if done else "",
        came_at="" if done else wording.when(row["created_at"]),
        decided=(course.decided(row) or _("完成")) if done else "",
        acts_for=_("代 {who}", who=row["acts_for_name"]) if row.get("acts_for") else "",
        is_consult=row.get("part") == "consult",
        has_draft=bool(row.get("draft_at")) and not done,
        item=text(row["item"]) or str(row.get("process") or ""),
        marks=tuple((str(one["kind"]), text(one)) for one in row.get("marks") or ()),
        applicant=str(row.get("applicant_name") or "—"),
        number=str(number or row.get("about") or ""),
        unit=text(row.get("office")) or "—",
        copied=_copied(row.get("copied")) if box == "cc" else None,
    )


def _copied(copied: Mapping[str, Any] | None) -> Copied | None:
    if not copied:
        return None
    at: datetime | str = copied["at"]
    return Copied(
        _("{who} 于 {time} 抄送", who=copied["by_name"], time=wording.when(at)),
        str(copied["text"] or ""),
        not copied["read_at"],
    )
