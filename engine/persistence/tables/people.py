"""Tables of the organisation, of what lets people in, and of the calendar."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text, false

from tongban.engine.persistence.types import Id, Moment, metadata

unit = Table(
    "unit",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("region", String(12), nullable=False),
    Column("parent", String(40)),
    Column("short", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("address", Text, nullable=False),
)

post = Table(
    "post",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("unit", String(40), ForeignKey("unit.code"), nullable=False, index=True),
    Column("role", String(40), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("username", String(60), primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("id_no", String(40), index=True),
    Column("phone", Text, index=True),
    Column("email", Text, index=True),
    Column("disabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("given_at", Moment),
)

holding = Table(
    "holding",
    metadata,
    Column("username", String(60), ForeignKey("person.username"), primary_key=True),
    Column("post", String(60), ForeignKey("post.code"), primary_key=True, index=True),
)

token = Table(
    "token",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(60), ForeignKey("person.username"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

session = Table(
    "session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("username", String(60), ForeignKey("person.username"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("pending", Boolean, nullable=False, server_default=false()),
    Column("agent", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("provider", String(30)),
    Column("id_token", Text),
)

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("calendar", String(40), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("working", Boolean, nullable=False),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
)

calendar_year = Table(
    "calendar_year",
    metadata,
    Column("calendar", String(40), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("status", String(12), nullable=False),
)

heartbeat = Table(
    "heartbeat",
    metadata,
    Column("worker", String(80), primary_key=True),
    Column("at", Moment, nullable=False),
)
