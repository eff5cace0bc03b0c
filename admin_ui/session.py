"""Who is reading: the engine and the person behind the session cookie."""

from __future__ import annotations

from typing import Any

from flask import g, request

from tongban.api.authentication import SESSION_COOKIE, engine
from tongban.engine import errors

__all__ = [
    "FOR_COOKIE",
    "SESSION_COOKIE",
    "acts_for",
    "at_window",
    "designs",
    "engine",
    "is_staff",
    "oneself",
    "oversees",
    "person",
    "reader",
    "rest",
    "to_decide",
    "unread",
]

# Whose affairs an agent looks after in this browser: the id of an authorisation.
FOR_COOKIE = "tongban_for"
OVERSEERS = {"supervisor", "auditor", "section_head", "branch_leader", "main_leader", "unit_admin"}


def reader() -> Any:
    """The signed-in person, or None; an applicant's agent as whoever they act for in this browser."""
    if "reader" not in g:
        g.reader = None
        cookie = request.cookies.get(SESSION_COOKIE)
        g.reader = g.oneself = engine().actor_of_session(cookie) if cookie else None
        mandate = request.cookies.get(FOR_COOKIE)
        if mandate and g.reader is not None and g.reader.kind == "applicant":
            g.reader = engine().queries.acting_for(g.reader, mandate) or g.reader
    return g.reader


def oneself() -> Any:
    """The signed-in person in their own name, whoever they act for."""
    person()
    return g.oneself


def rest() -> None:
    """Ask the database nothing more in this request: it has just failed to answer, and the page that says so must stand.

    Who reads stays known if it was; else the page says nothing of signing in, for nobody can tell.
    """
    g.rests = True
    g.unsure = "oneself" not in g and SESSION_COOKIE in request.cookies
    g.setdefault("reader", None)
    g.setdefault("unread", 0)


def acts_for() -> str:
    """The name of whoever an applicant's agent acts for now; empty for nobody."""
    somebody = None if g.get("rests") else reader()
    if somebody is None or somebody.kind != "applicant" or somebody.on_behalf_of is None:
        return ""
    received = engine().queries.mandates(oneself())["received"]
    found = [one["principal_name"] for one in received if one["principal"] == somebody.on_behalf_of]
    return str(found[0] or somebody.on_behalf_of) if found else str(somebody.on_behalf_of)


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
    if g.get("rests") or reader() is None or not reader().is_admin:
        return 0
    return int(engine().queries.waiting_jumps(reader()))


def oversees() -> bool:
    """Whether the reader may see the board of supervision: those who oversee, and leaders for their own units."""
    return reader() is not None and (reader().is_admin or not OVERSEERS.isdisjoint(reader().roles))


def designs() -> bool:
    """Whether the reader may design service items."""
    return reader() is not None and (reader().is_admin or "item_admin" in reader().roles)


def unread() -> int:
    """How many messages the reader has not opened; a page that has counted them already says so in `g`."""
    if "unread" not in g:
        g.unread = int(engine().queries.unread_messages(reader())) if reader() else 0
    return int(g.unread)
