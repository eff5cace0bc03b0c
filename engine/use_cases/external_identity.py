"""Who an identity provider means: accounts linked to its subjects, and the session it vouches for.

Found are, in this order, the account that is linked to the subject; the one account that the provider's settings match by
a claim, which is linked then; or, where they say so, a new applicant's account. No administrator is found by a claim, and
nobody gets posts by coming.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import SYSTEM, Actor
from tongban.engine.identity_settings import IdentityProvider
from tongban.engine.ports import ExternalIdentity, Person, UnitOfWork
from tongban.engine.use_cases.accounts import account_of
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.sign_in import Browser, administers, let_in, locked, stay_apart, wanted_factor

#: A password nobody has.
NO_PASSWORD = "!"
#: Claims that count only when the provider says it has checked them (Core §5.1).
CHECKED = {"email": "email_verified", "phone_number": "phone_number_verified"}


@dataclass(frozen=True, slots=True)
class OpenExternalSession:
    """The provider has said who is there; `second_factor` whether it has asked for one itself."""

    provider: IdentityProvider
    subject: str
    claims: Mapping[str, Any]
    second_factor: bool
    id_token: str
    agent: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class LinkIdentity:
    """This subject of the provider is this account from now on."""

    username: str
    provider: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnlinkIdentity:
    """The provider's word lets nobody into this account."""

    username: str
    provider: str
    reason: str


def open_external_session(command: OpenExternalSession, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """As OpenSession answers; `why` is unknown or closed for who is not let in."""
    if not actor.is_system:
        raise errors.NotAllowed
    identity = _known(uow, command) or _found(uow, command) or _made(uow, command)
    if identity is None:
        return {"signed_in": False, "why": "unknown"}
    person = uow.get(Person, identity.username, lock=True)
    if person is None or person.disabled or locked(person, uow.now):
        return {"signed_in": False, "why": "closed"}
    identity.used_at = uow.now
    uow.save(identity, "used_at")
    browser = Browser(command.agent, command.address, command.provider.key, uow.seal(command.id_token))
    return let_in(uow, person, browser, None if command.second_factor else wanted_factor(uow, person))


def link_identity(command: LinkIdentity, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{username, provider, subject}`; Invalid for a provider that is not there, Conflict for a subject of others."""
    person = account_of(uow, actor, command.username)
    stay_apart(uow, actor, person.username)
    if command.provider not in {one.key for one in uow.settings.identity_providers}:
        message = "没有这个身份提供方 / there is no such identity provider"
        raise errors.Invalid(errors=[{"field": "provider", "message": message}])
    known = uow.get(ExternalIdentity, command.provider, command.subject, lock=True)
    if known is not None and known.username != person.username:
        raise errors.Conflict("该身份已属于另一账号 / this subject is another account's already")
    if known is None:
        for one in uow.find(ExternalIdentity, provider=command.provider, username=person.username):
            uow.remove(ExternalIdentity, provider=one.provider, subject=one.subject)
        _link(uow, actor, command.provider, command.subject, person.username, reason=command.reason)
    return {"username": person.username, "provider": command.provider, "subject": command.subject}


def unlink_identity(command: UnlinkIdentity, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{username, provider, subject}` of what was linked; NotFound where nothing was."""
    person = account_of(uow, actor, command.username)
    found = uow.find(ExternalIdentity, provider=command.provider, username=person.username, limit=1)
    if not found:
        raise errors.NotFound
    uow.remove(ExternalIdentity, provider=command.provider, subject=found[0].subject)
    facts = {"username": person.username, "provider": command.provider, "subject": found[0].subject}
    journal.alone(uow, actor, uow.new_id(), "person.identity_unlinked", **facts, reason=command.reason)
    return facts


def _known(uow: UnitOfWork, command: OpenExternalSession) -> ExternalIdentity | None:
    """What is linked already; the person is locked first, as whoever links or unlinks does."""
    identity = uow.get(ExternalIdentity, command.provider.key, command.subject)
    if identity is None:
        return None
    uow.get(Person, identity.username, lock=True)
    return uow.get(ExternalIdentity, command.provider.key, command.subject, lock=True)


def _found(uow: UnitOfWork, command: OpenExternalSession) -> ExternalIdentity | None:
    """The one account that the claim names, unless it is an administrator's or already somebody else's there."""
    if command.provider.match is None:
        return None
    field, claim = command.provider.match
    value = _claim(command.claims, claim)
    if not value:
        return None
    named: dict[str, Any] = {field: value}
    people = uow.find(Person, limit=2, **named)
    if len(people) != 1 or administers(uow, people[0].username):
        return None
    username = people[0].username
    uow.get(Person, username, lock=True)
    if uow.find(ExternalIdentity, provider=command.provider.key, username=username, limit=1):
        return None
    return _link(uow, SYSTEM, command.provider.key, command.subject, username, by=claim)


def _made(uow: UnitOfWork, command: OpenExternalSession) -> ExternalIdentity | None:
    """A new applicant, under a name that nobody chose."""
    if not command.provider.create_applicants:
        return None
    key = command.provider.key
    username = f"{key}-{hashlib.sha256(command.subject.encode()).hexdigest()[:20]}"
    if uow.get(Person, username) is not None:
        return None
    name = str(command.claims.get("name") or "").strip()[:100] or username
    phone = _claim(command.claims, "phone_number") or None
    email = _claim(command.claims, "email") or None
    uow.add(Person(username, name, name, NO_PASSWORD, kind="applicant", phone=phone, email=email))
    journal.alone(uow, SYSTEM, uow.new_id(), "person.registered", username=username, provider=key)
    return _link(uow, SYSTEM, key, command.subject, username)


def _link(
    uow: UnitOfWork, actor: Actor, provider: str, subject: str, username: str, **more: Any
) -> ExternalIdentity:
    identity = ExternalIdentity(provider, subject, username, uow.now, actor.id)
    uow.add(identity)
    facts = {"username": username, "provider": provider, "subject": subject, **more}
    journal.alone(uow, actor, uow.new_id(), "person.identity_linked", **facts)
    return identity


def _claim(claims: Mapping[str, Any], name: str) -> str:
    """A claim as an account would have it; nothing where the provider has not checked what it must."""
    value = claims.get(name)
    if not isinstance(value, str) or (name in CHECKED and claims.get(CHECKED[name]) is not True):
        return ""
    # A mainland number is kept here without its country's code.
    return (value.removeprefix("+86") if name == "phone_number" else value).strip()[:200]
