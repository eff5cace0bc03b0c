"""Who is reading: the engine and the person behind the session cookie."""

from __future__ import annotations

from typing import Any

from flask import g, request

from tongban.api.authentication import SESSION_COOKIE, engine
from tongban.engine import errors

__all__ = ["SESSION_COOKIE", "at_window", "engine", "is_staff", "person", "reader", "unread"]


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


def unread() -> int:
    """How many messages the reader has not opened."""
    return int(engine().queries.inbox_counts(reader()).get("messages", 0)) if reader() else 0
