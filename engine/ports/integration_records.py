"""The rows of integration: webhooks and their deliveries, connectors, kept secrets, API clients and their keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Webhook:
    """An address that is told of events from (`tx`, `event_id`) on; its secrets are sealed."""

    id: str
    name: str
    url: str
    enabled: bool
    types: list[str]
    tx: int
    event_id: int
    secret: str
    created_by: str
    created_at: datetime
    case_no: str | None = None
    item: str | None = None
    old_secret: str | None = None
    old_until: datetime | None = None


@dataclass(slots=True)
class Delivery:
    """One event for one webhook; of each `lane`, a case or an instance, only the first is `waiting` to be sent."""

    id: str
    webhook_id: str
    tx: int
    event_id: int
    type: str
    lane: str
    state: str  # queued | waiting | delivered | dead
    attempts: int
    created_at: datetime
    due_at: datetime | None = None
    case_no: str | None = None
    tried_at: datetime | None = None
    status: int | None = None
    error: str | None = None
    delivered_at: datetime | None = None


@dataclass(slots=True)
class ConnectorRow:
    """What a service task of this name calls; `body` is its description as it was checked."""

    name: str
    kind: str  # http | email
    body: dict[str, Any]
    enabled: bool
    changed_by: str
    changed_at: datetime


@dataclass(slots=True)
class Secret:
    """A sealed value that connectors use by its name."""

    name: str
    value: str
    changed_by: str
    changed_at: datetime


@dataclass(slots=True)
class ApiClient:
    """A program that calls the API: as itself or as a person, within its scopes, so many calls a minute."""

    id: str
    name: str
    scopes: list[str]
    rate: int
    created_by: str
    created_at: datetime
    username: str | None = None
    revoked_at: datetime | None = None
    sandbox: bool = False


@dataclass(slots=True)
class ApiKey:
    """One bearer token of a client, kept as a hash."""

    id: str
    client_id: str
    token_hash: str
    created_at: datetime
    expires_at: datetime | None = None
