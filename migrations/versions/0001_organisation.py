"""Tables of the organisation, of what lets people in, and of the calendar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unit",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("parent", sa.String(40)),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
    )
    op.create_table(
        "post",
        sa.Column("code", sa.String(60), primary_key=True),
        sa.Column("unit", sa.String(40), sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
    )
    op.create_index("ix_post_role", "post", ["role"])
    op.create_index("ix_post_unit", "post", ["unit"])
    op.create_table(
        "person",
        sa.Column("username", sa.String(60), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("id_no", sa.String(40)),
        sa.Column("phone", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT),
    )
    op.create_index("ix_person_id_no", "person", ["id_no"])
    op.create_table(
        "holding",
        sa.Column("username", sa.String(60), sa.ForeignKey("person.username"), primary_key=True),
        sa.Column("post", sa.String(60), sa.ForeignKey("post.code"), primary_key=True),
    )
    op.create_index("ix_holding_post", "holding", ["post"])
    op.create_table(
        "token",
        sa.Column("id", ID, primary_key=True),
        sa.Column("username", sa.String(60), sa.ForeignKey("person.username"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_token_username", "token", ["username"])
    op.create_table(
        "session",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("username", sa.String(60), sa.ForeignKey("person.username"), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    op.create_index("ix_session_username", "session", ["username"])
    op.create_table(
        "calendar_day",
        sa.Column("calendar", sa.String(40), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
    )
    op.create_table(
        "calendar_year",
        sa.Column("calendar", sa.String(40), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("status", sa.String(12), nullable=False),
    )
    op.create_table(
        "heartbeat",
        sa.Column("worker", sa.String(80), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("heartbeat")
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
    op.drop_table("session")
    op.drop_table("token")
    op.drop_table("holding")
    op.drop_table("person")
    op.drop_table("post")
    op.drop_table("unit")
