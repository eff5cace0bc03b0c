"""The working calendar from its tables, kept for a short while."""

from __future__ import annotations

import threading
import time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from tongban.engine.domain.calendar import WorkingCalendar
from tongban.engine.persistence.tables import people

KEPT_SECONDS = 30.0


class CalendarShelf:
    """One calendar per process, read again every half minute or when told."""

    def __init__(self, zone: str, name: str = "national") -> None:
        self._zone = ZoneInfo(zone)
        self._name = name
        self._lock = threading.Lock()
        self._kept: tuple[float, WorkingCalendar] | None = None

    def get(self, connection: Connection) -> WorkingCalendar:
        """The calendar in force."""
        kept = self._kept
        if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
            return kept[1]
        with self._lock:
            calendar = self._read(connection)
            self._kept = (time.monotonic(), calendar)
            return calendar

    def forget(self) -> None:
        """Read again next time."""
        self._kept = None

    def _read(self, connection: Connection) -> WorkingCalendar:
        day, year = people.calendar_day, people.calendar_year
        days = connection.execute(select(day.c.day, day.c.working).where(day.c.calendar == self._name))
        years = connection.execute(select(year.c.year, year.c.status).where(year.c.calendar == self._name))
        exceptions = {row.day: bool(row.working) for row in days}
        return WorkingCalendar(exceptions, {row.year: row.status for row in years}, zone=self._zone)
