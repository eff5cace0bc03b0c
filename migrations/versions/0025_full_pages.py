"""Fill the pages of indexes that only ever grow at their end.

PostgreSQL keeps a tenth of every page free for rows that come in between; the numbers of events never do.
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

GROW_AT_THE_END = ("pk_event", "ix_event_feed")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in GROW_AT_THE_END:
            op.execute(f"ALTER INDEX {name} SET (fillfactor = 100)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in GROW_AT_THE_END:
            op.execute(f"ALTER INDEX {name} RESET (fillfactor)")
