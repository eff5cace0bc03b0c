"""Who is reading: the engine and the person behind the session cookie."""

from __future__ import annotations

from typing import Any

from flask import g, request

from tongban.api.authentication import SESSION_COOKIE, engine
from tongban.engine import errors

__all__ = [
    "SESSION_COOKIE",
    "at_window",
    "designs",
    "engine",
    "is_staff",
    "oversees",
    "person",
    "reader",
    "to_decide",
    "unread",
]

OVERSEERS = {"supervisor", "auditor", "section_head", "branch_leader", "main_leader", "unit_admin"}


def reader() -> Any:
    """The signed-in person, or None."""
    if "reader" not in g:
        g.reader = None
        cookie = request.cookies.get(SESSION_COOKIE)
        g.reader = engine().actor_of_session(cookie) if cookie else None
    return g.reader


def person() -> Any:
    """The signed-in person; a page that needs one sends everybody else to sign in."""
    if reader() is None:
        raise errors.NotSignedIn
    return reader()


def is_staff() -> bool:
    """Whether the reader holds a post."""
    return reader() is not None and bool(reader().is_staff)


def at_window() -> bool:
    """Whether the reader may register for somebody at the counter."""
    return reader() is not None and (reader().holds("window_clerk") or reader().is_admin)


def to_decide() -> int:
    """How many jumps wait for this administrator's approval."""
    return int(engine().queries.waiting_jumps(reader())) if reader() and reader().is_admin else 0


def oversees() -> bool:
    """Whether the reader may see the board of supervision: those who oversee, and leaders for their own units."""
    return reader() is not None and (reader().is_admin or not OVERSEERS.isdisjoint(reader().roles))


def designs() -> bool:
    """Whether the reader may design service items."""
    return reader() is not None and (reader().is_admin or "item_admin" in reader().roles)


def unread() -> int:
    """How many messages the reader has not opened."""
    return int(engine().queries.inbox_counts(reader()).get("messages", 0)) if reader() else 0
