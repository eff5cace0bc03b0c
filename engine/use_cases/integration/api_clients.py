"""API clients: programs with scopes and a rate, whose key is changed while the old one still works."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import SCOPES, Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.content_tag import Tags, demand
from tongban.engine.ports import ApiClient, ApiKey, Person, UnitOfWork
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.sign_in import digest, stay_apart

MOST = 1000
LONGEST_OVERLAP = timedelta(days=30)
#: What tells a client's key from a person's token.
PREFIX = "tbc_"
#: A test key: it works in the sandbox alone.
TEST_PREFIX = "tbs_"


@dataclass(frozen=True, slots=True)
class CreateClient:
    """`rate` is calls a minute; with `username` it acts as this person, else in its own name.

    The keys of a `sandbox` client are test keys.
    """

    name: str
    scopes: tuple[str, ...]
    rate: int = 600
    username: str | None = None
    sandbox: bool = False


@dataclass(frozen=True, slots=True)
class RotateKey:
    """Another key; those before it work for `overlap` more, of which only the newest may be one."""

    client_id: str
    overlap: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RevokeClient:
    """None of its keys works any more; `tags` are of what the caller has read, None for any."""

    client_id: str
    tags: Tags = None


def create_client(command: CreateClient, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The client with its `token`, shown this once."""
    may(actor, "client.manage")
    wrong = [one for one in command.scopes if one not in SCOPES]
    if wrong or not command.scopes or len(set(command.scopes)) < len(command.scopes):
        raise errors.Invalid(
            errors=[{"field": "scopes", "message": f"Some of {', '.join(SCOPES)}, each once."}]
        )
    if command.username is not None:
        person = uow.get(Person, command.username)
        if person is None or person.disabled:
            raise errors.Invalid(errors=[{"field": "user", "message": "There is nobody of this name."}])
        stay_apart(uow, actor, person.username)
    if len(uow.find(ApiClient, limit=MOST)) >= MOST:
        raise errors.Conflict(f"There are {MOST} clients already.")
    client = ApiClient(
        id=uow.new_id(),
        name=command.name,
        scopes=sorted(command.scopes),
        rate=command.rate,
        created_by=actor.id,
        created_at=uow.now,
        username=command.username,
        sandbox=command.sandbox,
    )
    uow.add(client)
    token = _key(uow, client)
    journal.alone(
        uow, actor, uow.new_id(), "client.created", client=client.id, name=client.name, scopes=client.scopes
    )
    return {**client_view(client), "token": token}


def rotate_key(command: RotateKey, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The client with its new `token`; the one before works until `old_token_until`, older ones no more."""
    may(actor, "client.manage")
    if not timedelta() <= command.overlap <= LONGEST_OVERLAP:
        raise errors.Invalid(errors=[{"field": "overlap", "message": "0 seconds to 30 days."}])
    client = _found(uow, command.client_id)
    if client.revoked_at is not None:
        raise errors.Conflict("The client was revoked.", current={"revoked_at": client.revoked_at})
    until = uow.now + command.overlap
    for key in uow.find(ApiKey, client_id=client.id):
        if key.expires_at is None:
            key.expires_at = until
            uow.save(key, "expires_at")
        else:
            uow.remove(ApiKey, id=key.id)
    token = _key(uow, client)
    journal.alone(uow, actor, uow.new_id(), "client.key_rotated", client=client.id)
    return {**client_view(client), "token": token, "old_token_until": until}


def revoke_client(command: RevokeClient, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The client, revoked."""
    may(actor, "client.manage")
    client = _found(uow, command.client_id)
    demand(client_view(client), command.tags)
    if client.revoked_at is None:
        client.revoked_at = uow.now
        uow.save(client, "revoked_at")
        uow.remove(ApiKey, client_id=client.id)
        journal.alone(uow, actor, uow.new_id(), "client.revoked", client=client.id, name=client.name)
    return client_view(client)


def client_view(client: ApiClient) -> dict[str, Any]:
    """A client as it may be read."""
    return {
        "id": client.id,
        "name": client.name,
        "scopes": client.scopes,
        "rate": client.rate,
        "user": client.username,
        "created_by": client.created_by,
        "created_at": client.created_at,
        "revoked_at": client.revoked_at,
        "sandbox": client.sandbox,
    }


def _key(uow: UnitOfWork, client: ApiClient) -> str:
    token = f"{TEST_PREFIX if client.sandbox else PREFIX}{secrets.token_urlsafe(32)}"
    uow.add(ApiKey(uow.new_id(), client.id, digest(token), uow.now))
    return token


def _found(uow: UnitOfWork, client_id: str) -> ApiClient:
    client = uow.get(ApiClient, client_id, lock=True)
    if client is None:
        raise errors.NotFound(client=client_id)
    return client
