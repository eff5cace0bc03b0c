"""JSON values to FEEL values and back, with numbers exact and sizes bounded."""

from __future__ import annotations

import datetime as python
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Any

from tongban.engine.feel import temporal_text
from tongban.engine.feel.budget import LIST
from tongban.engine.feel.errors import BudgetExceeded, FeelError, NotApplicable
from tongban.engine.feel.temporal import SECOND, Date, DateTime, Duration, Months, Time
from tongban.engine.feel.values import Function, Range

EXACT_INT = 2**53
MOST_NODES = 2 * LIST
TEMPORAL = (Date, Time, DateTime, Duration, Months)


def to_feel(value: Any) -> Any:
    """What an expression sees of a variable. Texts stay texts: a date is made with `date(…)`."""
    try:
        return _to_feel(value)
    except RecursionError as deep:
        raise BudgetExceeded("a value nested too deeply", limit="depth") from deep
    except NotApplicable as unknown:
        raise FeelError(f"{type(value).__name__} is no value an expression can read") from unknown


def _to_feel(value: Any) -> Any:
    kind = type(value)
    if value is None or kind is str or kind is bool or kind is Decimal:
        return value
    if kind is int:
        return Decimal(value)
    if kind is float:
        return Decimal(repr(value)) if isfinite(value) else None
    if kind is list or kind is tuple:
        return [_to_feel(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _to_feel(item) for key, item in value.items()}
    if isinstance(value, (Range, Function, *TEMPORAL)):
        return value
    return _from_python(value)


def _from_python(value: Any) -> Any:
    if isinstance(value, python.datetime):
        return temporal_text.date_and_time(value.isoformat())
    if isinstance(value, python.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, python.time):
        return temporal_text.time(value.isoformat())
    if isinstance(value, python.timedelta):
        return Duration(value // python.timedelta(microseconds=1) * 1000)
    if isinstance(value, (bool, int, float, str)):
        return _to_feel(next(kind for kind in (bool, int, float, str) if isinstance(value, kind))(value))
    raise NotApplicable(value)


def to_json(value: Any) -> Any:
    """A FEEL value as JSON: whole numbers as int, others as Decimal, temporal values as ISO 8601 text."""
    try:
        return _to_json(value, [MOST_NODES])
    except RecursionError as deep:
        raise BudgetExceeded("a value nested too deeply", limit="depth") from deep


def _to_json(value: Any, left: list[int]) -> Any:
    kind = type(value)
    # One text may stand in many places; written out, each place costs its length.
    left[0] -= 1 + (len(value) >> 5) if kind is str else 1
    if left[0] < 0:
        raise BudgetExceeded("a value too large to hand out", limit="list")
    if value is None or kind is str or kind is bool:
        return value
    if kind is Decimal:
        return plain_number(value)
    if kind is list or kind is tuple:
        return [_to_json(item, left) for item in value]
    if isinstance(value, Mapping):
        left[0] -= sum(len(key) for key in value) >> 5
        return {key: _to_json(item, left) for key, item in value.items()}
    if isinstance(value, Range):
        return _range_to_json(value, left)
    if isinstance(value, Function):
        return None
    return str(value) if isinstance(value, TEMPORAL) else value


def plain_number(value: Decimal) -> int | Decimal | None:
    if not value.is_finite():
        return None
    if abs(value) <= EXACT_INT and value == value.to_integral_value():
        return int(value)
    return value


def _range_to_json(span: Range, left: list[int]) -> dict[str, Any]:
    return {
        "start": _to_json(span.start, left),
        "end": _to_json(span.end, left),
        "start included": span.start_included,
        "end included": span.end_included,
    }


def to_python(value: Any) -> Any:
    """A FEEL moment or length of time as Python's own, for code that counts with it."""
    if isinstance(value, Duration):
        return python.timedelta(microseconds=value.nanos // 1000)
    if isinstance(value, Date):
        return python.date(value.year, value.month, value.day)
    if isinstance(value, DateTime):
        offset = value.offset
        zone = None if offset is None else python.timezone(python.timedelta(seconds=offset))
        moment = python.datetime(value.date.year, value.date.month, value.date.day, tzinfo=zone)
        return moment + python.timedelta(
            seconds=value.time.seconds, microseconds=value.time.nano * 1_000_000 // SECOND
        )
    return value
