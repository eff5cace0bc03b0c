"""Functions over dates and times, and the clock."""

from __future__ import annotations

import datetime as python
from decimal import Decimal
from typing import Any

from tongban.engine.feel import temporal_text
from tongban.engine.feel.budget import Budget
from tongban.engine.feel.builtins.registry import Registry
from tongban.engine.feel.temporal import Date, DateTime, date_from_days, instant
from tongban.engine.feel.values import need
from tongban.engine.feel.zones import Zone

builtin = Registry()
LOCAL = Zone(name="Asia/Shanghai")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = "January February March April May June July August September October November December".split()


def day_of(value: Any) -> Date:
    return value.date if type(value) is DateTime else need(value, Date)


@builtin("now", "", budgeted=True)
def now(budget: Budget) -> DateTime:
    moment = budget.now or python.datetime.now(python.UTC)
    read = temporal_text.date_and_time(moment.isoformat())
    return instant(read.nanos, LOCAL)


@builtin("today", "", budgeted=True)
def today(budget: Budget) -> Date:
    return now(budget).date


@builtin("day of year", "date")
def day_of_year(date: Any) -> Decimal:
    day = day_of(date)
    return Decimal(day.days - Date(day.year, 1, 1).days + 1)


@builtin("day of week", "date")
def day_of_week(date: Any) -> str:
    return WEEKDAYS[(day_of(date).days + 3) % 7]


@builtin("month of year", "date")
def month_of_year(date: Any) -> str:
    return MONTHS[day_of(date).month - 1]


@builtin("week of year", "date")
def week_of_year(date: Any) -> Decimal:
    """ISO 8601: the week belongs to the year of its Thursday."""
    days = day_of(date).days
    thursday = date_from_days(days - (days + 3) % 7 + 3)
    return Decimal((thursday.days - Date(thursday.year, 1, 1).days) // 7 + 1)
