"""Tables of the approval operations, and what a task knows of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()

TASK = (("owner", sa.Text()), ("parent_id", ID), ("part", sa.String(10)), ("held", sa.String(10)))


def upgrade() -> None:
    for name, kind in TASK:
        op.add_column("task", sa.Column(name, kind))
    op.create_table(
        "added_signer",
        sa.Column("id", ID, primary_key=True),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("task_id", ID, nullable=False, index=True),
        sa.Column("username", sa.String(60), nullable=False),
        sa.Column("position", sa.String(10), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("sub_task_id", ID),
        sa.Index("ix_added_signer_token", "instance_id", "token"),
    )
    op.create_table(
        "remark",
        sa.Column("id", ID, primary_key=True),
        sa.Column("instance_id", ID, nullable=False, index=True),
        sa.Column("task_id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("case_no", sa.Text()),
        sa.Column("on_behalf_of", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("mentions", JSON, nullable=False),
        sa.Index("ix_remark_task", "task_id", "kind"),
    )
    op.create_table(
        "copy_sent",
        sa.Column("task_id", ID, primary_key=True),
        sa.Column("recipient", sa.String(60), primary_key=True),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("case_no", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_at", MOMENT),
        sa.Index("ix_copy_sent_recipient", "recipient", "task_id"),
    )
    op.create_table(
        "draft",
        sa.Column("task_id", ID, primary_key=True),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("variables", JSON, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
    )
    op.create_table(
        "proxy",
        sa.Column("id", ID, primary_key=True),
        sa.Column("principal", sa.String(60), nullable=False, index=True),
        sa.Column("agent", sa.String(60), nullable=False, index=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("processes", JSON, nullable=False),
        sa.Column("existing", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("revoked_at", MOMENT),
    )
    op.create_table(
        "jump",
        sa.Column("id", ID, primary_key=True),
        sa.Column("task_id", ID, nullable=False, index=True),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_at", MOMENT),
    )
    op.create_table(
        "phrase",
        sa.Column("id", ID, primary_key=True),
        sa.Column("unit", sa.String(40), nullable=False, index=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    for table in ("phrase", "jump", "proxy", "draft", "copy_sent", "remark", "added_signer"):
        op.drop_table(table)
    for name, _ in reversed(TASK):
        op.drop_column("task", name)
