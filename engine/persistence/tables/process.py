"""Tables of the generic engine."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
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
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("chain_no", Integer, nullable=False),
    Column("parent_token", Integer),
    Column("id", Id, primary_key=True),
    Column("definition_id", Id, ForeignKey("definition.id"), nullable=False),
    Column("process_key", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("starter", Text, nullable=False),
    Column("state_blob", LargeBinary, nullable=False),
    Column("chain_hash", LargeBinary, nullable=False),
    Column("flows", Json, nullable=False),
    Column("business_key", Text),
    Column("parent_id", Id),
    Column("case_id", Id),
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

Index(
    "ix_instance_case",
    instance.c.case_id,
    sqlite_where=instance.c.case_id.is_not(None),
    postgresql_where=instance.c.case_id.is_not(None),
)

activity = Table(
    "activity",
    metadata,
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("no", Integer, nullable=False),
    Column("scope", Integer, nullable=False),
    Column("token", Integer),
    Column("instance_id", Id, nullable=False),
    Column("element", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("task_id", Id),
    Column("child_instance_id", Id),
    PrimaryKeyConstraint("instance_id", "no"),
)

task = Table(
    "task",
    metadata,
    Column("created_at", Moment, nullable=False),
    Column("due", Moment),
    Column("completed_at", Moment),
    Column("token", Integer, nullable=False),
    Column("scope", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("id", Id, primary_key=True),
    Column("instance_id", Id, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("process_key", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("candidates", Json, nullable=False),
    Column("assignee", Text),
    Column("case_id", Id),
    Column("case_no", Text),
    Column("form", Text),
    Column("signer", Text),
    Column("outcome", Text),
    Column("opinion", Text),
    Column("completed_by", Text),
    Column("on_behalf_of", Text),
    Column("owner", Text),
    Column("parent_id", Id),
    Column("part", String(10)),
    Column("held", String(10)),
    Index("ix_task_instance", "instance_id", "token"),
)
_OPEN = task.c.state.in_(["open", "claimed"])
_TAKEN = and_(_OPEN, task.c.assignee.is_not(None))
Index("ix_task_assignee", task.c.assignee, task.c.due, sqlite_where=_TAKEN, postgresql_where=_TAKEN)
Index("ix_task_open", task.c.id, sqlite_where=_OPEN, postgresql_where=_OPEN)
_DONE = task.c.completed_by.is_not(None)
Index("ix_task_done", task.c.completed_by, task.c.completed_at, sqlite_where=_DONE, postgresql_where=_DONE)

task_candidate = Table(
    "task_candidate",
    metadata,
    Column("task_id", Id, primary_key=True),
    Column("ref", Text, primary_key=True),
    # A copy of the task's own, so that the most urgent work of a group is read in order, however much there is.
    Column("due", Moment, nullable=False),
    Index("ix_task_candidate_due", "ref", "due", "task_id"),
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
    Column("clock_id", Id, index=True),
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
    Column("topic", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("available_at", Moment),
    Column("worker", Text),
    Column("locked_by", Text),
    Column("retries", Integer, nullable=False, server_default="3"),
    Column("message", Text),
    Column("details", Text),
    Index("ix_external_job_next", "topic", "available_at"),
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
    Column("job_id", Id),
    Column("timer_id", Id),
    Column("details", Text),
    Column("resolution", String(10)),
    Column("resolved_by", Text),
    Column("note", Text),
)
_OPEN_INCIDENT = incident.c.resolved_at.is_(None)
Index("ix_incident_open", incident.c.id, sqlite_where=_OPEN_INCIDENT, postgresql_where=_OPEN_INCIDENT)
