"""Tables of the regimes."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from tongban.engine.persistence.types import Id, Moment, metadata

green_project = Table(
    "green_project",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(60), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("factor", String(16), nullable=False),
    Column("tracker", String(60), nullable=False),
    Column("state", String(8), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("applicant_id_no", String(60)),
    Column("note", Text, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", Moment),
)

credit_mark = Table(
    "credit_mark",
    metadata,
    Column("id", Id, primary_key=True),
    Column("id_type", String(16), nullable=False),
    Column("id_no", String(60), nullable=False),
    Column("name", Text, nullable=False),
    Column("case_no", String(60), nullable=False, index=True),
    Column("item_code", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("marked_by", Text, nullable=False),
    Column("marked_at", Moment, nullable=False),
    Column("repaired_by", Text),
    Column("repaired_at", Moment),
    Column("repair_reason", Text),
    Index("ix_credit_mark_of", "id_no", "state"),
)
