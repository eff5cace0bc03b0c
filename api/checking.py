"""Checking item folders and definition files without a database: every problem, none of them deployed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tongban import forms
from tongban.api.folders import is_item
from tongban.engine import bpmn, dmn, errors, items


def problems_of(path: Path) -> Iterator[str]:
    """One line for each problem of the item folder or file."""
    try:
        if is_item(path):
            found = items.check_item(items.read_folder(path))
            yield from (f"{one['severity']}: {line(one)}" for one in found)
        else:
            _check_file(path)
    except errors.EngineError as refused:
        listed = [f"error: {line(one)}" for one in refused.errors]
        yield from listed or [f"error: {path.name}: {refused.message}"]
    except forms.InvalidForm as refused:
        yield from (f"error: {path.name}: {line(one)}" for one in refused.problems)


def _check_file(path: Path) -> None:
    content = path.read_bytes()
    if path.name.endswith(".bpmn"):
        bpmn.read(content, path.name)
    elif path.name.endswith(".dmn"):
        dmn.read(content, path.name)
    elif path.name.endswith(".json"):
        forms.read_form(content)
    else:
        raise errors.Invalid("Only item folders, .bpmn, .dmn and .json files can be checked.")


def line(problem: Mapping[str, Any] | str) -> str:
    if isinstance(problem, str):
        return problem
    place = " ".join(str(problem[key]) for key in ("file", "element", "path", "field") if problem.get(key))
    rule = f" [{problem['rule']}]" if problem.get("rule") else ""
    return f"{place}{rule}: {problem.get('message', '')}"
