"""Addition, subtraction, multiplication, division and powers for every pair of kinds that has them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.temporal import (
    DAY,
    Date,
    DateTime,
    Duration,
    Months,
    Time,
    add_months,
    add_nanos,
    date_from_days,
    instant,
    midnight,
)
from tongban.engine.feel.values import NUMBERS

LONGEST = 10**30


def duration(nanos: int) -> Duration:
    if abs(nanos) > LONGEST:
        raise NotApplicable(nanos)
    return Duration(nanos)


def months(count: int) -> Months:
    if abs(count) > LONGEST:
        raise NotApplicable(count)
    return Months(count)


def _date_plus(day: Date, time: Duration) -> Date:
    return date_from_days(day.days + time.nanos // DAY)


def _moment_minus(left: Any, right: Any) -> Duration:
    left = midnight(left) if type(left) is Date else left
    right = midnight(right) if type(right) is Date else right
    if (left.zone is None) != (right.zone is None):
        raise NotApplicable(left, right)
    return duration(left.nanos - right.nanos)


def _time_minus(left: Time, right: Time) -> Duration:
    if (left.zone is None) != (right.zone is None):
        raise NotApplicable(left, right)
    return duration(left.nanos - right.nanos)


Operation = Callable[[Any, Any], Any]
Table = dict[tuple[type, type], Operation]

ADD: Table = {
    (Decimal, Decimal): NUMBERS.add,
    (Date, Months): lambda a, b: add_months(a, b.months),
    (Date, Duration): _date_plus,
    (DateTime, Months): lambda a, b: DateTime(add_months(a.date, b.months), a.time),
    (DateTime, Duration): lambda a, b: instant(a.nanos + b.nanos, a.zone),
    (Time, Duration): lambda a, b: add_nanos(a, b.nanos),
    (Duration, Duration): lambda a, b: duration(a.nanos + b.nanos),
    (Months, Months): lambda a, b: months(a.months + b.months),
}


def _swapped(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


ADD |= {(right, left): _swapped(add) for (left, right), add in ADD.items() if left is not right}

SUBTRACT: Table = {
    (Decimal, Decimal): NUMBERS.subtract,
    (Date, Date): lambda a, b: duration((a.days - b.days) * DAY),
    (Date, DateTime): _moment_minus,
    (DateTime, Date): _moment_minus,
    (DateTime, DateTime): _moment_minus,
    (Time, Time): _time_minus,
    (Date, Months): lambda a, b: add_months(a, -b.months),
    (Date, Duration): lambda a, b: _date_plus(a, Duration(-b.nanos)),
    (DateTime, Months): lambda a, b: DateTime(add_months(a.date, -b.months), a.time),
    (DateTime, Duration): lambda a, b: instant(a.nanos - b.nanos, a.zone),
    (Time, Duration): lambda a, b: add_nanos(a, -b.nanos),
    (Duration, Duration): lambda a, b: duration(a.nanos - b.nanos),
    (Months, Months): lambda a, b: months(a.months - b.months),
}

MULTIPLY: Table = {
    (Decimal, Decimal): NUMBERS.multiply,
    (Duration, Decimal): lambda a, b: duration(int(NUMBERS.multiply(Decimal(a.nanos), b))),
    (Months, Decimal): lambda a, b: months(int(NUMBERS.multiply(Decimal(a.months), b))),
    (Decimal, Duration): lambda a, b: duration(int(NUMBERS.multiply(Decimal(b.nanos), a))),
    (Decimal, Months): lambda a, b: months(int(NUMBERS.multiply(Decimal(b.months), a))),
}

DIVIDE: Table = {
    (Decimal, Decimal): NUMBERS.divide,
    (Duration, Decimal): lambda a, b: duration(int(NUMBERS.divide(Decimal(a.nanos), b))),
    (Months, Decimal): lambda a, b: months(int(NUMBERS.divide(Decimal(a.months), b))),
    (Duration, Duration): lambda a, b: NUMBERS.divide(Decimal(a.nanos), Decimal(b.nanos)),
    (Months, Months): lambda a, b: NUMBERS.divide(Decimal(a.months), Decimal(b.months)),
}

POWER: Table = {(Decimal, Decimal): NUMBERS.power}

TABLES: dict[str, Table] = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "**": POWER}


def apply(table: Table, left: Any, right: Any) -> Any:
    """The result, or null when these kinds do not combine or the result does not exist."""
    operation = table.get((type(left), type(right)))
    if operation is None:
        return None
    try:
        return operation(left, right)
    except (NotApplicable, ArithmeticError, ValueError):
        return None


def negate(value: Any) -> Any:
    if type(value) is Decimal:
        return NUMBERS.minus(value)
    if type(value) is Duration:
        return Duration(-value.nanos)
    if type(value) is Months:
        return Months(-value.months)
    return None
