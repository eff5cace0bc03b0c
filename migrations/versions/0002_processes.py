"""Tables of the generic engine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()


def upgrade() -> None:
    op.create_table(
        "deployment",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "definition",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("deployment_id", ID, sa.ForeignKey("deployment.id")),
        sa.Column("item_version_id", ID),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("kind", "key", "version"),
    )
    op.create_table(
        "start_subscription",
        sa.Column("id", ID, primary_key=True),
        sa.Column("definition_id", ID, sa.ForeignKey("definition.id"), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
    )
    op.create_index("ix_start_subscription_process_key", "start_subscription", ["process_key"])
    op.create_index("ix_start_subscription_wait", "start_subscription", ["kind", "name"])
    op.create_table(
        "instance",
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("chain_no", sa.Integer(), nullable=False),
        sa.Column("parent_token", sa.Integer()),
        sa.Column("id", ID, primary_key=True),
        sa.Column("definition_id", ID, sa.ForeignKey("definition.id"), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("starter", sa.Text(), nullable=False),
        sa.Column("state_blob", sa.LargeBinary(), nullable=False),
        sa.Column("chain_hash", sa.LargeBinary(), nullable=False),
        sa.Column("flows", JSON, nullable=False),
        sa.Column("business_key", sa.Text()),
        sa.Column("parent_id", ID),
        sa.Column("case_id", ID),
    )
    op.create_index(
        "ix_instance_business_key",
        "instance",
        ["business_key"],
        sqlite_where=sa.text("business_key IS NOT NULL"),
        postgresql_where=sa.text("business_key IS NOT NULL"),
    )
    op.create_index(
        "ix_instance_parent",
        "instance",
        ["parent_id"],
        sqlite_where=sa.text("parent_id IS NOT NULL"),
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_index("ix_instance_process", "instance", ["process_key", "state", "id"])
    op.create_table(
        "activity",
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer()),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("task_id", ID),
        sa.Column("child_instance_id", ID),
        sa.PrimaryKeyConstraint("instance_id", "no"),
    )
    op.create_table(
        "task",
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due", MOMENT),
        sa.Column("completed_at", MOMENT),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("id", ID, primary_key=True),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("candidates", JSON, nullable=False),
        sa.Column("assignee", sa.Text()),
        sa.Column("case_id", ID),
        sa.Column("case_no", sa.Text()),
        sa.Column("form", sa.Text()),
        sa.Column("signer", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("opinion", sa.Text()),
        sa.Column("completed_by", sa.Text()),
        sa.Column("on_behalf_of", sa.Text()),
    )
    op.create_index(
        "ix_task_assignee",
        "task",
        ["assignee", "due"],
        sqlite_where=sa.text("state IN ('open', 'claimed')"),
        postgresql_where=sa.text("state IN ('open', 'claimed')"),
    )
    op.create_index(
        "ix_task_done",
        "task",
        ["completed_by", "completed_at"],
        sqlite_where=sa.text("completed_by IS NOT NULL"),
        postgresql_where=sa.text("completed_by IS NOT NULL"),
    )
    op.create_index("ix_task_instance", "task", ["instance_id", "token"])
    op.create_index(
        "ix_task_open",
        "task",
        ["id"],
        sqlite_where=sa.text("state IN ('open', 'claimed')"),
        postgresql_where=sa.text("state IN ('open', 'claimed')"),
    )
    op.create_table(
        "task_candidate",
        sa.Column("ref", sa.Text(), primary_key=True),
        sa.Column("task_id", ID, primary_key=True),
    )
    op.create_index("ix_task_candidate_task_id", "task_candidate", ["task_id"])
    op.create_table(
        "signing",
        sa.Column("instance_id", ID, primary_key=True),
        sa.Column("token", sa.Integer(), primary_key=True),
        sa.Column("body", JSON, nullable=False),
    )
    op.create_table(
        "timer",
        sa.Column("id", ID, primary_key=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("instance_id", ID),
        sa.Column("token", sa.Integer()),
        sa.Column("element", sa.Text()),
        sa.Column("case_id", ID),
        sa.Column("clock_id", ID),
        sa.Column("definition_id", ID),
        sa.Column("each", sa.Text(), nullable=False),
        sa.Column("remaining", sa.Integer()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
    )
    op.create_index("ix_timer_case_id", "timer", ["case_id"])
    op.create_index("ix_timer_definition_id", "timer", ["definition_id"])
    op.create_index("ix_timer_due_at", "timer", ["due_at"])
    op.create_index("ix_timer_instance_id", "timer", ["instance_id"])
    op.create_table(
        "subscription",
        sa.Column("id", ID, primary_key=True),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("business_key", sa.Text()),
        sa.Column("correlation", JSON, nullable=False),
    )
    op.create_index("ix_subscription_instance_id", "subscription", ["instance_id"])
    op.create_index("ix_subscription_wait", "subscription", ["kind", "name", "business_key"])
    op.create_table(
        "external_job",
        sa.Column("id", ID, primary_key=True),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("ix_external_job_instance_id", "external_job", ["instance_id"])
    op.create_index("ix_external_job_topic", "external_job", ["topic"])
    op.create_table(
        "incident",
        sa.Column("id", ID, primary_key=True),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("resolved_at", MOMENT),
    )
    op.create_index("ix_incident_instance_id", "incident", ["instance_id"])


def downgrade() -> None:
    op.drop_table("incident")
    op.drop_table("external_job")
    op.drop_table("subscription")
    op.drop_table("timer")
    op.drop_table("signing")
    op.drop_table("task_candidate")
    op.drop_table("task")
    op.drop_table("activity")
    op.drop_table("instance")
    op.drop_table("start_subscription")
    op.drop_table("definition")
    op.drop_table("deployment")
