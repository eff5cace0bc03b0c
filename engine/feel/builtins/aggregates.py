"""Functions that make one value of many: min, max, sum, mean, median, mode, all, any."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import reduce
from typing import Any

from tongban.engine.feel import arithmetic
from tongban.engine.feel.builtins.registry import Registry
from tongban.engine.feel.compare import order
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.temporal import Duration, Months
from tongban.engine.feel.values import NUMBERS, ORDERED, need, spread

builtin = Registry()
SUMMABLE = frozenset({Decimal, Duration, Months})


def filled(arguments: tuple[Any, ...]) -> list[Any]:
    values = spread(arguments)
    if not values:
        raise NotApplicable(arguments)
    return values


def numbers(arguments: tuple[Any, ...]) -> list[Decimal]:
    return [need(value, Decimal) for value in filled(arguments)]


def extreme(sign: str, values: list[Any]) -> Any:
    best = values[0]
    if type(best) not in ORDERED:
        raise NotApplicable(best)
    for value in values[1:]:
        better = order(sign, value, best)
        if better is None:
            raise NotApplicable(value)
        if better:
            best = value
    return best


@builtin("min", "list", variadic=True)
def minimum(*arguments: Any) -> Any:
    return extreme("<", filled(arguments))


@builtin("max", "list", variadic=True)
def maximum(*arguments: Any) -> Any:
    return extreme(">", filled(arguments))


@builtin("sum", "list", variadic=True)
def total(*arguments: Any) -> Any:
    values = filled(arguments)
    kind = type(values[0])
    if kind not in SUMMABLE or any(type(value) is not kind for value in values):
        raise NotApplicable(values)
    return reduce(arithmetic.ADD[kind, kind], values)


@builtin("mean", "list", variadic=True)
def mean(*arguments: Any) -> Any:
    return arithmetic.apply(arithmetic.DIVIDE, total(*arguments), Decimal(len(spread(arguments))))


@builtin("product", "list", variadic=True)
def product(*arguments: Any) -> Decimal:
    return reduce(NUMBERS.multiply, numbers(arguments))


@builtin("median", "list", variadic=True)
def median(*arguments: Any) -> Decimal:
    values = sorted(numbers(arguments))
    middle = len(values) // 2
    if len(values) % 2:
        return values[middle]
    return NUMBERS.divide(NUMBERS.add(values[middle - 1], values[middle]), Decimal(2))


@builtin("stddev", "list", variadic=True)
def stddev(*arguments: Any) -> Decimal:
    values = numbers(arguments)
    if len(values) < 2:
        raise NotApplicable(values)
    average = NUMBERS.divide(reduce(NUMBERS.add, values), Decimal(len(values)))
    squares = [NUMBERS.power(NUMBERS.subtract(value, average), 2) for value in values]
    return NUMBERS.sqrt(NUMBERS.divide(reduce(NUMBERS.add, squares), Decimal(len(values) - 1)))


@builtin("mode", "list", variadic=True)
def mode(*arguments: Any) -> list[Decimal]:
    counts = Counter(need(value, Decimal) for value in spread(arguments))
    most = max(counts.values(), default=0)
    return sorted(value for value, times in counts.items() if times == most)


def _decided(values: list[Any], by: bool) -> bool | None:
    if any(value is by for value in values):
        return by
    return (not by) if all(value is (not by) for value in values) else None


@builtin("all", "list", variadic=True)
def every(*arguments: Any) -> bool | None:
    return _decided(spread(arguments), False)


@builtin("any", "list", variadic=True)
def some(*arguments: Any) -> bool | None:
    return _decided(spread(arguments), True)
