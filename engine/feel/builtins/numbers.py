"""Functions over single numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Any

from tongban.engine.feel.builtins.registry import Registry
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.temporal import Duration, Months
from tongban.engine.feel.values import NUMBERS, need, number, truncated

builtin = Registry()
SMALLEST, LARGEST = -6111, 6176
# Wide enough to quantize any FEEL number to any scale that is allowed.
WIDE = Context(prec=13000, Emax=999999, Emin=-999999)


def rounded(value: Any, scale: Any, mode: str) -> Decimal:
    amount, digits = number(value), truncated(scale)
    if not SMALLEST <= digits <= LARGEST:
        raise NotApplicable(scale)
    if amount.as_tuple().exponent == -digits:
        return amount
    return NUMBERS.plus(amount.quantize(Decimal(1).scaleb(-digits), rounding=mode, context=WIDE))


def _rounding(mode: str) -> Callable[[Any, Any], Decimal]:
    return lambda n, scale: rounded(n, scale, mode)


for _name, _mode in (
    ("decimal", ROUND_HALF_EVEN),
    ("round up", ROUND_UP),
    ("round down", ROUND_DOWN),
    ("round half up", ROUND_HALF_UP),
    ("round half down", ROUND_HALF_DOWN),
):
    builtin(_name, "n, scale")(_rounding(_mode))


@builtin("floor", "n, scale", optional=1)
def floor(n: Any, scale: Any = Decimal(0)) -> Decimal:
    return rounded(n, scale, ROUND_FLOOR)


@builtin("ceiling", "n, scale", optional=1)
def ceiling(n: Any, scale: Any = Decimal(0)) -> Decimal:
    return rounded(n, scale, ROUND_CEILING)


@builtin("abs", "n")
def absolute(n: Any) -> Any:
    if type(n) is Decimal:
        return n.copy_abs()
    if type(n) is Duration:
        return Duration(abs(n.nanos))
    return Months(abs(need(n, Months).months))


@builtin("modulo", "dividend, divisor")
def modulo(dividend: Any, divisor: Any) -> Decimal:
    """The sign of the divisor, as the standard has it: dividend - divisor * floor(dividend / divisor)."""
    whole, part = number(dividend), number(divisor)
    times = NUMBERS.divide(whole, part).to_integral_value(ROUND_FLOOR)
    return NUMBERS.subtract(whole, NUMBERS.multiply(part, times))


@builtin("sqrt", "number")
def sqrt(n: Any) -> Decimal:
    return NUMBERS.sqrt(number(n))


@builtin("log", "number")
def log(n: Any) -> Decimal:
    amount = number(n)
    if amount <= 0:
        raise NotApplicable(n)
    return NUMBERS.ln(amount)


@builtin("exp", "number")
def exp(n: Any) -> Decimal:
    return NUMBERS.exp(number(n))


@builtin("odd", "number")
def odd(n: Any) -> bool:
    return WIDE.remainder(number(n), Decimal(2)) in (1, -1)


@builtin("even", "number")
def even(n: Any) -> bool:
    return WIDE.remainder(number(n), Decimal(2)) == 0
