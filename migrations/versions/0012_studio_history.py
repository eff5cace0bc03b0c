"""What files of drafts were before, and what analysts remark on their elements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.add_column("design_file", sa.Column("past", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "design_past",
        sa.Column("draft_id", ID, sa.ForeignKey("design_draft.id"), primary_key=True),
        sa.Column("path", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("replaced_by", sa.Text(), nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
    )
    op.create_table(
        "design_comment",
        sa.Column("id", ID, primary_key=True),
        sa.Column("draft_id", ID, sa.ForeignKey("design_draft.id"), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("resolved_by", sa.Text()),
        sa.Column("resolved_at", MOMENT),
    )
    op.create_index("ix_design_comment_draft", "design_comment", ["draft_id", "path", "id"])


def downgrade() -> None:
    op.drop_table("design_comment")
    op.drop_table("design_past")
    op.drop_column("design_file", "past")
