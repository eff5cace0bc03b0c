"""Tables of what lets people in besides a password: second factors and recovery codes."""

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
