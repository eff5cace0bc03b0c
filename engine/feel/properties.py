"""What a path finds: entries of contexts, parts of temporal values and ranges, and these in lists."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tongban.engine.feel.budget import Budget
from tongban.engine.feel.temporal import SECOND, Date, DateTime, Duration, Months, Time
from tongban.engine.feel.values import Range

Part = Callable[[Any], Any]


def _weekday(day: Date) -> Decimal:
    return Decimal((day.days + 3) % 7 + 1)


def _signed(value: int, part: Callable[[int], int]) -> Decimal:
    return Decimal(part(abs(value)) * (-1 if value < 0 else 1))


def _offset(seconds: int | None) -> Duration | None:
    return None if seconds is None else Duration(seconds * SECOND)


def _time_offset(time: Time) -> Duration | None:
    return None if time.zone is None else _offset(time.zone.offset(0, time.seconds))


def _duration_part(size: int, limit: int | None) -> Part:
    """Whole days, hours, minutes or seconds of a duration, with the duration's sign."""

    def part(span: Duration) -> Decimal:
        return _signed(
            span.nanos, lambda nanos: nanos // SECOND // size % limit if limit else nanos // SECOND // size
        )

    return part


DATE: dict[str, Part] = {
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "day": lambda day: Decimal(day.day),
    "weekday": _weekday,
}
CLOCK: dict[str, Part] = {
    "hour": lambda time: Decimal(time.hour),
    "minute": lambda time: Decimal(time.minute),
    "second": lambda time: Decimal(time.second),
    "timezone": lambda time: time.zone.name if time.zone else None,
}
PARTS: dict[type, dict[str, Part]] = {
    Date: DATE
    | {name: lambda day: Decimal(0) for name in ("hour", "minute", "second")}
    | {"time offset": lambda day: Duration(0)},
    Time: CLOCK | {"time offset": _time_offset},
    DateTime: {name: lambda moment, part=part: part(moment.date) for name, part in DATE.items()}
    | {name: lambda moment, part=part: part(moment.time) for name, part in CLOCK.items()}
    | {"time offset": lambda moment: _offset(moment.offset)},
    Months: {
        "years": lambda span: _signed(span.months, lambda months: months // 12),
        "months": lambda span: _signed(span.months, lambda months: months % 12),
    },
    Duration: {
        "days": _duration_part(86400, None),
        "hours": _duration_part(3600, 24),
        "minutes": _duration_part(60, 60),
        "seconds": _duration_part(1, 60),
    },
    Range: {
        "start": lambda span: span.start,
        "end": lambda span: span.end,
        "start included": lambda span: span.start_included,
        "end included": lambda span: span.end_included,
    },
}


def of(value: Any, name: str, budget: Budget) -> Any:
    kind = type(value)
    if kind is dict:
        return value.get(name)
    if kind is list:
        budget.spend(len(value) + 1)
        return [of(item, name, budget) for item in value]
    part = PARTS.get(kind, {}).get(name)
    return None if part is None else part(value)
