"""Signing in through an identity provider, and passwords that are given for one sign-in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.add_column("person", sa.Column("given_at", MOMENT))
    op.create_index("ix_person_phone", "person", ["phone"])
    op.create_index("ix_person_email", "person", ["email"])
    op.add_column("session", sa.Column("provider", sa.String(30)))
    op.add_column("session", sa.Column("id_token", sa.Text()))
    op.create_table(
        "external_identity",
        sa.Column("provider", sa.String(30), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        sa.Column("username", sa.String(60), sa.ForeignKey("person.username"), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("linked_by", sa.String(80), nullable=False),
        sa.Column("used_at", MOMENT),
    )
    op.create_index("ix_external_identity_username", "external_identity", ["username"])


def downgrade() -> None:
    op.drop_table("external_identity")
    for column in ("id_token", "provider"):
        op.drop_column("session", column)
    for column in ("email", "phone"):
        op.drop_index(f"ix_person_{column}", "person")
    op.drop_column("person", "given_at")
