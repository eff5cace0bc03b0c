"""Who gets in: passwords, sessions and bearer tokens, all kept only as hashes."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import ADMINISTRATORS, Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.ports import Holding, Person, Post, SecondFactor, Session, Token, UnitOfWork
from tongban.engine.use_cases.flow import journal

MAX_FAILURES = 10
LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """`verified` says whether the password was right: the slow check is done before the transaction.

    `agent` and `address` say which browser it is, for the list of one's sessions.
    """

    username: str
    verified: bool
    agent: str = ""
    address: str = ""


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
    """`{signed_in, session, csrf}`; a failure is counted, and ten lock the account for a quarter of an hour.

    Whoever has an authenticator, or must have one, is not in yet: `second_factor` is `code` or `enrol`, and the
    session waits for it.
    """
    person = uow.get(Person, command.username, lock=True)
    if person is None or person.disabled:
        return {"signed_in": False}
    if locked(person, uow.now):
        return {"signed_in": False, "locked_until": person.locked_until}
    if not command.verified:
        failed(uow, person)
        return {"signed_in": False}
    wanted = _second_factor(uow, person)
    if wanted is None and (person.failures or person.locked_until):
        person.failures, person.locked_until = 0, None
        uow.save(person, "failures", "locked_until")
    secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    agent, address = command.agent[:300], command.address[:60]
    pending = wanted is not None
    uow.add(Session(digest(secret), person.username, csrf, uow.now, uow.now, pending, agent, address))
    answer = {
        "signed_in": not pending,
        "session": secret,
        "csrf": csrf,
        "username": person.username,
        "name": person.name,
    }
    return answer | ({"second_factor": wanted} if pending else {})


def locked(person: Person, now: datetime) -> bool:
    """Whether too many attempts have failed just now."""
    return person.locked_until is not None and person.locked_until > now


def failed(uow: UnitOfWork, person: Person) -> None:
    """Count an attempt that failed; ten lock the account."""
    person.failures += 1
    if person.failures >= MAX_FAILURES:
        person.failures, person.locked_until = 0, uow.now + LOCKED_FOR
    uow.save(person, "failures", "locked_until")


def must_have_factor(uow: UnitOfWork, username: str) -> bool:
    """Whether the settings ask this person for an authenticator: administrators of any of the three kinds."""
    if not uow.settings.administrators_need_totp:
        return False
    return bool(administers(uow, username))


def administers(uow: UnitOfWork, username: str) -> frozenset[str]:
    """Which of the three administrators somebody is."""
    posts = [one.post for one in uow.find(Holding, username=username)]
    return ADMINISTRATORS & {post.role for post in (uow.find(Post, code=posts) if posts else ())}


def stay_apart(uow: UnitOfWork, actor: Actor, username: str) -> None:
    """NotAllowed where one administrator would get at a key of another: then there would be one of them less."""
    if not (actor.is_system or actor.id == username or administers(uow, username) <= actor.roles):
        raise errors.NotAllowed("三员分立 / nobody makes a key of another administrator", username=username)


def _second_factor(uow: UnitOfWork, person: Person) -> str | None:
    factor = uow.get(SecondFactor, person.username)
    if factor is not None and factor.confirmed_at is not None:
        return "code"
    return "enrol" if must_have_factor(uow, person.username) else None


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
    stay_apart(uow, actor, person.username)
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
