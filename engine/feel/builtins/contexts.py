"""Functions over contexts."""

from __future__ import annotations

from typing import Any

from tongban.engine.feel.budget import Budget, fits_list
from tongban.engine.feel.builtins.registry import Registry
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.values import items, need, text

builtin = Registry()


@builtin("get value", "m, key", "context, keys")
def get_value(context: Any, key: Any) -> Any:
    if type(key) is not list:
        return need(context, dict).get(text(key))
    for step in key:
        context = need(context, dict).get(text(step))
    return context


@builtin("get entries", "m")
def get_entries(context: Any) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in need(context, dict).items()]


@builtin("context", "entries")
def context(entries: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for entry in items(entries):
        if not {"key", "value"} <= need(entry, dict).keys():
            raise NotApplicable(entry)
        key = text(entry["key"])
        if key in made:
            raise NotApplicable(entry)
        made[key] = entry["value"]
    return made


@builtin("context put", "context, key, value", "context, keys, value")
def context_put(context: Any, key: Any, value: Any) -> dict[str, Any]:
    """With several keys the value goes as deep as the keys lead."""
    need(context, dict)
    if type(key) is not list:
        return {**context, text(key): value}
    if not key or len(key) > 100:
        raise NotApplicable(key)
    if len(key) == 1:
        return {**context, text(key[0]): value}
    first = text(key[0])
    return {**context, first: context_put(context.get(first), key[1:], value)}


@builtin("context merge", "contexts", budgeted=True)
def context_merge(budget: Budget, contexts: Any) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for one in items(contexts):
        merged |= need(one, dict)
        budget.spend(len(one))
        fits_list(len(merged))
    return merged
