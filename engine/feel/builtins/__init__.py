"""Every built-in function of the standard, one module per kind of value."""

from __future__ import annotations

from tongban.engine.feel.builtins import (
    aggregates,
    contexts,
    conversions,
    dates,
    lists,
    numbers,
    ranges,
    strings,
)
from tongban.engine.feel.values import Function

BUILTINS: dict[str, Function] = {}
for _module in (conversions, strings, numbers, lists, aggregates, contexts, dates, ranges):
    BUILTINS |= _module.builtin.functions
