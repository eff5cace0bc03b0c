"""Functions that take lists apart and put them together."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from itertools import chain
from typing import Any

from tongban.engine.feel.budget import Budget, fits_list
from tongban.engine.feel.builtins.registry import Registry
from tongban.engine.feel.calls import call
from tongban.engine.feel.compare import equal, order
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.values import Function, items, need, truncated, whole

builtin = Registry()
PLAIN_ORDER = ({Decimal}, {str})


def index(values: list[Any], position: Any) -> int:
    """The Python index of a FEEL position, which counts from 1, or from the end when negative."""
    number = truncated(position)
    if number == 0 or abs(number) > len(values):
        raise NotApplicable(position)
    return number - 1 if number > 0 else len(values) + number


@builtin("list contains", "list, element", budgeted=True)
def list_contains(budget: Budget, values: Any, element: Any) -> bool:
    budget.spend(len(need(values, list)))
    return any(equal(value, element, budget) is True for value in values)


@builtin("count", "list", variadic=True)
def count(*arguments: Any) -> Decimal:
    if len(arguments) != 1:
        return Decimal(len(arguments))
    return Decimal(len(items(arguments[0])))


@builtin("sublist", "list, start position, length", optional=1)
def sublist(values: Any, start: Any, length: Any = None) -> list[Any]:
    whole_list = items(values)
    first = index(whole_list, start)
    if length is None:
        return whole_list[first:]
    size = whole(length)
    if size < 0 or first + size > len(whole_list):
        raise NotApplicable(length)
    return whole_list[first : first + size]


@builtin("append", "list, item", variadic=True)
def append(*arguments: Any) -> list[Any]:
    if not arguments:
        raise NotApplicable
    return [*items(arguments[0]), *arguments[1:]]


@builtin("concatenate", "list", variadic=True, budgeted=True)
def concatenate(budget: Budget, *lists: Any) -> list[Any]:
    parts = [items(part) for part in lists]
    budget.items(sum(map(len, parts)))
    return list(chain.from_iterable(parts))


@builtin("union", "list", variadic=True, budgeted=True)
def union(budget: Budget, *lists: Any) -> list[Any]:
    return distinct_values(budget, concatenate(budget, *lists))


@builtin("reverse", "list")
def reverse(values: Any) -> list[Any]:
    return items(values)[::-1]


@builtin("insert before", "list, position, newItem")
def insert_before(values: Any, position: Any, item: Any) -> list[Any]:
    changed = list(items(values))
    changed.insert(index(changed, position), item)
    return changed


@builtin("remove", "list, position")
def remove(values: Any, position: Any) -> list[Any]:
    changed = list(items(values))
    del changed[index(changed, position)]
    return changed


@builtin("list replace", "list, position, newItem", "list, match, newItem", budgeted=True)
def list_replace(budget: Budget, values: Any, position: Any, item: Any) -> list[Any]:
    changed = list(items(values))
    if type(position) is not Function:
        changed[index(changed, position)] = item
        return changed
    for number, value in enumerate(changed):
        verdict = call(position, [value, item], budget)
        if type(verdict) is not bool:
            raise NotApplicable(verdict)
        if verdict:
            changed[number] = item
    return changed


@builtin("index of", "list, match", budgeted=True)
def index_of(budget: Budget, values: Any, match: Any) -> list[Decimal]:
    budget.spend(len(need(values, list)))
    return [Decimal(number) for number, value in enumerate(values, 1) if equal(value, match, budget) is True]


@builtin("distinct values", "list", budgeted=True)
def distinct_values(budget: Budget, values: Any) -> list[Any]:
    kept: list[Any] = []
    plain: set[tuple[type, Any]] = set()
    for value in items(values):
        if isinstance(value, (str, bool, Decimal)):
            if (type(value), value) not in plain:
                plain.add((type(value), value))
                kept.append(value)
            continue
        budget.spend(len(kept) + 1)
        if not any(equal(value, other, budget) is True for other in kept):
            kept.append(value)
    return kept


@builtin("flatten", "list", budgeted=True)
def flatten(budget: Budget, values: Any) -> list[Any]:
    flat: list[Any] = []
    waiting = [iter(need(values, list))]
    while waiting:
        for value in waiting[-1]:
            budget.spend()
            if type(value) is list:
                waiting.append(iter(value))
                break
            flat.append(value)
        else:
            waiting.pop()
        fits_list(len(flat))
    return flat


@builtin("sort", "list, precedes", optional=1, budgeted=True)
def sort(budget: Budget, values: Any, precedes: Any = None) -> list[Any]:
    if precedes is not None:
        need(precedes, Function)
    elif {type(value) for value in need(values, list)} in PLAIN_ORDER:
        return sorted(values)

    def compare(one: Any, other: Any) -> int:
        budget.spend()
        if precedes is not None:
            if call(precedes, [one, other], budget) is True:
                return -1
            return 1 if call(precedes, [other, one], budget) is True else 0
        before = order("<", one, other)
        if before is None:
            raise NotApplicable(one, other)
        return -1 if before else int(order(">", one, other) is True)

    return sorted(need(values, list), key=cmp_to_key(compare))
