"""Who gets in: passwords, sessions and bearer tokens, all kept only as hashes."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import ADMINISTRATORS, SYSTEM, Actor
from tongban.engine.domain.authorize import Thing, may
from tongban.engine.ports import Holding, Person, Post, SecondFactor, Session, Token, UnitOfWork
from tongban.engine.use_cases.flow import journal

MAX_FAILURES = 10
LOCKED_FOR = timedelta(minutes=15)
#: How long a password lets in that was given and not chosen.
GIVEN_FOR = timedelta(hours=72)


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
class Browser:
    """Where somebody signs in, and the provider that vouched for them with what it said, sealed."""

    agent: str = ""
    address: str = ""
    provider: str | None = None
    id_token: str | None = None


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

    Whoever has an authenticator, or must have one, or was given the password, is not in yet: `second_factor` is
    `code`, `enrol` or `password`, and the session waits for it.
    """
    person = uow.get(Person, command.username, lock=True)
    if person is None or person.disabled:
        return {"signed_in": False}
    if locked(person, uow.now):
        return {"signed_in": False, "locked_until": person.locked_until}
    if not command.verified:
        failed(uow, person)
        return {"signed_in": False}
    if person.given_at is not None:
        if uow.now - person.given_at > GIVEN_FOR:
            return {"signed_in": False}
        return let_in(uow, person, Browser(command.agent, command.address), "password")
    return let_in(uow, person, Browser(command.agent, command.address), wanted_factor(uow, person))


def let_in(uow: UnitOfWork, person: Person, browser: Browser, wanted: str | None = None) -> dict[str, Any]:
    """A session, which waits where something is still `wanted`: `code`, `enrol` or another `password`."""
    pending = wanted is not None
    if not pending:
        if person.failures or person.locked_until:
            person.failures, person.locked_until = 0, None
            uow.save(person, "failures", "locked_until")
        how = browser.provider or "password"
        journal.alone(
            uow,
            Actor(person.username, person.name),
            uow.new_id(),
            "person.signed_in",
            username=person.username,
            how=how,
            address=browser.address[:60],
        )
    secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    uow.add(
        Session(
            digest(secret),
            person.username,
            csrf,
            uow.now,
            uow.now,
            pending,
            browser.agent[:300],
            browser.address[:60],
            browser.provider,
            browser.id_token,
        )
    )
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
    """Count an attempt that failed; ten lock the account, which is on record."""
    person.failures += 1
    if person.failures >= MAX_FAILURES:
        person.failures, person.locked_until = 0, uow.now + LOCKED_FOR
        journal.alone(uow, SYSTEM, uow.new_id(), "person.sign_in_failed", username=person.username)
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


def wanted_factor(uow: UnitOfWork, person: Person) -> str | None:
    """What somebody must still show besides a password: a `code`, after they `enrol` where they must have one."""
    factor = uow.get(SecondFactor, person.username)
    if factor is not None and factor.confirmed_at is not None:
        return "code"
    return "enrol" if must_have_factor(uow, person.username) else None


def sign_out(command: SignOut, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """Forget the session; `provider` and `id_token`, sealed, of who vouched for it."""
    found = uow.get(Session, digest(command.session))
    if found is None:
        return {"signed_out": True, "provider": None, "id_token": None}
    uow.remove(Session, id=found.id)
    return {"signed_out": True, "provider": found.provider, "id_token": found.id_token}


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
