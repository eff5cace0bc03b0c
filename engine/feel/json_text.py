"""JSON text in and out without losing a digit: fractions and big numbers are Decimal, never float."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from decimal import Decimal
from typing import Any

import orjson

from tongban.engine.feel.errors import FeelError
from tongban.engine.feel.json_values import EXACT_INT, TEMPORAL

LONGEST_NUMBER = 4000
_INEXACT = re.compile(r"\d[.eE]|\d{16}|-0")


def loads(data: bytes | str) -> Any:
    """What the JSON text says; FeelError when it is no JSON, holds NaN or half a character."""
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        if _INEXACT.search(text) is None:
            # Only short whole numbers: then the quick reader says the same.
            with suppress(orjson.JSONDecodeError):
                return orjson.loads(text)
        value = json.loads(text, parse_float=_fraction, parse_int=_whole, parse_constant=_refuse)
        if "\\ud" in text or "\\uD" in text:
            json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    except (ValueError, ArithmeticError, RecursionError) as wrong:
        raise FeelError(f"not JSON: {wrong}") from wrong
    return value


def dumps(value: Any) -> bytes:
    """Compact UTF-8 JSON; a Decimal is written as the number it is."""
    try:
        return orjson.dumps(value, default=_other, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    except TypeError:
        pass
    try:
        # Integers beyond 64 bits are the one thing orjson refuses and JSON allows.
        return orjson.dumps(_widen(value), default=_other, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    except (TypeError, RecursionError) as wrong:
        raise FeelError(f"cannot be written as JSON: {wrong}") from wrong


def _fraction(text: str) -> Decimal:
    return _refuse(text) if len(text) > LONGEST_NUMBER else Decimal(text)


def _whole(text: str) -> int | Decimal:
    if len(text) <= 16:
        number = int(text)
        return number if -EXACT_INT <= number <= EXACT_INT else Decimal(text)
    return _fraction(text)


def _refuse(text: str) -> Any:
    raise ValueError(f"{text[:20]} is no number")


def _other(value: Any) -> Any:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError(f"{value} is no JSON number")
        return orjson.Fragment(str(value).encode())
    if isinstance(value, TEMPORAL):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _widen(value: Any) -> Any:
    if type(value) is int and not -(2**63) <= value < 2**63:
        return Decimal(value)
    if isinstance(value, dict):
        return {key: _widen(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_widen(item) for item in value]
    return value
