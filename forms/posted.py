"""What an HTML form posted, as the data it stands for; lists by indexed names, with their buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Protocol

from marshmallow import ValidationError

from tongban.forms.form import Form
from tongban.forms.model import MULTIPLE, Access, Field
from tongban.forms.paths import put
from tongban.forms.values import NUMBER, exact

MOST_NAMES = 20_000
LONGEST_NAME = 500
STEP = re.compile(r"([^\[\].]{1,64})(?:\[(\d{1,4})\])?", re.ASCII)


class MultiDict(Protocol):
    """What web frameworks hand out: several values under one name."""

    def __contains__(self, name: object, /) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...

    def getlist(self, name: str, /) -> list[str]: ...


Posted = Mapping[str, Sequence[str]] | MultiDict
#: The names posted, taken apart: keys and row numbers lead to more of the same, "" to the values.
Tree = dict[Any, Any]
BUTTONS = ("_add", "_remove", "_refresh")


def only_redraws(posted: Posted) -> bool:
    """A button was pressed that changes the form on the page, and submits nothing."""
    return any(name in posted for name in BUTTONS)


def parse_posted(form: Form, posted: Posted, access: Access | None = None) -> dict[str, Any]:
    """The data for validate(); what is no field of the form, or not to be edited, is left out.

    A field that was not on the page stays absent. Row numbers may have gaps and come out without.
    """
    tree: Tree = {}
    for name in islice(posted, MOST_NAMES):
        steps = _steps(name)
        if steps:
            _branch(tree, steps)[""] = _texts(posted, name)
    for name in _texts(posted, "_add"):
        _add(tree, name)
    for name in _texts(posted, "_remove"):
        _remove(tree, name)
    data: dict[str, Any] = {}
    _gather(form.fields, tree, data, access or {})
    return data


def _texts(posted: Posted, name: str) -> list[str]:
    if name not in posted:
        return []
    # A multi-dictionary is a mapping too, but its [] yields the first value only.
    several = getattr(posted, "getlist", None)
    return list(several(name) if several else posted[name])  # type: ignore[index]


def _steps(name: str) -> list[str | int]:
    if len(name) > LONGEST_NAME or name.startswith("_"):
        return []
    steps: list[str | int] = []
    for part in name.split("."):
        found = STEP.fullmatch(part)
        if not found:
            return []
        steps.append(found[1])
        if found[2] is not None:
            steps.append(int(found[2]))
    return steps if len(steps) <= 20 else []


def _branch(tree: Tree, steps: Sequence[str | int]) -> Tree:
    for step in steps:
        tree = tree.setdefault(step, {})
    return tree


def _add(tree: Tree, name: str) -> None:
    steps = _steps(name)
    if steps and isinstance(steps[-1], str):
        rows = _branch(tree, steps)
        rows.setdefault("", [])
        rows[max((key for key in rows if isinstance(key, int)), default=-1) + 1] = {}


def _remove(tree: Tree, name: str) -> None:
    steps = _steps(name)
    if steps and isinstance(steps[-1], int):
        rows = _branch(tree, steps[:-1])
        rows.setdefault("", [])
        rows.pop(steps[-1], None)


def _gather(fields: tuple[Field, ...], tree: Tree, into: dict[str, Any], access: Access) -> None:
    for each in fields:
        if each.name and access.get(each.name, access.get("*", "edit")) != "edit":
            continue
        if each.kind == "group":
            _gather(each.children, tree, into, access)
            continue
        found = _found(tree, each.keys) if each.keys else None
        if found is None or each.kind == "expression":
            continue
        if each.kind == "dynamiclist":
            put(into, each.keys, _rows(each, found, access))
        elif "" in found:
            put(into, each.keys, _value(each, found[""]))


def _found(tree: Tree, keys: tuple[str, ...]) -> Tree | None:
    for key in keys:
        if key not in tree:
            return None
        tree = tree[key]
    return tree


def _rows(each: Field, found: Tree, access: Access) -> list[dict[str, Any]]:
    numbers = sorted(key for key in found if isinstance(key, int))
    rows: list[dict[str, Any]] = [{} for _ in numbers]
    for number, row in zip(numbers, rows, strict=True):
        _gather(each.children, found[number], row, access)
    return rows


def _value(each: Field, texts: list[str]) -> Any:
    """The typed value; what cannot be one stays text, for validate() to name."""
    if each.kind in MULTIPLE:
        # An empty twin tells "none ticked" from "not on the page".
        return [text for text in texts if text]
    text = texts[-1] if texts else ""
    if each.kind == "checkbox":
        return text in ("true", "on", "1")
    if each.kind == "textarea":
        return text.replace("\r\n", "\n").strip()
    text = text.strip()
    if each.kind == "number" and not each.as_text:
        return _number(text)
    return text


def _number(text: str) -> Any:
    plain = text.replace(",", "").replace("，", "").translate(FULL_WIDTH)
    if not NUMBER.fullmatch(plain):
        return text or None
    try:
        return exact(plain, texts=True)
    except ValidationError:
        return text


#: Digits as a Chinese input method may type them.
FULL_WIDTH = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
