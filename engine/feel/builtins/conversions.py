"""Functions that make a value of one kind from values of another."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from tongban.engine.feel import temporal, temporal_text
from tongban.engine.feel.budget import Budget
from tongban.engine.feel.builtins.dates import day_of
from tongban.engine.feel.builtins.registry import Registry
from tongban.engine.feel.compare import equal
from tongban.engine.feel.errors import NotApplicable
from tongban.engine.feel.temporal import SECOND, Date, DateTime, Duration, Months, Time
from tongban.engine.feel.text import to_text
from tongban.engine.feel.values import NUMBERS, kind, need, number, text, whole
from tongban.engine.feel.zones import UTC, fixed

builtin = Registry()
NUMERAL = re.compile(r"-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,5})?", re.ASCII)


@builtin("date", "from", "year, month, day")
def date(*arguments: Any) -> Date:
    if len(arguments) == 3:
        return temporal.date(*map(whole, arguments))
    (value,) = arguments
    if type(value) is str:
        return temporal_text.date(value)
    return value.date if type(value) is DateTime else need(value, Date)


@builtin("time", "from", "hour, minute, second, offset", "hour, minute, second")
def time(*arguments: Any) -> Time:
    if len(arguments) >= 3:
        return _time_of_parts(*arguments)
    (value,) = arguments
    if type(value) is str:
        return temporal_text.time(value)
    if type(value) is Date:
        return Time(0, 0, 0, 0, UTC)
    return value.time if type(value) is DateTime else need(value, Time)


def _time_of_parts(hour: Any, minute: Any, second: Any, offset: Any = None) -> Time:
    seconds = number(second)
    zone = None if offset is None else fixed(need(offset, Duration).nanos // SECOND)
    if not 0 <= seconds < 60:
        raise NotApplicable(second)
    nanos = int((seconds - int(seconds)) * SECOND)
    return temporal.time(whole(hour), whole(minute), int(seconds), nanos, zone)


@builtin("date and time", "from", "date, time")
def date_and_time(*arguments: Any) -> DateTime:
    if len(arguments) == 2:
        day = arguments[0].date if type(arguments[0]) is DateTime else need(arguments[0], Date)
        return DateTime(day, need(arguments[1], Time))
    (value,) = arguments
    if type(value) is str:
        return temporal_text.date_and_time(value)
    if type(value) is Date:
        return temporal.midnight(value, None)
    return need(value, DateTime)


@builtin("duration", "from")
def duration(value: Any) -> Duration | Months:
    if type(value) is Duration or type(value) is Months:
        return value
    return temporal_text.duration(text(value))


@builtin("years and months duration", "from, to")
def years_and_months(start: Any, end: Any) -> Months:
    """Whole months between two days; the time of day does not count."""
    first, last = day_of(start), day_of(end)
    sign = -1 if last < first else 1
    if sign < 0:
        first, last = last, first
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return Months(sign * months)


@builtin("number", "from, grouping separator, decimal separator", "from", optional=0)
def to_number(value: Any, grouping: Any = None, decimal: Any = None) -> Decimal:
    if type(value) is Decimal and grouping is None and decimal is None:
        return value
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ".", ","):
        raise NotApplicable(grouping, decimal)
    if grouping is not None and grouping == decimal:
        raise NotApplicable(grouping, decimal)
    digits = text(value)
    if grouping:
        digits = digits.replace(grouping, "")
    if decimal:
        digits = digits.replace(decimal, ".")
    if not NUMERAL.fullmatch(digits) or len(digits) > 10000:
        raise NotApplicable(value)
    return NUMBERS.create_decimal(digits)


@builtin("string", "from", budgeted=True)
def to_string(budget: Budget, value: Any) -> str | None:
    return to_text(value, budget)


@builtin("not", "negand")
def negation(value: Any) -> bool | None:
    return None if type(value) is not bool else not value


@builtin("is", "value1, value2")
def identical(one: Any, other: Any) -> bool | None:
    """Equal and of one kind; for times also written in the same zone."""
    if kind(one) != kind(other):
        return False
    if isinstance(one, (Time, DateTime)):
        return bool(one == other)
    return equal(one, other)
