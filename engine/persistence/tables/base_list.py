"""Tables of base lists."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from tongban.engine.persistence.types import Id, Json, Moment, metadata

base_entry = Table(
    "base_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", String(40), nullable=False),
    Column("code", String(12), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("item_type", String(2), nullable=False),
    Column("levels", Json, nullable=False),
    Column("organ", Text, nullable=False),
    Column("basis", Json, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("imported_at", Moment, nullable=False),
    Index("ix_base_entry_source", "source", "code", unique=True),
    Index("ix_base_entry_code", "code"),
)
