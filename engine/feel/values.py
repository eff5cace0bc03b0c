"""The kinds of FEEL values and the two that are neither JSON nor temporal: ranges and functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from types import NoneType
from typing import Any, TypeVar

from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.temporal import Date, DateTime, Duration, Months, Time

NUMBERS = Context(prec=34, rounding=ROUND_HALF_EVEN, Emax=6144, Emin=-6143)


@dataclass(frozen=True, slots=True)
class Range:
    """Everything between two ends, or on one side of the one end that a unary `sign` has."""

    start: Any
    end: Any
    start_included: bool
    end_included: bool
    sign: str = ""

    @property
    def bound(self) -> Any:
        """The one end of a unary range."""
        return self.start if self.sign in ("=", "!=", ">", ">=") else self.end


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something callable: the names of its parameters in every accepted form, and what it does."""

    name: str
    parameters: tuple[tuple[str, ...], ...]
    call: Callable[..., Any]
    budgeted: bool = False  # `call` takes the budget first
    variadic: bool = False
    optional: int = 0  # this many of the last parameters may be left out
    types: tuple[Any, ...] = ()
    result: Any = None

    def takes(self, count: int) -> bool:
        if self.variadic:
            return count > 0
        return any(len(form) - self.optional <= count <= len(form) for form in self.parameters)


class Missing:
    """A parameter that was not given, where null would be a value."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()

KINDS: dict[type, str] = {
    NoneType: "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    Duration: "days and time duration",
    Months: "years and months duration",
    Range: "range",
    Function: "function",
}
ORDERED = frozenset({Decimal, str, Date, Time, DateTime, Duration, Months})


def kind(value: Any) -> str:
    return KINDS.get(type(value), "any")


T = TypeVar("T")


def need(value: Any, kind: type[T]) -> T:
    if type(value) is not kind:
        raise NotApplicable(value)
    return value


def number(value: Any) -> Decimal:
    """A number; a list of one number is taken for it."""
    if type(value) is list and len(value) == 1:
        value = value[0]
    return need(value, Decimal)


def text(value: Any) -> str:
    """A string; a list of one string is taken for it."""
    if type(value) is list and len(value) == 1:
        value = value[0]
    return need(value, str)


def whole(value: Any) -> int:
    """A number without a fraction, small enough to count with."""
    amount = number(value)
    if amount != amount.to_integral_value():
        raise NotApplicable(value)
    return truncated(amount)


def truncated(value: Any) -> int:
    """A position or a scale: what stands after the point does not count."""
    amount = number(value)
    if abs(amount) > 10**12:
        raise NotApplicable(value)
    return int(amount)


def items(value: Any) -> list[Any]:
    """A list, or the one value as a list of one."""
    if isinstance(value, list):
        return value
    if value is None:
        raise NotApplicable(value)
    return [value]


def spread(arguments: Sequence[Any]) -> list[Any]:
    """`sum([1, 2])` and `sum(1, 2)` are the same."""
    if len(arguments) == 1 and type(arguments[0]) is list:
        return arguments[0]
    return list(arguments)


def one_sided(sign: str, bound: Any) -> Range:
    """`(> 5)` and its kin."""
    if sign == "=":
        return Range(bound, bound, True, True, sign)
    if sign in ("<", "<="):
        return Range(None, bound, False, sign == "<=", sign)
    return Range(bound, None, sign == ">=", False, sign)
