"""Base lists: the entries that offices claim."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()


def upgrade() -> None:
    op.create_table(
        "base_entry",
        sa.Column("id", ID, primary_key=True),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("item_type", sa.String(2), nullable=False),
        sa.Column("levels", JSON, nullable=False),
        sa.Column("organ", sa.Text(), nullable=False),
        sa.Column("basis", JSON, nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
    )
    op.create_index("ix_base_entry_source", "base_entry", ["source", "code"], unique=True)
    op.create_index("ix_base_entry_code", "base_entry", ["code"])


def downgrade() -> None:
    op.drop_table("base_entry")
