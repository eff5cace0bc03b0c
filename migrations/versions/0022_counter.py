"""The counter: identities checked by paper, and a second rating after a bad one was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()


def upgrade() -> None:
    op.create_table(
        "identity_check",
        sa.Column("id", ID, primary_key=True),
        sa.Column("username", sa.String(60), sa.ForeignKey("person.username"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_type", sa.String(12), nullable=False),
        sa.Column("id_no", sa.String(60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("checked_by", sa.String(60), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("ended_by", sa.String(60)),
        sa.Column("ended_at", MOMENT),
    )
    op.create_index("ix_identity_check_username", "identity_check", ["username"])
    op.create_table(
        "follow_up_rating",
        sa.Column("case_id", ID, sa.ForeignKey("approval_case.id"), primary_key=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("dims", JSON, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rated_by", sa.Text(), nullable=False),
        sa.Column("rated_at", MOMENT, nullable=False),
        sa.Column("instance_id", ID),
    )


def downgrade() -> None:
    op.drop_table("follow_up_rating")
    op.drop_table("identity_check")
