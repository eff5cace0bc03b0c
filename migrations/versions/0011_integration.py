"""Webhooks with their deliveries, connectors with their secrets, and API clients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()
FIRST = sa.text("state = 'waiting'")
OPEN = sa.text("state IN ('queued', 'waiting')")
DONE = sa.text("state = 'delivered'")


def upgrade() -> None:
    _webhooks()
    op.create_table(
        "connector",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "api_client",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("username", sa.String(60), sa.ForeignKey("person.username")),
        sa.Column("revoked_at", MOMENT),
    )
    op.create_table(
        "api_key",
        sa.Column("id", ID, primary_key=True),
        sa.Column("client_id", ID, sa.ForeignKey("api_client.id"), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.UniqueConstraint("token_hash"),
        sa.Index("ix_api_key_client_id", "client_id"),
    )


def downgrade() -> None:
    for table in ("api_key", "api_client", "secret", "connector", "webhook_delivery", "webhook"):
        op.drop_table(table)


def _webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("types", JSON, nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("case_no", sa.String(60)),
        sa.Column("item", sa.String(40)),
        sa.Column("old_secret", sa.Text()),
        sa.Column("old_until", MOMENT),
    )
    name = "webhook_delivery"
    op.create_table(
        name,
        sa.Column("id", ID, primary_key=True),
        sa.Column("webhook_id", ID, sa.ForeignKey("webhook.id"), nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("case_no", sa.String(60)),
        sa.Column("tried_at", MOMENT),
        sa.Column("status", sa.Integer()),
        sa.Column("error", sa.Text()),
        sa.Column("delivered_at", MOMENT),
        sa.UniqueConstraint("webhook_id", "event_id"),
        sa.Index("ix_webhook_delivery_state", "webhook_id", "state", "id"),
    )
    for suffix, columns, which in (
        ("due", ["webhook_id", "due_at"], FIRST),
        ("lane", ["webhook_id", "lane", "tx", "event_id"], OPEN),
        ("done", ["delivered_at"], DONE),
    ):
        op.create_index(f"ix_{name}_{suffix}", name, columns, sqlite_where=which, postgresql_where=which)
