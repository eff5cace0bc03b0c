"""Tables of the applicants' own side."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from tongban.engine.persistence.types import Id, Json, Moment, metadata

application_draft = Table(
    "application_draft",
    metadata,
    Column("username", String(60), primary_key=True),
    Column("item", String(40), primary_key=True),
    Column("body", Json, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

mandate = Table(
    "mandate",
    metadata,
    Column("id", Id, primary_key=True),
    Column("principal", String(60), nullable=False),
    Column("agent", String(60), nullable=False),
    Column("items", Json, nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Index("ix_mandate_principal", "principal", "id"),
    Index("ix_mandate_agent", "agent", "id"),
)

sign_up_code = Table(
    "sign_up_code",
    metadata,
    Column("phone", String(20), primary_key=True),
    Column("code_hash", String(64), nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("sent_at", Moment, nullable=False),
)
