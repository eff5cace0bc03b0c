"""The rows of the organisation: units, posts, people, and what lets them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(slots=True)
class Unit:
    """An office."""

    code: str
    name: str
    name_en: str
    region: str
    parent: str | None = None
    short: str = ""
    phone: str = ""
    address: str = ""


@dataclass(slots=True)
class Post:
    """A position in a unit, with the role it plays."""

    code: str
    unit: str
    role: str
    name: str
    name_en: str = ""


@dataclass(slots=True)
class Person:
    """Somebody who can sign in."""

    username: str
    name: str
    name_en: str
    password_hash: str
    kind: str = "user"  # user | applicant
    id_no: str | None = None
    phone: str | None = None
    email: str | None = None
    disabled: bool = False
    failures: int = 0
    locked_until: datetime | None = None
    # Since when the password is a given one, for one sign-in only.
    given_at: datetime | None = None


@dataclass(slots=True)
class Holding:
    """Who holds which post."""

    username: str
    post: str


@dataclass(slots=True)
class Token:
    """A bearer token of a person, kept as a hash."""

    id: str
    username: str
    name: str
    token_hash: str
    created_at: datetime
    revoked_at: datetime | None = None


@dataclass(slots=True)
class Session:
    """A signed-in browser, kept as a hash; nobody is in while it is `pending` a second factor or a new password.

    `provider` vouched for who it is, if not a password; `id_token` is what it said, sealed, for signing out there.
    """

    id: str
    username: str
    csrf: str
    created_at: datetime
    seen_at: datetime
    pending: bool = False
    agent: str = ""
    address: str = ""
    provider: str | None = None
    id_token: str | None = None


@dataclass(slots=True)
class CalendarDay:
    """A day that differs from its weekday."""

    calendar: str
    day: date
    working: bool
    name: str
    source: str


@dataclass(slots=True)
class CalendarYear:
    """Whether a year's arrangement is published or only estimated."""

    calendar: str
    year: int
    status: str
