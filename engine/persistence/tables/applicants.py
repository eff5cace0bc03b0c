"""Tables of the applicants' own side."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

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

identity_check = Table(
    "identity_check",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(60), ForeignKey("person.username"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("id_type", String(12), nullable=False),
    Column("id_no", String(60), nullable=False),
    Column("note", Text, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("checked_by", String(60), nullable=False),
    Column("checked_at", Moment, nullable=False),
    Column("ended_by", String(60)),
    Column("ended_at", Moment),
)
