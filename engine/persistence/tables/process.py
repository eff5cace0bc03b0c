"""Tables of the generic engine."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tongban.engine.persistence.types import Id, Json, Moment, metadata

deployment = Table(
    "deployment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("change_note", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

definition = Table(
    "definition",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("source", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("deployment_id", Id, ForeignKey("deployment.id")),
    Column("item_version_id", Id),
    Column("enabled", Boolean, nullable=False),
    UniqueConstraint("kind", "key", "version"),
)

start_subscription = Table(
    "start_subscription",
    metadata,
    Column("id", Id, primary_key=True),
    Column("definition_id", Id, ForeignKey("definition.id"), nullable=False),
    Column("process_key", Text, nullable=False, index=True),
    Column("element", Text, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("name", Text, nullable=False),
    Index("ix_start_subscription_wait", "kind", "name"),
)

instance = Table(
    "instance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("definition_id", Id, ForeignKey("definition.id"), nullable=False),
    Column("process_key", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("starter", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("state_blob", LargeBinary, nullable=False),
    Column("chain_no", Integer, nullable=False),
    Column("chain_hash", LargeBinary, nullable=False),
    Column("flows", Json, nullable=False),
    Column("business_key", Text),
    Column("parent_id", Id),
    Column("parent_token", Integer),
    Column("case_id", Id),
    Column("ended_at", Moment),
    Index("ix_instance_process", "process_key", "state", "id"),
)
Index(
    "ix_instance_business_key",
    instance.c.business_key,
    sqlite_where=instance.c.business_key.is_not(None),
    postgresql_where=instance.c.business_key.is_not(None),
)
Index(
    "ix_instance_parent",
    instance.c.parent_id,
    sqlite_where=instance.c.parent_id.is_not(None),
    postgresql_where=instance.c.parent_id.is_not(None),
)

activity = Table(
    "activity",
    metadata,
    Column("instance_id", Id, primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("element", Text, nullable=False),
    Column("scope", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("token", Integer),
    Column("task_id", Id),
    Column("child_instance_id", Id),
)

task = Table(
    "task",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, nullable=False),
    Column("token", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("scope", Integer, nullable=False),
    Column("process_key", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("candidates", Json, nullable=False),
    Column("assignee", Text),
    Column("case_id", Id),
    Column("case_no", Text),
    Column("form", Text),
    Column("due", Moment),
    Column("priority", Integer, nullable=False),
    Column("signer", Text),
    Column("outcome", Text),
    Column("opinion", Text),
    Column("completed_by", Text),
    Column("completed_at", Moment),
    Column("on_behalf_of", Text),
    Column("owner", Text),
    Column("parent_id", Id),
    Column("part", String(10)),
    Column("held", String(10)),
    Index("ix_task_instance", "instance_id", "token"),
)
_OPEN = task.c.state.in_(["open", "claimed"])
Index("ix_task_assignee", task.c.assignee, task.c.due, sqlite_where=_OPEN, postgresql_where=_OPEN)
Index("ix_task_open", task.c.id, sqlite_where=_OPEN, postgresql_where=_OPEN)
_DONE = task.c.completed_by.is_not(None)
Index("ix_task_done", task.c.completed_by, task.c.completed_at, sqlite_where=_DONE, postgresql_where=_DONE)

task_candidate = Table(
    "task_candidate",
    metadata,
    Column("ref", Text, primary_key=True),
    Column("task_id", Id, primary_key=True, index=True),
)

signing = Table(
    "signing",
    metadata,
    Column("instance_id", Id, primary_key=True),
    Column("token", Integer, primary_key=True),
    Column("body", Json, nullable=False),
)

timer = Table(
    "timer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("due_at", Moment, nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("instance_id", Id, index=True),
    Column("token", Integer),
    Column("element", Text),
    Column("case_id", Id, index=True),
    Column("clock_id", Id),
    Column("definition_id", Id, index=True),
    Column("each", Text, nullable=False),
    Column("remaining", Integer),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, nullable=False, index=True),
    Column("token", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("name", Text, nullable=False),
    Column("business_key", Text),
    Column("correlation", Json, nullable=False),
    Index("ix_subscription_wait", "kind", "name", "business_key"),
)

external_job = Table(
    "external_job",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, nullable=False, index=True),
    Column("token", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("topic", Text, nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, nullable=False, index=True),
    Column("element", Text, nullable=False),
    Column("no", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("resolved_at", Moment),
)
