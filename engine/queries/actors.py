"""Who a token or a session belongs to, with everything they hold, in one query."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select

from tongban.engine.domain.actor import Actor, Holding
from tongban.engine.persistence.tables import people

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=24)


def actor_of_token(connection: Connection, secret: str) -> Actor | None:
    """The person a live bearer token belongs to."""
    token = people.token
    statement = _person_with_posts(token.c.username).where(
        token.c.token_hash == digest(secret), token.c.revoked_at.is_(None)
    )
    return _actor(connection, statement, "token")


def actor_of_session(connection: Connection, secret: str, now: datetime) -> Actor | None:
    """The person a live browser session belongs to."""
    session = people.session
    statement = _person_with_posts(session.c.username).where(
        session.c.id == digest(secret),
        session.c.created_at > now - ABSOLUTE,
        session.c.seen_at > now - IDLE,
    )
    return _actor(connection, statement, "user")


def actor_of_username(connection: Connection, username: str) -> Actor | None:
    """A person by name, for the command line and sample runs."""
    person = people.person
    statement = _person_with_posts(person.c.username, joined=False).where(person.c.username == username)
    return _actor(connection, statement, "user")


def digest(secret: str) -> str:
    """How tokens and session secrets are kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _person_with_posts(username: Any, joined: bool = True) -> Select[Any]:
    person, holding, post, unit = people.person, people.holding, people.post, people.unit
    statement = select(
        person.c.username,
        person.c.name,
        person.c.kind,
        post.c.code,
        post.c.role,
        post.c.unit,
        unit.c.region,
    ).select_from(person)
    if joined:
        statement = statement.join(username.table, username == person.c.username)
    return (
        statement.join(holding, holding.c.username == person.c.username, isouter=True)
        .join(post, post.c.code == holding.c.post, isouter=True)
        .join(unit, unit.c.code == post.c.unit, isouter=True)
        .where(person.c.disabled.is_(False))
    )


def _actor(connection: Connection, statement: Select[Any], kind: str) -> Actor | None:
    rows = connection.execute(statement).all()
    if not rows:
        return None
    first = rows[0]
    holdings = tuple(Holding(row.code, row.role, row.unit) for row in rows if row.code)
    applicant = first.kind == "applicant"
    return Actor(
        first.username,
        first.name,
        roles=frozenset({"applicant"}) if applicant else frozenset(),
        region=first.region,
        kind="applicant" if applicant else kind,  # type: ignore[arg-type]
        holdings=holdings,
    )


def password_hash(connection: Connection, username: str) -> str | None:
    """The kept form of a password, None for nobody."""
    table = people.person
    statement = select(table.c.password_hash).where(table.c.username == username, table.c.disabled.is_(False))
    return connection.execute(statement).scalar_one_or_none()
