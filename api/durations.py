"""ISO 8601 durations as a caller writes how long to wait."""

from __future__ import annotations

import re
from datetime import timedelta

_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})(?:\.\d{1,6})?S)?)?")
_UNITS = ("days", "hours", "minutes", "seconds")


def duration_of(text: str) -> timedelta:
    """Read `PT20S`, `PT1M30S` or plain seconds; anything else is a ValueError."""
    if text.isascii() and text.isdigit() and len(text) < 8:
        return timedelta(seconds=int(text))
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        raise ValueError("Must be an ISO 8601 duration such as PT20S.")
    return timedelta(**{unit: int(value or 0) for unit, value in zip(_UNITS, match.groups(), strict=True)})
