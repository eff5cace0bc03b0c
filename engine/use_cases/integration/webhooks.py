"""Webhooks: made, changed, given a new secret, deleted; a secret is shown in one answer and never again."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.domain.content_tag import Tags, demand
from tongban.engine.domain.events import EVENTS
from tongban.engine.domain.web_address import Reach, url_problem
from tongban.engine.domain.webhooks import SECRET_BYTES, spell_secret
from tongban.engine.ports import Case, Delivery, ItemVersion, UnitOfWork, Webhook
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.supervision.watch import bookmark

NAME = "webhooks"
MOST = 100
LONGEST_OVERLAP = timedelta(days=30)
CHANGEABLE = ("name", "url", "enabled", "types", "case_no", "item")


@dataclass(frozen=True, slots=True)
class CreateWebhook:
    """`types` are names of events or `case.*`, none for all; `case_no` or `item` narrows it further."""

    name: str
    url: str
    types: tuple[str, ...] = ()
    case_no: str | None = None
    item: str | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class ChangeWebhook:
    """`fields` holds only what changes; `tags` are of what the caller has read, None for any."""

    webhook_id: str
    fields: Mapping[str, Any]
    tags: Tags = None


@dataclass(frozen=True, slots=True)
class RotateSecret:
    """A new secret; for `overlap` everything is signed with both."""

    webhook_id: str
    overlap: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DeleteWebhook:
    """It goes with its deliveries."""

    webhook_id: str
    tags: Tags = None


def create_webhook(command: CreateWebhook, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The webhook with its `secret`, shown this once; what happens from now on is sent."""
    may(actor, "webhook.manage")
    # Nobody gathers meanwhile: no event can fall between this webhook's beginning and what is read next.
    bookmark(uow, NAME)
    if len(uow.find(Webhook, limit=MOST)) >= MOST:
        raise errors.Conflict(f"There are {MOST} webhooks already.")
    secret = spell_secret(secrets.token_bytes(SECRET_BYTES))
    tx, event_id = uow.feed_end()
    hook = Webhook(
        id=uow.new_id(),
        name=command.name,
        url=command.url,
        enabled=command.enabled,
        types=list(command.types),
        tx=tx,
        event_id=event_id,
        secret=uow.seal(secret),
        created_by=actor.id,
        created_at=uow.now,
        case_no=command.case_no,
        item=command.item,
    )
    _check(uow, hook)
    uow.add(hook)
    journal.alone(uow, actor, uow.new_id(), "webhook.created", webhook=hook.id, name=hook.name, url=hook.url)
    return {**webhook_view(hook), "secret": secret}


def change_webhook(command: ChangeWebhook, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The webhook; one that is switched on again begins with what happens from now on."""
    may(actor, "webhook.manage")
    bookmark(uow, NAME)
    hook = _found(uow, command.webhook_id)
    demand(webhook_view(hook), command.tags)
    if command.fields.get("enabled") and not hook.enabled:
        hook.tx, hook.event_id = uow.feed_end()
    for name in CHANGEABLE:
        if name in command.fields:
            value = command.fields[name]
            setattr(hook, name, list(value) if name == "types" else value)
    _check(uow, hook)
    uow.save(hook, "tx", "event_id", *CHANGEABLE)
    changed = sorted(set(command.fields) & set(CHANGEABLE))
    journal.alone(uow, actor, uow.new_id(), "webhook.changed", webhook=hook.id, fields=changed)
    return webhook_view(hook)


def rotate_secret(command: RotateSecret, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The webhook with its new `secret`; the old one is valid until `old_secret_until`."""
    may(actor, "webhook.manage")
    if not timedelta() <= command.overlap <= LONGEST_OVERLAP:
        raise errors.Invalid(errors=[{"field": "overlap", "message": "0 seconds to 30 days."}])
    hook = _found(uow, command.webhook_id)
    secret = spell_secret(secrets.token_bytes(SECRET_BYTES))
    hook.old_secret, hook.old_until = hook.secret, uow.now + command.overlap
    hook.secret = uow.seal(secret)
    uow.save(hook, "secret", "old_secret", "old_until")
    journal.alone(uow, actor, uow.new_id(), "webhook.secret_rotated", webhook=hook.id)
    return {**webhook_view(hook), "secret": secret}


def delete_webhook(command: DeleteWebhook, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The webhook as it was."""
    may(actor, "webhook.manage")
    bookmark(uow, NAME)
    hook = _found(uow, command.webhook_id)
    demand(webhook_view(hook), command.tags)
    uow.remove(Delivery, webhook_id=hook.id)
    uow.remove(Webhook, id=hook.id)
    journal.alone(uow, actor, uow.new_id(), "webhook.deleted", webhook=hook.id, name=hook.name)
    return webhook_view(hook)


def webhook_view(hook: Webhook) -> dict[str, Any]:
    """A webhook as it may be read."""
    return {
        "id": hook.id,
        "name": hook.name,
        "url": hook.url,
        "enabled": hook.enabled,
        "types": hook.types,
        "case_no": hook.case_no,
        "item": hook.item,
        "created_by": hook.created_by,
        "created_at": hook.created_at,
        "old_secret_until": hook.old_until,
    }


def _found(uow: UnitOfWork, webhook_id: str) -> Webhook:
    hook = uow.get(Webhook, webhook_id, lock=True)
    if hook is None:
        raise errors.NotFound(webhook=webhook_id)
    return hook


def _check(uow: UnitOfWork, hook: Webhook) -> None:
    wrong = []
    settings = uow.settings
    problem = url_problem(hook.url, Reach(settings.outbound_networks, settings.outbound_http))
    if problem:
        wrong.append({"field": "url", "message": problem})
    for one in hook.types:
        known = one in EVENTS or (one.endswith(".*") and any(name.startswith(one[:-1]) for name in EVENTS))
        if not known:
            wrong.append({"field": "types", "message": f"There are no events called {one[:60]}."})
    if hook.case_no is not None and not uow.find(Case, limit=1, case_no=hook.case_no):
        wrong.append({"field": "case_no", "message": "There is no such case."})
    if hook.item is not None and not uow.find(ItemVersion, limit=1, code=hook.item):
        wrong.append({"field": "item", "message": "There is no such item."})
    if wrong:
        raise errors.Invalid(errors=wrong)
