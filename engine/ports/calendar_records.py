"""The rows of the calendars: what each is called and rests on, who goes by it, how it was changed and what that moved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(slots=True)
class Calendar:
    """A calendar; what is None stands in the calendar it rests on. `hours` are pairs of "HH:MM"."""

    code: str
    name: str
    name_en: str
    base: str | None = None
    hours: list[list[str]] | None = None
    ends_at: str | None = None
    zone: str | None = None


@dataclass(slots=True)
class CalendarUse:
    """Who goes by a calendar: `place` is unit:code or region:code."""

    place: str
    calendar: str


@dataclass(slots=True)
class CalendarChange:
    """A change of a calendar, and how far the clocks it touches have been counted again.

    `cursor` says where the next batch begins; `sweep` counts how often all of them have been gone through.
    """

    id: str
    calendar: str
    what: str  # days | year | hours | use
    first: date
    last: date
    reason: str
    changed_by: str
    changed_at: datetime
    days: list[dict[str, Any]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    cursor: dict[str, Any] = field(default_factory=dict)
    sweep: int = 0
    examined: int = 0
    moved: int = 0
    done_at: datetime | None = None


@dataclass(slots=True)
class ClockMove:
    """A clock that a change of the calendar gave another end."""

    change_id: str
    clock_id: str
    case_no: str
    kind: str
    before: datetime | None
    after: datetime | None
