"""Reaching into nested data by a field's keys, and telling what data the form does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from tongban.forms.model import Field

DEEPEST = 20
LONGEST_NAME = 100


def find(data: Any, keys: tuple[str, ...]) -> tuple[bool, Any]:
    """Whether the data holds something under these keys, and what."""
    for key in keys:
        if not isinstance(data, Mapping) or key not in data:
            return False, None
        data = data[key]
    return True, data


def put(data: dict[str, Any], keys: tuple[str, ...], value: Any) -> None:
    for key in keys[:-1]:
        data = data.setdefault(key, {})
    data[keys[-1]] = value


def leaves(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields of one scope that hold a value: groups opened, lists left closed."""
    for each in fields:
        if each.kind == "group":
            yield from leaves(each.children)
        elif each.keys:
            yield each


def strangers(fields: tuple[Field, ...], data: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Everything in the data that has no place in the form: its path, and the word saying why."""
    known: dict[str, Any] = {}
    for each in leaves(fields):
        put(known, each.keys, each)
    yield from _unknown(known, data, prefix)


def _unknown(known: dict[str, Any], data: Any, prefix: str) -> Iterator[tuple[str, str]]:
    if not isinstance(data, Mapping):
        if data is not None:
            yield prefix.rstrip("."), "object"
        return
    for key, value in data.items():
        path = prefix + str(key)[:LONGEST_NAME]
        inner = known.get(key) if isinstance(key, str) else None
        if inner is None:
            yield path, "unknown"
        elif isinstance(inner, dict):
            yield from _unknown(inner, value, path + ".")
        elif inner.kind == "dynamiclist" and isinstance(value, list):
            for number, row in enumerate(value[: inner.most]):
                yield from strangers(inner.children, row, f"{path}[{number}].")


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: 1 and 1.0 are, true and 1 are not, what is empty equals what is missing."""
    return bool(_canonical(one, 0) == _canonical(other, 0))


def _canonical(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        return object()
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return ("flag", value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, list | tuple):
        return [_canonical(each, depth + 1) for each in value]
    if isinstance(value, Mapping):
        pairs = ((str(key), _canonical(each, depth + 1)) for key, each in value.items())
        return {key: each for key, each in pairs if each is not None} or None
    return value
