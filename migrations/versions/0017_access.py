"""Test keys, sessions that say where they are, and second factors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.add_column("api_client", sa.Column("sandbox", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("session", sa.Column("pending", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("session", sa.Column("agent", sa.Text(), nullable=False, server_default=""))
    op.add_column("session", sa.Column("address", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "second_factor",
        sa.Column("username", sa.String(60), sa.ForeignKey("person.username"), primary_key=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
    )
    op.create_table(
        "recovery_code",
        sa.Column("username", sa.String(60), sa.ForeignKey("person.username"), primary_key=True),
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("used_at", MOMENT),
    )


def downgrade() -> None:
    for table in ("recovery_code", "second_factor"):
        op.drop_table(table)
    # SQLite cannot drop a column with a default in place.
    for table, columns in (("session", ("address", "agent", "pending")), ("api_client", ("sandbox",))):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
