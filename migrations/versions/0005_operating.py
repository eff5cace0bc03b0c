"""Drafts of diagrams; external jobs with locks and retries; what an incident is about and how it ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()

JOB = (
    ("available_at", MOMENT),
    ("worker", sa.Text()),
    ("locked_by", sa.Text()),
    ("message", sa.Text()),
    ("details", sa.Text()),
)
INCIDENT = (
    ("job_id", ID),
    ("timer_id", ID),
    ("details", sa.Text()),
    ("resolution", sa.String(10)),
    ("resolved_by", sa.Text()),
    ("note", sa.Text()),
)


def upgrade() -> None:
    for name, kind in JOB:
        op.add_column("external_job", sa.Column(name, kind))
    op.add_column("external_job", sa.Column("retries", sa.Integer(), nullable=False, server_default="3"))
    # What waits already may be taken at once.
    op.execute(sa.text("UPDATE external_job SET available_at = created_at"))
    op.drop_index("ix_external_job_topic", "external_job")
    op.create_index("ix_external_job_next", "external_job", ["topic", "available_at"])
    for name, kind in INCIDENT:
        op.add_column("incident", sa.Column(name, kind))
    still = sa.text("resolved_at IS NULL")
    op.create_index("ix_incident_open", "incident", ["id"], sqlite_where=still, postgresql_where=still)
    op.create_table(
        "design_draft",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("deployable", sa.Boolean(), nullable=False),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("deployment_id", ID),
        sa.Column("deployed_revision", sa.Integer()),
        sa.Index("ix_design_draft_kind", "kind", "id"),
    )
    op.create_table(
        "design_file",
        sa.Column("draft_id", ID, sa.ForeignKey("design_draft.id"), primary_key=True),
        sa.Column("path", sa.Text(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("design_file")
    op.drop_table("design_draft")
    op.drop_index("ix_incident_open", "incident")
    for name, _ in reversed(INCIDENT):
        op.drop_column("incident", name)
    op.drop_index("ix_external_job_next", "external_job")
    op.create_index("ix_external_job_topic", "external_job", ["topic"])
    op.drop_column("external_job", "retries")
    for name, _ in reversed(JOB):
        op.drop_column("external_job", name)
