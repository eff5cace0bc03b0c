"""The working calendars from their tables, kept for a short while: one for each unit that goes by its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.domain.calendar_layers import (
    DEEPEST,
    NATIONAL,
    Layer,
    chain,
    places_of,
    read_hours,
    stacked,
)
from tongban.engine.persistence.tables import calendar, case, people

KEPT_SECONDS = 30.0


@dataclass(slots=True)
class Kept:
    """What was read at one moment; calendars and units are added when first asked for."""

    read_at: float
    bases: dict[str, str | None]
    uses: dict[str, str]
    calendars: dict[str, WorkingCalendar] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)


class CalendarShelf:
    """One shelf per process, filled again every half minute or when told."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._lock = threading.Lock()
        self._kept: Kept | None = None

    @property
    def zone(self) -> ZoneInfo:
        """In which days begin and end."""
        return self._zone

    def get(self, connection: Connection, unit: str | None = None) -> WorkingCalendar:
        """The calendar in force for a unit, or the nation's."""
        kept = self._kept
        if kept is None or time.monotonic() - kept.read_at >= KEPT_SECONDS:
            with self._lock:
                kept = self._kept = self._read(connection)
        code = self._code(connection, kept, unit) if unit and kept.uses else NATIONAL
        if code not in kept.calendars:
            kept.calendars[code] = self._stacked(connection, kept, code)
        return kept.calendars[code]

    def of_case(self, connection: Connection, case_no: str) -> WorkingCalendar:
        """The calendar in force for the unit a case belongs to."""
        self.get(connection)
        if self._kept is None or not self._kept.uses:
            return self.get(connection)
        file = case.approval_case
        unit = connection.execute(select(file.c.unit).where(file.c.case_no == case_no)).scalar_one_or_none()
        return self.get(connection, unit)

    def forget(self) -> None:
        """Read again next time."""
        self._kept = None

    def _read(self, connection: Connection) -> Kept:
        table, use = calendar.calendar, calendar.calendar_use
        bases = {row.code: row.base for row in connection.execute(select(table.c.code, table.c.base))}
        uses = {row.place: row.calendar for row in connection.execute(select(use.c.place, use.c.calendar))}
        return Kept(time.monotonic(), bases, uses)

    def _code(self, connection: Connection, kept: Kept, unit: str) -> str:
        if unit not in kept.units:
            region, superiors = _place(connection, unit)
            places = places_of(unit, region, superiors)
            kept.units[unit] = next((kept.uses[one] for one in places if one in kept.uses), NATIONAL)
        return kept.units[unit]

    def _stacked(self, connection: Connection, kept: Kept, code: str) -> WorkingCalendar:
        codes = chain(code, kept.bases)
        return stacked([_layer(connection, one, kept.bases) for one in codes], self._zone)


def _layer(connection: Connection, code: str, bases: Mapping[str, str | None]) -> Layer:
    table, day, year = calendar.calendar, people.calendar_day, people.calendar_year
    head = connection.execute(
        select(table.c.hours, table.c.ends_at, table.c.zone).where(table.c.code == code)
    ).one_or_none()
    days = connection.execute(select(day.c.day, day.c.working).where(day.c.calendar == code))
    years = connection.execute(select(year.c.year, year.c.status).where(year.c.calendar == code))
    return Layer(
        code,
        bases.get(code),
        {row.day: bool(row.working) for row in days},
        {row.year: row.status for row in years},
        read_hours(head.hours) if head and head.hours else None,
        head.ends_at if head else None,
        head.zone if head else None,
    )


def _place(connection: Connection, unit: str) -> tuple[str, list[str]]:
    """The unit's region and the units it is under, the nearest first."""
    table = people.unit
    region, superiors, here = "", [], unit
    for _ in range(DEEPEST):
        row = connection.execute(
            select(table.c.region, table.c.parent).where(table.c.code == here)
        ).one_or_none()
        if row is None:
            break
        region = region or row.region
        if row.parent is None or row.parent == unit or row.parent in superiors:
            break
        superiors.append(row.parent)
        here = row.parent
    return region, superiors
