"""Batch jobs, retention and legal holds, and the indexes that find the instances they are about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()
UNDER_WAY = sa.text("state IN ('gathering', 'running')")
OPEN = sa.text("ended_at IS NULL")
OLD = sa.text("ended_at IS NOT NULL AND case_id IS NULL AND parent_id IS NULL")


def upgrade() -> None:
    _make_batches()
    op.create_table(
        "retention_rule",
        sa.Column("kind", sa.String(12), primary_key=True),
        sa.Column("scope", sa.Text(), primary_key=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "legal_hold",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(6), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("lifted_by", sa.Text()),
        sa.Column("lifted_at", MOMENT),
        sa.Column("lift_reason", sa.Text()),
        sa.Index("ix_legal_hold_object", "kind", "object_id", "state"),
    )
    _index("ix_instance_open", "instance", ["definition_id", "state", "id"], OPEN)
    _index("ix_instance_ended", "instance", ["process_key", "ended_at"], OLD)


def downgrade() -> None:
    op.drop_index("ix_instance_ended", "instance")
    op.drop_index("ix_instance_open", "instance")
    for name in ("legal_hold", "retention_rule", "batch_row", "batch_job"):
        op.drop_table(name)


def _make_batches() -> None:
    op.create_table(
        "batch_job",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("which", JSON, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("cursor", sa.Text()),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("succeeded", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("undoes", ID),
        sa.Column("worker", sa.Text()),
        sa.Column("lease_until", MOMENT),
        sa.Column("ended_at", MOMENT),
    )
    _index("ix_batch_job_open", "batch_job", ["id"], UNDER_WAY)
    op.create_table(
        "batch_row",
        sa.Column("batch_id", ID, sa.ForeignKey("batch_job.id"), primary_key=True),
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("message", sa.Text()),
        sa.Column("at", MOMENT),
        sa.Index("ix_batch_row_state", "batch_id", "state", "no"),
    )


def _index(name: str, table: str, columns: list[str], which: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=which, postgresql_where=which)
