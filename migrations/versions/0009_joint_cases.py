"""Members and meetings of joint cases, and materials that are another case's file or document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()


def upgrade() -> None:
    op.add_column("material", sa.Column("shared_from", ID))
    op.add_column("material", sa.Column("document_id", ID))
    op.create_table(
        "joint_member",
        sa.Column("case_id", ID, sa.ForeignKey("approval_case.id"), primary_key=True),
        sa.Column("joint_id", ID, sa.ForeignKey("approval_case.id"), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("stage", sa.String(40)),
        sa.Column("token", sa.Integer()),
        sa.Column("join_rule", sa.String(16)),
        sa.Column("passed", JSON, nullable=False),
        sa.Column("result", sa.String(16)),
        sa.Column("deemed", sa.Boolean(), nullable=False),
        sa.Column("begun_at", MOMENT),
        sa.Column("committed_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("read_by", sa.Text()),
        sa.Column("read_at", MOMENT),
        sa.Column("reason", sa.Text()),
        sa.Index("ix_joint_member_joint", "joint_id", "position"),
        sa.Index("ix_joint_member_unit", "unit", "joint_id"),
    )
    op.create_table(
        "joint_meeting",
        sa.Column("id", ID, primary_key=True),
        sa.Column("joint_id", ID, sa.ForeignKey("approval_case.id"), nullable=False, index=True),
        sa.Column("held_at", MOMENT, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("units", JSON, nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("joint_meeting")
    op.drop_table("joint_member")
    with op.batch_alter_table("material") as table:
        table.drop_column("document_id")
        table.drop_column("shared_from")
