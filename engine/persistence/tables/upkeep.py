"""Tables of upkeep: batch jobs, retention and legal holds, and what finds the instances they are about."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, and_

from tongban.engine.persistence.tables.process import instance
from tongban.engine.persistence.types import Id, Json, Moment, metadata

batch_job = Table(
    "batch_job",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("body", Json, nullable=False),
    Column("which", Json, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("cursor", Text),
    Column("total", Integer, nullable=False),
    Column("succeeded", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("undoes", Id),
    Column("worker", Text),
    Column("lease_until", Moment),
    Column("ended_at", Moment),
)
_UNDER_WAY = batch_job.c.state.in_(["gathering", "running"])
Index("ix_batch_job_open", batch_job.c.id, sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY)

batch_row = Table(
    "batch_row",
    metadata,
    Column("batch_id", Id, ForeignKey("batch_job.id"), primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("object_id", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("before", Json, nullable=False),
    Column("problems", Json, nullable=False),
    Column("message", Text),
    Column("at", Moment),
    Index("ix_batch_row_state", "batch_id", "state", "no"),
)

retention_rule = Table(
    "retention_rule",
    metadata,
    Column("kind", String(12), primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("days", Integer, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

legal_hold = Table(
    "legal_hold",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("object_id", Text, nullable=False),
    Column("state", String(6), nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_by", Text, nullable=False),
    Column("placed_at", Moment, nullable=False),
    Column("lifted_by", Text),
    Column("lifted_at", Moment),
    Column("lift_reason", Text),
    Index("ix_legal_hold_object", "kind", "object_id", "state"),
)

# What is open in a version: counted on the overview, walked by batches.
_OPEN = instance.c.ended_at.is_(None)
Index(
    "ix_instance_open",
    instance.c.definition_id,
    instance.c.state,
    instance.c.id,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)
# What may be deleted one day: the first callers among ended instances that belong to no case.
_OLD = and_(instance.c.ended_at.is_not(None), instance.c.case_id.is_(None), instance.c.parent_id.is_(None))
Index(
    "ix_instance_ended",
    instance.c.process_key,
    instance.c.ended_at,
    sqlite_where=_OLD,
    postgresql_where=_OLD,
)
