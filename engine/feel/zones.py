"""Time zones of FEEL times: a fixed offset from UTC, or a named zone such as Asia/Shanghai."""

from __future__ import annotations

import datetime as python
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from tongban.engine.feel.errors import NotApplicable

ZONE = re.compile(r"Z|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)*)")
FARTHEST = 14 * 3600


@dataclass(frozen=True, slots=True)
class Zone:
    """Exactly one of the two: seconds east of UTC, or the name of a zone."""

    seconds: int | None = None
    name: str | None = None

    def offset(self, days: int, seconds: int) -> int:
        """Seconds east of UTC at this local moment (days since 1970, seconds of the day)."""
        if self.seconds is not None:
            return self.seconds
        # The zone rules know the years 1 to 9999 only; beyond them the nearest year's winter rule holds.
        day = min(max(days + _EPOCH, 366), python.date.max.toordinal() - 366)
        local = python.datetime.combine(python.date.fromordinal(day), python.time())
        local = (local + python.timedelta(seconds=seconds)).replace(tzinfo=rules(self.name or "UTC"))
        offset = local.utcoffset()
        return int(offset.total_seconds()) if offset is not None else 0

    def at_instant(self, seconds: int) -> int:
        """Seconds east of UTC at this instant (seconds since 1970 in UTC)."""
        if self.seconds is not None:
            return self.seconds
        guess = self.offset(*divmod(seconds, 86400))
        return self.offset(*divmod(seconds + guess, 86400))

    def __str__(self) -> str:
        if self.seconds is None:
            return f"@{self.name}"
        if self.seconds == 0:
            return "Z"
        sign, rest = ("-", -self.seconds) if self.seconds < 0 else ("+", self.seconds)
        text = f"{sign}{rest // 3600:02d}:{rest // 60 % 60:02d}"
        return f"{text}:{rest % 60:02d}" if rest % 60 else text


_EPOCH = python.date(1970, 1, 1).toordinal()
UTC = Zone(seconds=0)


@lru_cache(256)
def rules(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as unknown:
        raise NotApplicable(name) from unknown


def zone(text: str) -> Zone | None:
    """`Z`, `+08:00`, `@Asia/Shanghai` or nothing."""
    if not text:
        return None
    match = ZONE.fullmatch(text)
    if match is None:
        raise NotApplicable(text)
    if text == "Z":
        return UTC
    if match[5]:
        rules(match[5])
        return Zone(name=match[5])
    hours, minutes, seconds = int(match[2]), int(match[3]), int(match[4] or 0)
    if minutes > 59 or seconds > 59:
        raise NotApplicable(text)
    return fixed((hours * 3600 + minutes * 60 + seconds) * (-1 if match[1] == "-" else 1))


def fixed(seconds: int) -> Zone:
    if abs(seconds) > FARTHEST:
        raise NotApplicable(seconds)
    return Zone(seconds=seconds)
