"""A task that nobody has taken costs no entry in the index of who has which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = "state IN ('open', 'claimed')"
TAKEN = f"{OPEN} AND assignee IS NOT NULL"


def upgrade() -> None:
    _index(TAKEN)


def downgrade() -> None:
    _index(OPEN)


def _index(which: str) -> None:
    op.drop_index("ix_task_assignee", "task")
    op.create_index(
        "ix_task_assignee",
        "task",
        ["assignee", "due"],
        sqlite_where=sa.text(which),
        postgresql_where=sa.text(which),
    )
