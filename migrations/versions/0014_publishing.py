"""Publishing: submissions with their files, trials of samples, and what is known of each version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()
OF_VERSION = (
    ("change_note", sa.Text()),
    ("published_by", sa.Text()),
    ("effective_at", MOMENT),
    ("withdrawn_at", MOMENT),
    ("withdrawn_by", sa.Text()),
    ("withdraw_reason", sa.Text()),
)


def upgrade() -> None:
    for name, kind in OF_VERSION:
        op.add_column("item_version", sa.Column(name, kind))
    op.create_table(
        "publication",
        sa.Column("id", ID, primary_key=True),
        sa.Column("draft_id", ID, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("instance_id", ID, nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ended_at", MOMENT),
        sa.Column("version_id", ID),
        sa.UniqueConstraint("instance_id"),
        sa.Index("ix_publication_draft", "draft_id", "state", "id"),
        sa.Index("ix_publication_state", "state", "id"),
    )
    op.create_table(
        "publication_file",
        sa.Column("publication_id", ID, sa.ForeignKey("publication.id"), primary_key=True),
        sa.Column("path", sa.Text(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "draft_trial",
        sa.Column("content_hash", sa.String(64), primary_key=True),
        sa.Column("green", sa.Boolean(), nullable=False),
        sa.Column("played_by", sa.Text(), nullable=False),
        sa.Column("played_at", MOMENT, nullable=False),
        sa.Column("samples", JSON, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("draft_trial")
    op.drop_table("publication_file")
    op.drop_table("publication")
    for name, _ in reversed(OF_VERSION):
        op.drop_column("item_version", name)
