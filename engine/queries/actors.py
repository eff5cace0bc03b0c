"""Who a token or a session belongs to, with everything they hold, in one query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, String, bindparam, exists, or_, select

from tongban.engine.domain.actor import ADMINISTRATOR, Access, Actor, Holding, StandIn
from tongban.engine.persistence.driver import prepared
from tongban.engine.persistence.statements import kept
from tongban.engine.persistence.tables import integration, operations, people
from tongban.engine.persistence.types import Moment
from tongban.engine.use_cases.sign_in import digest


class _Row(NamedTuple):
    """A person with one of their posts."""

    username: str
    name: str
    kind: str
    code: str | None
    role: str
    unit: str
    region: str | None
    stands_in: bool


IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(hours=24)
WAITING = timedelta(minutes=10)
CLIENT_PREFIXES = ("tbc_", "tbs_")


def actor_of_token(connection: Connection, secret: str, now: datetime) -> Actor | None:
    """The person a live bearer token belongs to."""
    if secret.startswith(CLIENT_PREFIXES):
        return _actor_of_client(connection, secret, now)
    return _actor(connection, _of_token(), {"secret": digest(secret)}, "token", now)


def _actor_of_client(connection: Connection, secret: str, now: datetime) -> Actor | None:
    """The API client of a live key: as the person it acts as, else in its own name; its scopes narrow both."""
    client, key = integration.api_client, integration.api_key
    statement = (
        select(client)
        .join_from(key, client, client.c.id == key.c.client_id)
        .where(
            key.c.token_hash == digest(secret),
            or_(key.c.expires_at.is_(None), key.c.expires_at > now),
            client.c.revoked_at.is_(None),
        )
    )
    row = connection.execute(statement).first()
    if row is None:
        return None
    access = Access(row.id, frozenset(row.scopes), row.rate, row.sandbox)
    if row.username is None:
        own = f"client:{row.id}"
        return Actor(own, row.name, roles=frozenset({ADMINISTRATOR}), kind="token", access=access)
    somebody = _actor(connection, _of_name(), {"name": row.username}, "token", now)
    return None if somebody is None else replace(somebody, access=access)


def actor_of_session(
    connection: Connection, secret: str, now: datetime, *, pending: bool = False
) -> Actor | None:
    """The person a live browser session belongs to, or of one that waits for the second factor."""
    given = {
        "secret": digest(secret),
        "created_after": now - (WAITING if pending else ABSOLUTE),
        "seen_after": now - IDLE,
    }
    return _actor(connection, _of_session(pending), given, "user", now)


def actor_of_username(connection: Connection, username: str, now: datetime) -> Actor | None:
    """A person by name, for the command line and sample runs."""
    return _actor(connection, _of_name(), {"name": username}, "user", now)


# Asked before everything else, so each is built once.
@kept
def _of_token() -> Select[Any]:
    token = people.token
    return _person_with_posts(token.c.username).where(
        token.c.token_hash == bindparam("secret", type_=String()), token.c.revoked_at.is_(None)
    )


@kept
def _of_session(pending: bool) -> Select[Any]:
    session = people.session
    return _person_with_posts(session.c.username).where(
        session.c.id == bindparam("secret", type_=String()),
        session.c.created_at > bindparam("created_after", type_=Moment()),
        session.c.seen_at > bindparam("seen_after", type_=Moment()),
        session.c.pending.is_(pending),
    )


@kept
def _of_name() -> Select[Any]:
    person = people.person
    return _person_with_posts(person.c.username, joined=False).where(
        person.c.username == bindparam("name", type_=String())
    )


def _person_with_posts(username: Any, joined: bool = True) -> Select[Any]:
    person, holding, post, unit = people.person, people.holding, people.post, people.unit
    proxy = operations.proxy
    statement = select(
        person.c.username,
        person.c.name,
        person.c.kind,
        post.c.code,
        post.c.role,
        post.c.unit,
        unit.c.region,
        exists(select(1).where(proxy.c.agent == person.c.username, proxy.c.revoked_at.is_(None))).label(
            "stands_in"
        ),
    ).select_from(person)
    if joined:
        statement = statement.join(username.table, username == person.c.username)
    return (
        statement.join(holding, holding.c.username == person.c.username, isouter=True)
        .join(post, post.c.code == holding.c.post, isouter=True)
        .join(unit, unit.c.code == post.c.unit, isouter=True)
        .where(person.c.disabled.is_(False))
    )


def _actor(
    connection: Connection, statement: Select[Any], given: Mapping[str, Any], kind: str, now: datetime
) -> Actor | None:
    rows = [_Row(*row) for row in prepared(connection, statement).rows(connection, given)]
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
        stand_ins=_stand_ins(connection, first.username, now) if first.stands_in else (),
    )


def _stand_ins(connection: Connection, agent: str, now: datetime) -> tuple[StandIn, ...]:
    """The proxies in force, each with the names its principal answers to."""
    proxy, holding, post = operations.proxy, people.holding, people.post
    rows = connection.execute(
        select(proxy, post.c.code, post.c.role, post.c.unit)
        .select_from(proxy)
        .join(holding, holding.c.username == proxy.c.principal, isouter=True)
        .join(post, post.c.code == holding.c.post, isouter=True)
        .where(
            proxy.c.agent == agent,
            proxy.c.revoked_at.is_(None),
            proxy.c.starts_at <= now,
            proxy.c.ends_at > now,
        )
        .order_by(proxy.c.id)
    ).all()
    found: dict[str, StandIn] = {}
    for row in rows:
        held = (Holding(row.code, row.role, row.unit),) if row.code else ()
        refs = Actor(row.principal, holdings=held).refs
        known = found.get(row.id)
        since = None if row.existing else row.starts_at
        found[row.id] = StandIn(
            row.principal, refs | (known.refs if known else refs), frozenset(row.processes), since
        )
    return tuple(found.values())


def password_hash(connection: Connection, username: str) -> str | None:
    """The kept form of a password, None for nobody."""
    table = people.person
    statement = select(table.c.password_hash).where(table.c.username == username, table.c.disabled.is_(False))
    return connection.execute(statement).scalar_one_or_none()
