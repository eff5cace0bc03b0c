"""Changes of an item's draft as steps that can be taken back, what it was claimed from, and messages on submissions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.create_table(
        "design_step",
        sa.Column("draft_id", ID, sa.ForeignKey("design_draft.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    op.create_table(
        "design_step_file",
        sa.Column("draft_id", ID, sa.ForeignKey("design_draft.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("path", sa.Text(), primary_key=True),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("before", sa.String(64)),
        sa.Column("after", sa.String(64)),
    )
    op.add_column("design_draft", sa.Column("base_entry", sa.Text()))
    op.add_column("message", sa.Column("publication_id", ID))
    op.create_index("ix_publication_version", "publication", ["version_id"])


def downgrade() -> None:
    op.drop_index("ix_publication_version", "publication")
    op.drop_column("message", "publication_id")
    op.drop_column("design_draft", "base_entry")
    op.drop_table("design_step_file")
    op.drop_table("design_step")
