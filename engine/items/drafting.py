"""Making a new item out of another: its codes, key and names replaced wherever the folder's files say them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from tongban.engine import bpmn, errors
from tongban.engine.items.decision_checks import read_decisions
from tongban.engine.items.problems import Problems
from tongban.engine.items.sheet import FILE
from tongban.engine.items.yaml_text import InvalidYaml, load_yaml

FLOW = "flow.bpmn"
KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
BASIC_CODE = re.compile(r"[0-9]{12}")
SUFFIX = re.compile(r"[0-9]{2}")
LONGEST_KEY = 60
# Organ and level stand before the basic code in an implementation code.
HEAD = 19
TEXT_FILES = (".yaml", ".json", ".bpmn", ".dmn")


@dataclass(frozen=True, slots=True)
class NewItem:
    """What the new item is called; `basic_code` has 12 digits, `suffix` the 2 that make the item's code of it."""

    key: str
    name: str
    name_en: str
    basic_code: str
    suffix: str = "01"


class _Dumper(yaml.SafeDumper):
    """Lists stand inside their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


def draft_name(files: Mapping[str, bytes]) -> str:
    """The Chinese name the folder's sheet or diagram gives; empty when neither can be read."""
    data = sheet_data(files) or {}
    name = data.get("name")
    found = name.get("zh") if isinstance(name, Mapping) else name
    if isinstance(found, str) and found.strip():
        return found.strip()[:200]
    try:
        drawn = bpmn.inspect(files[FLOW], FLOW).processes if FLOW in files else ()
    except errors.InvalidDiagram:
        return ""
    return next((one.name for one in drawn if one.name), "")[:200]


def sheet_data(files: Mapping[str, bytes]) -> dict[str, Any] | None:
    """The plain data of the sheet; None when there is none that can be read."""
    try:
        data = load_yaml(files[FILE]) if FILE in files else None
    except InvalidYaml:
        return None
    return data if isinstance(data, dict) else None


def decision_keys(files: Mapping[str, bytes]) -> list[str]:
    """The decisions of the folder's tables, as far as they can be read."""
    return sorted(read_decisions(files, Problems()))


def dump_sheet(data: Mapping[str, Any]) -> bytes:
    """The sheet as YAML, in the order of its keys; what two places share is written once."""
    text = yaml.dump(dict(data), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return text.encode()


def new_item(files: Mapping[str, bytes], new: NewItem) -> dict[str, bytes]:
    """The folder as another item's; errors.Invalid names the field that does not hold."""
    wrong = _wrong(new)
    data = sheet_data(files)
    if data is None:
        wrong.append({"field": "source", "message": "要素表读不出来 / the sheet cannot be read"})
    if wrong or data is None:
        raise errors.Invalid(errors=wrong)
    replaced = _replacements(data, new)
    made = {path: _rewritten(path, content, replaced) for path, content in files.items()}
    sheet = sheet_data(made) or {}
    sheet |= {
        "basic_code": new.basic_code,
        "name": {"zh": new.name, **({"en": new.name_en} if new.name_en else {})},
        "process": new.key,
    }
    # A copy is another item than the one that was claimed.
    sheet.pop("base_entry", None)
    made[FILE] = dump_sheet(sheet)
    made[FLOW] = _renamed(made[FLOW], data, new) if FLOW in made else b""
    return {path: content for path, content in made.items() if content or path != FLOW}


def with_diagram(files: Mapping[str, bytes], diagram: bytes) -> dict[str, bytes]:
    """The folder with another diagram; samples played the old one and stay behind."""
    drawn = bpmn.inspect(diagram, FLOW).processes
    kept = {path: content for path, content in files.items() if not path.startswith("samples/")}
    data = sheet_data(files)
    if data is not None and drawn:
        data["process"] = drawn[0].key
        kept[FILE] = dump_sheet(data)
    return {**kept, FLOW: diagram}


def _wrong(new: NewItem) -> list[dict[str, Any]]:
    found = {
        "key": bool(KEY.fullmatch(new.key)) and len(new.key) <= LONGEST_KEY,
        "name": bool(new.name.strip()) and len(new.name) <= 200,
        "basic_code": bool(BASIC_CODE.fullmatch(new.basic_code)),
        "suffix": bool(SUFFIX.fullmatch(new.suffix)),
    }
    told = {
        "key": "小写字母、数字和连字符 / lower-case letters, digits and hyphens",
        "name": "必填 / needed",
        "basic_code": "须为 12 位数字 / must be 12 digits",
        "suffix": "须为 2 位数字 / must be 2 digits",
    }
    return [{"field": field, "message": told[field]} for field, fits in found.items() if not fits]


def _replacements(data: Mapping[str, Any], new: NewItem) -> list[tuple[str, str]]:
    """Old and new texts, the longer first: an item's code begins with its implementation code."""
    old_code, old_part = str(data.get("code") or ""), str(data.get("implementation_code") or "")
    part = f"{old_part[:HEAD]}{new.basic_code}"
    pairs = [(old_code, f"{part}{new.suffix}"), (old_part, part)]
    return [(old, made) for old, made in pairs if len(old) > HEAD]


def _rewritten(path: str, content: bytes, pairs: list[tuple[str, str]]) -> bytes:
    if not path.endswith(TEXT_FILES):
        return content
    for old, made in pairs:
        content = content.replace(old.encode(), made.encode())
    return content


def _renamed(flow: bytes, data: Mapping[str, Any], new: NewItem) -> bytes:
    """The diagram with the process's id and names; they stand in quotes, whole."""
    names = data.get("name") if isinstance(data.get("name"), Mapping) else {}
    pairs = [(data.get("process"), new.key)]
    if isinstance(names, Mapping):
        pairs += [(names.get("zh"), new.name), (names.get("en"), new.name_en or new.name)]
    for old, made in pairs:
        if isinstance(old, str) and old:
            flow = flow.replace(_quoted(old), _quoted(made))
    return flow


def _quoted(text: str) -> bytes:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f'"{escaped}"'.encode()
