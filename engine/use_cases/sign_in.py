"""Who gets in: passwords, sessions and bearer tokens, all kept only as hashes."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.ports import Person, Session, Token, UnitOfWork
from tongban.engine.use_cases.flow import journal

MAX_FAILURES = 10
LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """`verified` says whether the password was right: the slow check is done before the transaction."""

    username: str
    verified: bool


@dataclass(frozen=True, slots=True)
class SignOut:
    """End a browser session."""

    session: str


@dataclass(frozen=True, slots=True)
class CreateToken:
    """A bearer token that acts as this person."""

    username: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """Dead at once."""

    token_id: str


def digest(secret: str) -> str:
    """How secrets with enough randomness of their own are kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(command: OpenSession, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{signed_in, session, csrf}`; a failure is counted, and ten lock the account for a quarter of an hour."""
    person = uow.get(Person, command.username, lock=True)
    if person is None or person.disabled:
        return {"signed_in": False}
    if person.locked_until is not None and person.locked_until > uow.now:
        return {"signed_in": False, "locked_until": person.locked_until}
    if not command.verified:
        person.failures += 1
        if person.failures >= MAX_FAILURES:
            person.failures, person.locked_until = 0, uow.now + LOCKED_FOR
        uow.save(person, "failures", "locked_until")
        return {"signed_in": False}
    if person.failures or person.locked_until:
        person.failures, person.locked_until = 0, None
        uow.save(person, "failures", "locked_until")
    secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    uow.add(Session(digest(secret), person.username, csrf, uow.now, uow.now))
    return {
        "signed_in": True,
        "session": secret,
        "csrf": csrf,
        "username": person.username,
        "name": person.name,
    }


def sign_out(command: SignOut, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """Forget the session."""
    uow.remove(Session, id=digest(command.session))
    return {"signed_out": True}


def create_token(command: CreateToken, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The token with its secret, shown this once."""
    may(actor, "token.create", Thing(assignee=command.username))
    person = uow.get(Person, command.username)
    if person is None or person.disabled:
        raise errors.NotFound(f"There is nobody called {command.username}.", username=command.username)
    secret = f"tb_{secrets.token_urlsafe(32)}"
    token = Token(uow.new_id(), person.username, command.name, digest(secret), uow.now)
    uow.add(token)
    journal.alone(uow, actor, token.id, "token.created", username=person.username, name=command.name)
    return {
        "id": token.id,
        "username": token.username,
        "name": token.name,
        "token": secret,
        "created_at": token.created_at,
    }


def revoke_token(command: RevokeToken, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The token, revoked."""
    token = uow.get(Token, command.token_id)
    if token is None:
        raise errors.NotFound()
    may(actor, "token.revoke", Thing(assignee=token.username))
    if token.revoked_at is None:
        token.revoked_at = uow.now
        uow.save(token, "revoked_at")
        journal.alone(uow, actor, uow.new_id(), "token.revoked", token=token.id, username=token.username)
    return {"id": token.id, "username": token.username, "name": token.name, "revoked_at": token.revoked_at}
