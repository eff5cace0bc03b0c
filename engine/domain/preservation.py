"""保管期限: how long the file of a case is kept after it was closed (机关档案管理规定, 国家档案局令第13号).

Here the period is counted from 1 January of the year after the one in which the case was closed: what was closed in one
year falls due on one day, and nothing earlier than its years.
"""

from __future__ import annotations

from datetime import date, datetime

from tongban.engine.domain.calendar import ZONE

#: Years by period; None is for ever. 30 and 10 years are the fixed terms (定期) beside 永久.
PERIODS: dict[str, int | None] = {"10": 10, "30": 30, "permanent": None}


def kept_until(period: str, closed_at: datetime) -> date | None:
    """The first day on which its keeping may end; None is never."""
    years = PERIODS[period]
    return None if years is None else date(closed_at.astimezone(ZONE).year + 1 + years, 1, 1)


def closed_before(period: str, now: datetime) -> datetime | None:
    """What was closed before this moment has been kept for its period; None when nothing ever has."""
    years = PERIODS[period]
    return None if years is None else datetime(now.astimezone(ZONE).year - years, 1, 1, tzinfo=ZONE)
