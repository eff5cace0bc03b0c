"""基本目录: the list of items an authority above has fixed, read from a table; offices claim its entries."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tongban.engine import errors
from tongban.engine.domain import identifiers
from tongban.engine.items import vocabulary

COLUMNS = (
    "code",
    "name",
    "name_en",
    "item_type",
    "levels",
    "organ",
    "law",
    "law_en",
    "articles",
    "text",
    "text_en",
)
NEEDED = ("code", "name", "item_type", "levels", "law")
MOST_BYTES, MOST_ENTRIES, MOST_PROBLEMS = 8 * 1024 * 1024, 20_000, 100
LONGEST = 4000
SEPARATORS = re.compile(r"[、,，;；/\s]+")


@dataclass(frozen=True, slots=True)
class BaseItem:
    """One entry: what every office that claims it takes over. `basis` as in item.yaml: law, articles, text."""

    code: str
    name: str
    name_en: str
    item_type: str
    levels: tuple[str, ...]
    organ: str
    basis: tuple[Mapping[str, Any], ...]


def read_base_list(content: bytes) -> tuple[BaseItem, ...]:
    """The entries of a CSV with COLUMNS; lines of one code one after the other give several legal bases.

    errors.Invalid names every line that does not hold, as `line 7`.
    """
    problems: list[dict[str, str]] = []
    found: dict[str, BaseItem] = {}
    for number, row in _rows(content):
        wrong = _wrong(row)
        if wrong:
            problems.append({"field": f"line {number}", "message": wrong})
        elif row["code"] in found:
            entry = found[row["code"]]
            if (entry.name, entry.item_type) != (row["name"], row["item_type"]):
                told = f"同一编码两个名称 / one code with two names: {row['code']}"
                problems.append({"field": f"line {number}", "message": told})
            found[row["code"]] = replace(entry, basis=(*entry.basis, _basis(row)))
        else:
            found[row["code"]] = _entry(row)
        if len(problems) >= MOST_PROBLEMS or len(found) > MOST_ENTRIES:
            break
    if len(found) > MOST_ENTRIES:
        problems.append(
            {"field": "file", "message": f"最多 {MOST_ENTRIES} 条 / at most {MOST_ENTRIES} entries"}
        )
    if not found and not problems:
        problems.append({"field": "file", "message": "没有条目 / there are no entries"})
    if problems:
        raise errors.Invalid("目录里有不成立的行 / lines of the list do not hold", errors=problems)
    return tuple(found.values())


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise _refused("文件超过 8 MB / the file is larger than 8 MB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise _refused("编码须为 UTF-8 或 GB18030 / must be UTF-8 or GB18030") from None
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise _refused(f"缺少列 / columns are missing: {', '.join(missing)}")
        return [
            (reader.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}) for row in reader
        ]
    except csv.Error as error:
        raise _refused(f"不是 CSV / not CSV: {error}") from None


def _refused(message: str) -> errors.Invalid:
    return errors.Invalid(message, errors=[{"field": "file", "message": message}])


def _wrong(row: Mapping[str, str]) -> str:
    """What does not hold in a line; empty when all does."""
    empty = [name for name in NEEDED if not row[name]]
    if empty:
        return f"没有填 / is empty: {', '.join(empty)}"
    long = [name for name in COLUMNS if len(row[name]) > LONGEST]
    if long:
        return f"太长 / is too long: {', '.join(long)}"
    if not identifiers.BASIC.fullmatch(row["code"]):
        return f"不是 12 位基本编码 / not a basic code of 12 digits: {row['code'][:30]}"
    if row["item_type"] not in vocabulary.ITEM_TYPES:
        return f"没有此事项类型 / there is no item type {row['item_type'][:10]}"
    if row["code"][2:4] != row["item_type"]:
        return f"编码的类型位与事项类型不同 / the type in the code differs: {row['code'][2:4]}, {row['item_type']}"
    strange = [one for one in _parts(row["levels"]) if one not in vocabulary.USE_LEVELS]
    return f"没有此行使层级 / there is no such level: {', '.join(strange)}" if strange else ""


def _entry(row: Mapping[str, str]) -> BaseItem:
    return BaseItem(
        row["code"],
        row["name"],
        row["name_en"],
        row["item_type"],
        _parts(row["levels"]),
        row["organ"],
        (_basis(row),),
    )


def _basis(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "law": _both(row["law"], row["law_en"]),
        "articles": [one for one in re.split(r"[、;；]", row["articles"]) if one],
        "text": _both(row["text"] or row["law"], row["text_en"]),
    }


def _both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, **({"en": en} if en else {})}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in SEPARATORS.split(text) if one))
