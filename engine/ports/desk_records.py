"""The rows of daily work: search terms, saved views, what was looked at, the counter's visits, papers and collections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(slots=True)
class SearchTerm:
    """A case has this term (domain.search_terms)."""

    term: str
    case_id: str


@dataclass(slots=True)
class InboxView:
    """One person's way of looking at a box: `body` holds filters, columns and order."""

    id: str
    username: str
    name: str
    box: str
    body: dict[str, Any]
    is_default: bool
    created_at: datetime


@dataclass(slots=True)
class InboxSeen:
    """When somebody last opened a box."""

    username: str
    box: str
    at: datetime


@dataclass(slots=True)
class CaseWatch:
    """Somebody wants to keep an eye on a case."""

    username: str
    case_id: str
    at: datetime


@dataclass(slots=True)
class Presence:
    """Somebody had a case open at that moment."""

    case_id: str
    username: str
    at: datetime


@dataclass(slots=True)
class ReviewTick:
    """Somebody has compared a paper (`key`: its code) or looked at a review point (`key`: element/point) of a case."""

    case_id: str
    kind: str  # paper | point
    key: str
    username: str
    at: datetime


@dataclass(slots=True)
class PaperMove:
    """Papers of a case went from one hand to another; the last row says where they are."""

    id: str
    case_id: str
    what: str
    place: str
    given_by: str
    taken_by: str
    at: datetime
    note: str = ""


@dataclass(slots=True)
class Collection:
    """Results of a case were handed out at the counter; `signature` is the hash of the drawn name, if any."""

    id: str
    case_id: str
    collector: str
    id_no: str
    relation: str  # self | agent
    documents: list[str]
    handed_by: str
    at: datetime
    signature: str | None = None


@dataclass(slots=True)
class VisitSlot:
    """A time at a unit's window for which so many visits may be booked."""

    id: str
    unit: str
    day: date
    starts: str
    ends: str
    capacity: int
    taken: int = 0


@dataclass(slots=True)
class Visit:
    """Somebody comes to the window: booked ahead or with a number drawn at the door."""

    id: str
    unit: str
    day: date
    no: int
    state: str  # booked | waiting | called | served | missed | cancelled
    name: str
    made_at: datetime
    phone: str = ""
    item: str | None = None
    slot_id: str | None = None
    username: str | None = None
    arrived_at: datetime | None = None
    called_by: str | None = None
    called_at: datetime | None = None
    case_no: str | None = None
