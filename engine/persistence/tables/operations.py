"""Tables of the approval operations."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from tongban.engine.persistence.types import Id, Json, Moment, metadata

added_signer = Table(
    "added_signer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, nullable=False),
    Column("token", Integer, nullable=False),
    Column("task_id", Id, nullable=False, index=True),
    Column("username", String(60), nullable=False),
    Column("position", String(10), nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    Column("sub_task_id", Id),
    Index("ix_added_signer_token", "instance_id", "token"),
)

remark = Table(
    "remark",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, nullable=False, index=True),
    Column("task_id", Id, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("case_no", Text),
    Column("on_behalf_of", Text),
    Column("outcome", Text),
    Column("mentions", Json, nullable=False),
    Index("ix_remark_task", "task_id", "kind"),
)

copy_sent = Table(
    "copy_sent",
    metadata,
    Column("task_id", Id, primary_key=True),
    Column("recipient", String(60), primary_key=True),
    Column("instance_id", Id, nullable=False),
    Column("sent_by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("case_no", Text),
    Column("text", Text, nullable=False),
    Column("read_at", Moment),
    Index("ix_copy_sent_recipient", "recipient", "at", "task_id"),
)

draft = Table(
    "draft",
    metadata,
    Column("task_id", Id, primary_key=True),
    Column("username", Text, nullable=False),
    Column("variables", Json, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Index("ix_draft_username", "username", "saved_at"),
)

proxy = Table(
    "proxy",
    metadata,
    Column("id", Id, primary_key=True),
    Column("principal", String(60), nullable=False, index=True),
    Column("agent", String(60), nullable=False, index=True),
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("processes", Json, nullable=False),
    Column("existing", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("items", Json, nullable=False),
    Column("revoked_at", Moment),
)

jump = Table(
    "jump",
    metadata,
    Column("id", Id, primary_key=True),
    Column("task_id", Id, nullable=False, index=True),
    Column("instance_id", Id, nullable=False),
    Column("to", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("state", String(8), nullable=False),
    Column("decided_by", Text),
    Column("decided_at", Moment),
)

phrase = Table(
    "phrase",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit", String(40), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)
