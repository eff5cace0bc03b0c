"""Tables of integration: webhooks, deliveries, connectors, sealed secrets, API clients."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from tongban.engine.persistence.types import Id, Json, Moment, metadata

webhook = Table(
    "webhook",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("types", Json, nullable=False),
    Column("tx", BigInteger, nullable=False),
    Column("event_id", BigInteger, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("case_no", String(60)),
    Column("item", String(40)),
    Column("old_secret", Text),
    Column("old_until", Moment),
)

delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("webhook_id", Id, ForeignKey("webhook.id"), nullable=False),
    Column("tx", BigInteger, nullable=False),
    Column("event_id", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("case_no", String(60)),
    Column("tried_at", Moment),
    Column("status", Integer),
    Column("error", Text),
    Column("delivered_at", Moment),
    UniqueConstraint("webhook_id", "event_id"),
    Index("ix_webhook_delivery_state", "webhook_id", "state", "id"),
)
_FIRST = delivery.c.state == "waiting"
Index(
    "ix_webhook_delivery_due",
    delivery.c.webhook_id,
    delivery.c.due_at,
    sqlite_where=_FIRST,
    postgresql_where=_FIRST,
)
_OPEN = delivery.c.state.in_(["queued", "waiting"])
Index(
    "ix_webhook_delivery_lane",
    delivery.c.webhook_id,
    delivery.c.lane,
    delivery.c.tx,
    delivery.c.event_id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
_DONE = delivery.c.state == "delivered"
Index(
    "ix_webhook_delivery_done",
    delivery.c.delivered_at,
    sqlite_where=_DONE,
    postgresql_where=_DONE,
)

connector = Table(
    "connector",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("body", Json, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

secret = Table(
    "secret",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

api_client = Table(
    "api_client",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("username", String(60), ForeignKey("person.username")),
    Column("revoked_at", Moment),
    Column("sandbox", Boolean, nullable=False, server_default=false()),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", Id, primary_key=True),
    Column("client_id", Id, ForeignKey("api_client.id"), nullable=False, index=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
)
