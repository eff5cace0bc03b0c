"""Tables of publishing."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from tongban.engine.persistence.types import Id, Json, Moment, metadata

publication = Table(
    "publication",
    metadata,
    Column("id", Id, primary_key=True),
    Column("draft_id", Id, nullable=False),
    Column("code", String(40), nullable=False),
    Column("slug", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("change_note", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("instance_id", Id, nullable=False, unique=True),
    Column("submitted_by", Text, nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("report", Json, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", Moment),
    Column("version_id", Id),
    Index("ix_publication_draft", "draft_id", "state", "id"),
    Index("ix_publication_state", "state", "id"),
    Index("ix_publication_version", "version_id"),
)

publication_file = Table(
    "publication_file",
    metadata,
    Column("publication_id", Id, ForeignKey("publication.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

draft_trial = Table(
    "draft_trial",
    metadata,
    Column("content_hash", String(64), primary_key=True),
    Column("green", Boolean, nullable=False),
    Column("played_by", Text, nullable=False),
    Column("played_at", Moment, nullable=False),
    Column("samples", Json, nullable=False),
)
