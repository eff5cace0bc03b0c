"""Equality, order and membership in three-valued logic: true, false, or null when they do not compare."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from tongban.engine.feel.budget import Budget
from tongban.engine.feel.temporal import DateTime, Time
from tongban.engine.feel.values import ORDERED, Function, Range

ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


ALONE = 20_000  # steps a comparison may take when no budget comes with it


def equal(left: Any, right: Any, budget: Budget | None = None) -> bool | None:
    kind = type(left)
    if left is None or right is None:
        return left is right
    if kind is not type(right):
        return None
    if kind is list or kind is dict or kind is Range:
        return _equal_parts(left, right, budget or Budget.of(ALONE))
    if kind is Function:
        return left is right
    if kind is Time or kind is DateTime:
        return (left.zone is None) == (right.zone is None) and left.nanos == right.nanos
    return bool(left == right)


def _equal_parts(left: Any, right: Any, budget: Budget) -> bool | None:
    """A part that is in many places is compared in each of them: small values can be much work."""
    budget.spend()
    kind = type(left)
    if kind is not type(right) or kind not in (list, dict, Range):
        return equal(left, right)
    if kind is Range:
        return _equal_ranges(left, right)
    if len(left) != len(right):
        return False
    if kind is dict:
        return left.keys() == right.keys() and all(
            _equal_parts(left[key], right[key], budget) for key in left
        )
    answer: bool | None = True
    for one, other in zip(left, right, strict=True):
        same = _equal_parts(one, other, budget)
        if same is None:
            answer = None
        elif not same:
            return False
    return answer


def _equal_ranges(left: Range, right: Range) -> bool:
    return bool(
        left.sign == right.sign
        and left.start_included == right.start_included
        and left.end_included == right.end_included
        and equal(left.start, right.start) is True
        and equal(left.end, right.end) is True
    )


def order(comparison: str, left: Any, right: Any) -> bool | None:
    kind = type(left)
    if kind is not type(right) or kind not in ORDERED:
        return None
    if kind is Time or kind is DateTime:
        return ORDER[comparison](left.nanos, right.nanos)
    return ORDER[comparison](left, right)


def within(value: Any, span: Range, budget: Budget | None = None) -> bool | None:
    if span.sign in ("=", "!="):
        same = equal(value, span.start, budget)
        return None if same is None else same is (span.sign == "=")
    if span.sign:
        return order(span.sign, value, span.bound)
    above = order(">=" if span.start_included else ">", value, span.start)
    below = order("<=" if span.end_included else "<", value, span.end)
    return None if above is None or below is None else above and below


def contained(value: Any, test: Any, budget: Budget) -> bool | None:
    """`value in test` for one evaluated test: a range, a list of tests, or an equal value."""
    if type(test) is Range:
        if type(value) is Range:
            return equal(value, test, budget)
        return within(value, test, budget)
    if type(test) is list:
        budget.spend(len(test))
        if type(value) is list and equal(value, test, budget):
            return True
        return any(contained(value, one, budget) is True for one in test)
    return equal(value, test, budget)
