"""One's own sessions and authenticator, and an account as the administrator of security sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.persistence.tables import access, applicants, people
from tongban.engine.queries.actors import ABSOLUTE, IDLE
from tongban.engine.use_cases.sign_in import digest

MOST = 200


def sessions(
    connection: Connection, actor: Actor, now: datetime, current: str | None = None
) -> dict[str, Any]:
    """The actor's live sessions, the one used last first; `current` is the secret of the one that asks."""
    table = people.session
    rows = connection.execute(
        select(table)
        .where(
            table.c.username == actor.id,
            table.c.pending.is_(False),
            table.c.created_at > now - ABSOLUTE,
            table.c.seen_at > now - IDLE,
        )
        .order_by(table.c.seen_at.desc())
        .limit(MOST)
    )
    mine = digest(current) if current else None
    shown = [
        {
            "id": row.id,
            "current": row.id == mine,
            "agent": row.agent,
            "address": row.address,
            "created_at": row.created_at,
            "seen_at": row.seen_at,
            "ends_at": min(row.created_at + ABSOLUTE, row.seen_at + IDLE),
        }
        for row in rows
    ]
    return {"items": shown, "next_cursor": None}


def second_factor(connection: Connection, actor: Actor) -> dict[str, Any]:
    """`{set_up, since, codes_left}` of the actor's own."""
    factor, code = access.second_factor, access.recovery_code
    row = connection.execute(select(factor).where(factor.c.username == actor.id)).first()
    left = connection.execute(
        select(func.count()).where(code.c.username == actor.id, code.c.used_at.is_(None))
    ).scalar_one()
    since = row.confirmed_at if row else None
    return {"set_up": since is not None, "since": since, "codes_left": int(left) if since else 0}


def account(connection: Connection, actor: Actor, username: str) -> dict[str, Any]:
    """`{username, name, kind, disabled, locked_until, identity_checked, second_factor, identities, posts, all_posts}`."""
    may(actor, "account.manage")
    person, holding, post, factor = people.person, people.holding, people.post, access.second_factor
    row = connection.execute(select(person).where(person.c.username == username)).first()
    if row is None:
        raise errors.NotFound(f"There is nobody called {username}.", username=username)
    held = connection.execute(
        select(holding.c.post).where(holding.c.username == username).order_by(holding.c.post)
    )
    known = select(factor.c.username).where(factor.c.username == username, factor.c.confirmed_at.is_not(None))
    identity = access.external_identity
    linked = connection.execute(
        select(identity).where(identity.c.username == username).order_by(identity.c.provider).limit(MOST)
    )
    check = applicants.identity_check
    seen = select(check.c.id).where(check.c.username == username, check.c.ended_at.is_(None)).limit(1)
    posts = connection.execute(
        select(post.c.code, post.c.name, post.c.name_en, post.c.role)
        .order_by(post.c.unit, post.c.code)
        .limit(2000)
    )
    return {
        "username": row.username,
        "name": row.name,
        "name_en": row.name_en,
        "kind": row.kind,
        "disabled": row.disabled,
        "locked_until": row.locked_until,
        "identity_checked": row.kind == "applicant" and connection.execute(seen).first() is not None,
        "second_factor": connection.execute(known).first() is not None,
        "identities": [dict(one._mapping) for one in linked],
        "posts": list(held.scalars()),
        "all_posts": [dict(one._mapping) for one in posts],
    }
