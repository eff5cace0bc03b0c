"""What `string()` answers: every value written as FEEL would read it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from tongban.engine.feel.budget import Budget, fits_text
from tongban.engine.feel.errors import BudgetExceeded
from tongban.engine.feel.lexer import NAME_PART, NAME_START
from tongban.engine.feel.values import Function, Range

KEY = re.compile(rf"[{NAME_START}][{NAME_PART} ]*")


def number_text(value: Decimal) -> str:
    """Digits without exponent, and no zeros after the last digit of a whole number."""
    if value == value.to_integral_value():
        return format(value.quantize(Decimal(1)) if value.adjusted() < 28 else value, "f")
    return format(value, "f")


def to_text(value: Any, budget: Budget) -> str | None:
    if value is None:
        return None
    if type(value) is str:
        return value
    try:
        text = _inner(value, budget)
    except RecursionError as deep:
        raise BudgetExceeded("a value nested too deeply", limit="depth") from deep
    budget.text(len(text))
    return text


def _inner(value: Any, budget: Budget) -> str:
    budget.spend()
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, (list, dict)):
        return _collection(value, budget)
    if isinstance(value, Range):
        return _range(value, budget)
    return "function" if isinstance(value, Function) else str(value)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _collection(value: list[Any] | dict[str, Any], budget: Budget) -> str:
    parts, size = [], 0
    for entry in value.items() if isinstance(value, dict) else value:
        if isinstance(value, dict):
            key = entry[0] if KEY.fullmatch(entry[0]) else _quoted(entry[0])
            part = f"{key}: {_inner(entry[1], budget)}"
        else:
            part = _inner(entry, budget)
        size += len(part)
        fits_text(size)
        parts.append(part)
    joined = ", ".join(parts)
    return f"{{{joined}}}" if isinstance(value, dict) else f"[{joined}]"


def _range(span: Range, budget: Budget) -> str:
    if span.sign:
        return f"({span.sign} {_inner(span.bound, budget)})"
    opening, closing = "[" if span.start_included else "(", "]" if span.end_included else ")"
    return f"{opening}{_inner(span.start, budget)}..{_inner(span.end, budget)}{closing}"
