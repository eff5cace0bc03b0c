"""The item sheet as a plain form: every main element a field, lists as rows with one empty row to add another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from tongban.admin_ui import sheet_fields, sheet_more_fields
from tongban.admin_ui.sheet_fields import KEYED, NEW_MATERIAL, Entry, Rows

__all__ = ["LISTS", "MATERIALS", "SECTIONS", "as_typed", "at_fields", "filled", "rows", "shown", "value"]
SECTIONS = (*sheet_fields.SECTIONS, *sheet_more_fields.SECTIONS)
LISTS = (*sheet_fields.LISTS, *sheet_more_fields.LISTS)
MATERIALS = next(one for one in LISTS if one.path == "materials")
EMPTY_ROWS = 1
KIB = 1024
PIXELS = re.compile(r"(\d{1,6})\s*[×xX*,，]\s*(\d{1,6})")
SEPARATORS = ("、", ",", "，", ";", "；")


def value(data: Any, path: str) -> Any:
    """What stands at a path of the sheet; None when nothing does."""
    for step in path.split("."):
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def rows(data: Mapping[str, Any], what: Rows) -> list[Mapping[str, Any]]:
    """The rows of a list, with empty ones to fill in."""
    return [*_kept(value(data, what.path), what), *({} for _ in range(EMPTY_ROWS))]


def _kept(found: Any, what: Rows) -> list[Mapping[str, Any]]:
    """The rows that are there; those of a table with their names as a field."""
    if what.keyed:
        pairs = found.items() if isinstance(found, Mapping) else ()
        return [{KEYED: str(key), **one} for key, one in pairs if isinstance(one, Mapping)]
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def shown(found: Any) -> Any:
    """A value as its control shows it."""
    if isinstance(found, bool):
        return "true" if found else "false"
    return "" if found is None else found


def as_typed(entry: Entry, found: Any) -> Any:
    """A value as somebody would type it into the entry's control."""
    if entry.kind == "kib" and isinstance(found, int) and not isinstance(found, bool):
        return f"{found / KIB:g}" if found % KIB == 0 else f"{found / KIB:.3f}"
    if entry.kind == "pixels" and isinstance(found, list) and len(found) == 2:
        return f"{found[0]}×{found[1]}"
    if entry.kind == "pairs":
        pairs = found.items() if isinstance(found, Mapping) else ()
        return "\n".join(f"{name}: {one}" for name, one in pairs)
    return "、".join(map(str, found)) if isinstance(found, list) else shown(found)


