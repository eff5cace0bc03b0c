"""认领: an item made out of an entry of a base list, whose fixed elements stay what the list says."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain import identifiers
from tongban.engine.items.base_list import BaseItem
from tongban.engine.items.drafting import TEXT_FILES, NewItem, dump_sheet, new_item, sheet_data
from tongban.engine.items.problems import Problem, Problems
from tongban.engine.items.sheet import FILE

#: Elements of the sheet that the list fixes; `legal_basis` may be added to, never taken from.
LOCKED = ("basic_code", "name", "item_type", "legal_basis")


@dataclass(frozen=True, slots=True)
class Claim:
    """Who claims: the unit with its names and its code of 18 characters, at which of the entry's levels."""

    key: str
    unit: str
    body: Mapping[str, str]
    uscc: str
    level: str


def claimed_item(files: Mapping[str, bytes], source: str, entry: BaseItem, claim: Claim) -> dict[str, bytes]:
    """The folder as that item; errors.Invalid names the field that does not hold."""
    wrong = []
    if identifiers.check_uscc(claim.uscc):
        wrong.append(
            {"field": "uscc", "message": identifiers.explain(identifiers.check_uscc(claim.uscc) or "")}
        )
    if claim.level not in entry.levels:
        wrong.append({"field": "level", "message": "目录没有这个行使层级 / the list has no such level"})
    if not claim.unit:
        wrong.append({"field": "unit", "message": "必填 / needed"})
    try:
        made = new_item(files, NewItem(claim.key, entry.name, entry.name_en, entry.code))
    except errors.Invalid as refused:
        raise errors.Invalid(errors=[*refused.errors, *wrong]) from None
    if wrong:
        raise errors.Invalid(errors=wrong)
    before = str((sheet_data(made) or {}).get("implementation_code") or "")
    part = f"{claim.uscc}{claim.level}{entry.code}"
    if len(before) == len(part):
        made = {
            path: content.replace(before.encode(), part.encode()) if path.endswith(TEXT_FILES) else content
            for path, content in made.items()
        }
    data = sheet_data(made) or {}
    body = {**(data.get("implementing_body") or {}), "unit": claim.unit, "uscc": claim.uscc}
    data |= {
        "use_level": claim.level,
        "implementing_body": {**body, "name": dict(claim.body)},
        "base_entry": f"{source}/{entry.code}",
        "legal_basis": [deepcopy(dict(one)) for one in entry.basis],
    }
    made[FILE] = dump_sheet(as_the_list_says(data, entry))
    return made


def as_the_list_says(data: Mapping[str, Any], entry: BaseItem) -> dict[str, Any]:
    """The sheet with every locked element as the list has it; what the office added to the legal basis stays."""
    fixed = [deepcopy(dict(one)) for one in entry.basis]
    given = data.get("legal_basis")
    own = [one for one in given if one not in fixed] if isinstance(given, list) else []
    known = [_cited(one) for one in fixed]
    added = [one for one in own if _cited(one) not in known]
    name = {"zh": entry.name, **({"en": entry.name_en} if entry.name_en else {})}
    kept = data.get("name")
    if not entry.name_en and isinstance(kept, Mapping) and kept.get("en"):
        name["en"] = str(kept["en"])
    return {
        **data,
        "basic_code": entry.code,
        "name": name,
        "item_type": entry.item_type,
        "legal_basis": [*fixed, *added],
    }


def differences(data: Mapping[str, Any], entry: BaseItem) -> list[str]:
    """The locked elements that are not what the list says."""
    right = as_the_list_says(data, entry)
    return [name for name in LOCKED if data.get(name) != right[name]]


def strayed(data: Mapping[str, Any] | None, entry: BaseItem) -> list[Problem]:
    """The same as problems of the sheet; none for a sheet that cannot be read, which is a problem of its own."""
    problems = Problems()
    for name in differences(data, entry) if data is not None else ():
        message = (
            f"{name} 与基本目录不同，在事项要素表里保存一次就按目录还原 / "
            f"{name} is not what the base list says; saving the sheet's form puts it right"
        )
        problems.error(FILE, name, "base_list", message)
    return list(problems.errors)


def _cited(basis: Any) -> tuple[str, tuple[str, ...]]:
    """The law and its articles: what makes two legal bases the same."""
    if not isinstance(basis, Mapping):
        return str(basis), ()
    law, articles = basis.get("law"), basis.get("articles")
    name = law.get("zh") if isinstance(law, Mapping) else law
    return str(name), tuple(map(str, articles)) if isinstance(articles, list) else ()
