"""Tables of what is being designed."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from tongban.engine.persistence.types import Id, Json, Moment, metadata

design_draft = Table(
    "design_draft",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("name", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_by", Text, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("deployable", Boolean, nullable=False),
    Column("problems", Json, nullable=False),
    Column("deployment_id", Id),
    Column("deployed_revision", Integer),
    Column("base_entry", Text),
    Index("ix_design_draft_kind", "kind", "id"),
)

design_file = Table(
    "design_file",
    metadata,
    Column("draft_id", Id, ForeignKey("design_draft.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("past", Integer, nullable=False, server_default="0"),
)

design_past = Table(
    "design_past",
    metadata,
    Column("draft_id", Id, ForeignKey("design_draft.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("replaced_by", Text, nullable=False),
    Column("replaced_at", Moment, nullable=False),
)

design_step = Table(
    "design_step",
    metadata,
    Column("draft_id", Id, ForeignKey("design_draft.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("state", String(8), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
)

design_step_file = Table(
    "design_step_file",
    metadata,
    Column("draft_id", Id, ForeignKey("design_draft.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("content", LargeBinary),
    Column("before", String(64)),
    Column("after", String(64)),
)

design_comment = Table(
    "design_comment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", Id, ForeignKey("design_draft.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("resolved_by", Text),
    Column("resolved_at", Moment),
    Index("ix_design_comment_draft", "draft_id", "path", "id"),
)
