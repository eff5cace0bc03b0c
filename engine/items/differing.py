"""What is different between two folders of an item, part by part, so that an analyst can read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

from tongban.engine import bpmn, dmn, errors
from tongban.engine.items.data_differing import differences
from tongban.engine.items.drafting import sheet_data
from tongban.engine.items.flow_checks import FILE as FLOW
from tongban.engine.items.sheet import FILE as SHEET

#: Layout and editors' notes in a form, which say nothing to who fills it in.
SILENT = frozenset({"id", "layout", "key"})
MOST_FIELDS = 2000


@dataclass(frozen=True, slots=True)
class _Field:
    key: str
    facts: Mapping[str, Any]


def compare_folders(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, Any]:
    """`{same, sheet, flow, forms, tables, files}`.

    `sheet`: `{path, kind, old, new}` by the names on the way; `flow`: elements with their changes; `forms`: per
    file its fields; `tables`: per decision its rows; `files`: every file that differs and is none of these, or that
    cannot be read as what it is.
    """
    changed = [path for path in sorted({*old, *new}) if old.get(path) != new.get(path)]
    result: dict[str, Any] = {
        "same": not changed,
        "sheet": [],
        "flow": [],
        "forms": [],
        "tables": [],
        "files": [],
    }
    for path in changed:
        try:
            _compare(path, old, new, result)
        except (errors.Invalid, ValueError, TypeError, AttributeError, RecursionError):
            result["files"].append({"path": path, "kind": _kind(path, old, new)})
    return result


def user_steps(files: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """The user tasks of the diagram by their ids: Chinese and English name; none when it cannot be read."""
    try:
        drawn = bpmn.compare(UNDRAWN, files[FLOW], FLOW) if FLOW in files else []
    except errors.InvalidDiagram:
        return {}
    return {
        one.id: (one.name or one.id, one.name_en or one.name or one.id) for one in drawn if one.type == STEP
    }


def _compare(path: str, old: Mapping[str, bytes], new: Mapping[str, bytes], result: dict[str, Any]) -> None:
    if path == SHEET:
        before, after = sheet_data(old), sheet_data(new)
        if (before is None and SHEET in old) or (after is None and SHEET in new):
            raise ValueError
        lines = differences(before or {}, after or {})
        result["sheet"] = [{**asdict(one), "path": list(one.path)} for one in lines]
        if not result["sheet"]:
            result["files"].append({"path": path, "kind": "worded"})
    elif path == FLOW and path in old and path in new:
        result["flow"] = [asdict(one) for one in bpmn.compare(old[path], new[path], path)]
        if not result["flow"]:
            result["files"].append({"path": path, "kind": "worded"})
    elif _is_form(path):
        fields = _fields(old.get(path), new.get(path))
        result["forms"].append({"path": path, "kind": _kind(path, old, new), "fields": fields})
    elif path.endswith(".dmn"):
        for one in dmn.compare(old.get(path, EMPTY), new.get(path, EMPTY), path):
            result["tables"].append({"path": path, **asdict(one)})
    else:
        result["files"].append({"path": path, "kind": _kind(path, old, new)})


STEP = "userTask"
UNDRAWN = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
EMPTY = b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'


def _kind(path: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> str:
    return "added" if path not in old else "removed" if path not in new else "changed"


def _is_form(path: str) -> bool:
    return path == "form.json" or (path.startswith("forms/") and path.endswith(".json"))


def _fields(old: bytes | None, new: bytes | None) -> list[dict[str, Any]]:
    """The fields that were added, removed, changed or moved, in the order of the new form, what is gone last."""
    before, after = _read(old), _read(new)
    moved = _moved([one for one in before if one in after], [one for one in after if one in before])
    found = []
    for key, field in after.items():
        if key not in before:
            found.append(_line(field, "added", []))
            continue
        leaves = [
            {"what": ".".join(one.path), "old": one.old, "new": one.new}
            for one in differences(before[key].facts, field.facts)
        ]
        if leaves or key in moved:
            found.append(_line(field, "changed" if leaves else "moved", leaves))
    found += [_line(field, "removed", []) for key, field in before.items() if key not in after]
    return found


def _line(field: _Field, kind: str, changes: list[dict[str, Any]]) -> dict[str, Any]:
    facts = field.facts
    label = facts.get("label") or facts.get("dateLabel") or facts.get("text") or field.key
    properties = facts.get("properties")
    english = properties.get("label_en") if isinstance(properties, Mapping) else None
    return {
        "key": field.key,
        "type": facts.get("type", ""),
        "name": str(label),
        "name_en": str(english or label),
        "kind": kind,
        "changes": changes,
    }


def _read(content: bytes | None) -> dict[str, _Field]:
    """The components by their keys, those of groups and lists under their group's."""
    found: dict[str, _Field] = {}
    if content is not None:
        _gather(json.loads(content).get("components") or [], "", found)
    return found


def _gather(components: list[Any], above: str, found: dict[str, _Field]) -> None:
    for component in components:
        name = component.get("key") or component.get("path") or component.get("id") or component.get("type")
        key = f"{above}{name}"
        if len(found) >= MOST_FIELDS:
            raise ValueError("too many fields")
        while key in found:
            key += "'"
        facts = {each: value for each, value in component.items() if each not in (*SILENT, "components")}
        found[key] = _Field(key, facts)
        _gather(component.get("components") or [], f"{key}.", found)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Of the same keys in two orders, those that stand elsewhere."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    stay = {
        before[at] for block in matcher.get_matching_blocks() for at in range(block.a, block.a + block.size)
    }
    return set(before) - stay
