"""Projects with a green channel, marks against broken commitments, and what is special about a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.add_column("approval_case", sa.Column("regimes", sa.Text()))
    op.create_table(
        "green_project",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.String(60), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("factor", sa.String(16), nullable=False),
        sa.Column("tracker", sa.String(60), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("applicant_id_no", sa.String(60)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ended_at", MOMENT),
    )
    op.create_table(
        "credit_mark",
        sa.Column("id", ID, primary_key=True),
        sa.Column("id_type", sa.String(16), nullable=False),
        sa.Column("id_no", sa.String(60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("case_no", sa.String(60), nullable=False, index=True),
        sa.Column("item_code", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("marked_by", sa.Text(), nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.Column("repaired_by", sa.Text()),
        sa.Column("repaired_at", MOMENT),
        sa.Column("repair_reason", sa.Text()),
        sa.Index("ix_credit_mark_of", "id_no", "state"),
    )


def downgrade() -> None:
    op.drop_table("credit_mark")
    op.drop_table("green_project")
    with op.batch_alter_table("approval_case") as table:
        table.drop_column("regimes")