def at_fields(data: Mapping[str, Any], problems: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What is wrong by the name of its control: `materials[2].name` and `joint.members.licence.form.area` are those of
    `materials.2.name` and `joint.members.0.form`.
    """
    found: dict[str, str] = {}
    for one in problems:
        name = str(one.get("element") or "").replace("[", ".").replace("]", "")
        found.setdefault(_control(data, name), str(one["message"]))
    return found


def _control(data: Mapping[str, Any], name: str) -> str:
    for what in LISTS:
        if not name.startswith(f"{what.path}."):
            continue
        row, _, rest = name.removeprefix(f"{what.path}.").partition(".")
        if not row.isdecimal():
            keys = [one.get("key") or one.get("code") or one.get("id") for one in rows(data, what)]
            row = str(keys.index(row)) if row in keys else row
        paths = [entry.path for entry in what.entries]
        inside = next((one for one in paths if rest.startswith(f"{one}.")), None)
        around = next((one for one in paths if rest and one.startswith(f"{rest}.")), None)
        known = rest if rest in paths else inside or around or rest
        return f"{what.path}.{row}.{known}" if known else f"{what.path}.{row}"
    return name


def filled(data: Mapping[str, Any], form: Any) -> dict[str, Any]:
    """The sheet with what was typed; a field the form did not send stays as it was."""
    made: dict[str, Any] = deepcopy(dict(data))
    for _title, entries in SECTIONS:
        for entry in entries:
            _take(made, entry, entry.path, form)
        _without_formats(made, entries, "", form)
    for what in LISTS:
        _take_rows(made, what, form)
    _share_file_rules(data, made)
    return made


def _share_file_rules(before: Mapping[str, Any], made: dict[str, Any]) -> None:
    """Materials that had the shared rules have them as they are now; one with rules of its own keeps them."""
    old, new = before.get("file_rules"), made.get("file_rules")
    materials = made.get("materials")
    if not old or not new or old == new or not isinstance(materials, list):
        return
    for one in materials:
        if isinstance(one, dict) and one.get("files") == old:
            one["files"] = deepcopy(new)


def _take_rows(data: dict[str, Any], what: Rows, form: Any) -> None:
    count = form.get(f"{what.path}.count", "")
    if not count.isdecimal() or int(count) > 200:
        return
    kept = _kept(value(data, what.path), what)
    made: list[dict[str, Any]] = []
    for number in range(int(count)):
        name = f"{what.path}.{number}"
        if form.get(f"{name}.remove"):
            continue
        new = number >= len(kept)
        if new and not form.get(f"{name}.{what.entries[0].path}", "").strip():
            continue
        row = deepcopy(dict(kept[number])) if not new else {}
        if new and what.path == "materials":
            row = _new_material(data, [*kept, *made])
        for entry in what.entries:
            _take(row, entry, f"{name}.{entry.path}", form)
        _without_formats(row, what.entries, f"{name}.", form)
        made.append(row)
    if made != kept and what.keyed:
        _put(data, what.path, _by_key(made) or "")
    elif made != kept:
        _put(data, what.path, made if made or not what.within else "")


def _by_key(made: list[dict[str, Any]]) -> dict[str, Any]:
    """Keyed rows as the table they are kept in; of two with one name the later counts."""
    return {
        str(row[KEYED]): {name: one for name, one in row.items() if name != KEYED}
        for row in made
        if row.get(KEYED)
    }


def _without_formats(row: dict[str, Any], entries: Iterable[Entry], before: str, form: Any) -> None:
    """A format whose size was taken away is not taken any more, whatever else stands beside it."""
    for entry in entries:
        typed = form.get(f"{before}{entry.path}")
        if entry.kind == "kib" and typed is not None and not typed.strip():
            _put(row, entry.path.rpartition(".")[0], "")


def _new_material(data: Mapping[str, Any], known: list[Any]) -> dict[str, Any]:
    """The next code; the file rules of the material before."""
    part = str(data.get("implementation_code") or "")
    codes = [str(one.get("code") or "") for one in known]
    numbers = [int(code[-3:]) for code in codes if code[-3:].isdecimal()]
    made = {"code": f"{part}{max(numbers, default=0) + 1:03d}", "name": {}, **deepcopy(dict(NEW_MATERIAL))}
    files = next((one["files"] for one in reversed(known) if one.get("files")), None)
    group = next((one["group"] for one in reversed(known) if one.get("group")), None)
    return {**made, **({"files": files} if files else {}), **({"group": group} if group else {})}


def _take(data: dict[str, Any], entry: Entry, name: str, form: Any) -> None:
    if entry.kind == "many":
        if f"{name}.there" in form and (form.getlist(name) or value(data, entry.path) is not None):
            _put(data, entry.path, form.getlist(name))
        return
    if name not in form:
        return
    typed = form.get(name, "").replace("\r\n", "\n").strip()
    if typed == str(as_typed(entry, value(data, entry.path))):
        return
    if not typed and (value(data, entry.path) is None or entry.path == "code"):
        return
    _put(data, entry.path, _read(entry, typed))


def _read(entry: Entry, typed: str) -> Any:
    if entry.kind == "flag":
        return typed == "true" if typed else ""
    if entry.kind == "kib" and re.fullmatch(r"\d{1,6}(\.\d{1,3})?", typed):
        return round(float(typed) * KIB)
    pixels = PIXELS.fullmatch(typed) if entry.kind == "pixels" else None
    if pixels:
        return [int(pixels[1]), int(pixels[2])]
    if entry.kind == "pairs":
        lines = [line.partition(":") for line in typed.replace("：", ":").split("\n") if line.strip()]
        return {name.strip(): found.strip() for name, _, found in lines} or ""
    if entry.kind == "list" and not typed:
        return ""
    if entry.kind == "number" and typed.isascii() and typed.isdecimal() and len(typed) < 12:
        return int(typed)
    if entry.kind == "list":
        for sign in SEPARATORS:
            typed = typed.replace(sign, "\n")
        return [one.strip() for one in typed.split("\n") if one.strip()]
    return typed


def _put(data: dict[str, Any], path: str, found: Any) -> None:
    """Set it, or take it away when it is empty text, with what is then empty around it."""
    *way, last = path.split(".")
    there = data
    for step in way:
        inner = there.get(step)
        if not isinstance(inner, dict):
            inner = there[step] = {}
        there = inner
    if found == "":
        there.pop(last, None)
        if way and not there:
            _put(data, ".".join(way), "")
    else:
        there[last] = found
