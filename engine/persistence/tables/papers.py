"""Tables of offices' own templates, of licences, and of archive packages."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tongban.engine.persistence.types import Id, Moment, metadata

document_template = Table(
    "document_template",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit", String(40), nullable=False),
    Column("type", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("unit", "type", "version"),
)

document_rule = Table(
    "document_rule",
    metadata,
    Column("unit", String(40), primary_key=True),
    Column("type", String(32), primary_key=True),
    Column("template_id", Id, ForeignKey("document_template.id")),
    Column("in_steps", Boolean, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

licence = Table(
    "licence",
    metadata,
    Column("id", Id, primary_key=True),
    Column("certificate_no", Text, nullable=False, index=True),
    Column("document_id", Id, ForeignKey("document.id"), nullable=False, unique=True),
    Column("case_id", Id, ForeignKey("approval_case.id"), nullable=False, index=True),
    Column("case_no", String(60), nullable=False),
    Column("item_code", String(40), nullable=False),
    Column("type", String(32), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("organ", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("holder_id", String(40), nullable=False),
    Column("valid_from", String(10), nullable=False),
    Column("valid_to", String(10)),
    Column("state", String(10), nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("holder_user", Text),
    Column("ended_at", Moment),
    Column("ended_by", Text),
    Index("ix_licence_holder", "holder_id", "id"),
    Index("ix_licence_user", "holder_user", "id"),
    Index("ix_licence_unit", "unit", "id"),
)

archive_package = Table(
    "archive_package",
    metadata,
    Column("case_id", Id, ForeignKey("approval_case.id"), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("chain_no", Integer, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
)
_UNMADE = archive_package.c.sha256 == ""
Index("ix_archive_package_waiting", archive_package.c.made_at, sqlite_where=_UNMADE, postgresql_where=_UNMADE)
