"""Tables of what lets people in besides a password: second factors, recovery codes and other systems' names for them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table, Text

from tongban.engine.persistence.types import Moment, metadata

second_factor = Table(
    "second_factor",
    metadata,
    Column("username", String(60), ForeignKey("person.username"), primary_key=True),
    Column("secret", Text, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("username", String(60), ForeignKey("person.username"), primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("used_at", Moment),
)

external_identity = Table(
    "external_identity",
    metadata,
    Column("provider", String(30), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("username", String(60), ForeignKey("person.username"), nullable=False, index=True),
    Column("linked_at", Moment, nullable=False),
    Column("linked_by", String(80), nullable=False),
    Column("used_at", Moment),
)
