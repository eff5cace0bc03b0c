"""How long an item says that the files of its cases are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item_version", sa.Column("retention", sa.String(10)))


def downgrade() -> None:
    op.drop_column("item_version", "retention")
