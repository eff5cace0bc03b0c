"""Calendars over calendars, what each change of one moved, and by which calendar and over which span a clock counts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()
COUNTED = sa.text("state IN ('running', 'expired')")
PAUSED = sa.text("state = 'paused'")
BATCH = 1000


def upgrade() -> None:
    op.create_table(
        "calendar",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("base", sa.String(40)),
        sa.Column("hours", JSON),
        sa.Column("ends_at", sa.String(5)),
        sa.Column("zone", sa.String(40)),
    )
    op.create_table(
        "calendar_use",
        sa.Column("place", sa.String(60), primary_key=True),
        sa.Column("calendar", sa.String(40), nullable=False, index=True),
    )
    op.create_table(
        "calendar_change",
        sa.Column("id", ID, primary_key=True),
        sa.Column("calendar", sa.String(40), nullable=False),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("days", JSON, nullable=False),
        sa.Column("places", JSON, nullable=False),
        sa.Column("cursor", JSON, nullable=False),
        sa.Column("sweep", sa.Integer(), nullable=False),
        sa.Column("examined", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Index("ix_calendar_change_calendar", "calendar", "id"),
    )
    op.create_table(
        "clock_move",
        sa.Column("change_id", ID, primary_key=True),
        sa.Column("clock_id", ID, primary_key=True),
        sa.Column("case_no", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("before", MOMENT),
        sa.Column("after", MOMENT),
    )
    op.add_column("approval_case", sa.Column("deemed_at", MOMENT))
    op.add_column("clock", sa.Column("calendar", sa.String(40)))
    op.add_column("clock", sa.Column("started_at", MOMENT))
    _fill()
    op.create_index(
        "ix_clock_span",
        "clock",
        ["calendar", "due", "id"],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )
    op.create_index(
        "ix_clock_paused",
        "clock",
        ["calendar", "id"],
        sqlite_where=PAUSED,
        postgresql_where=PAUSED,
    )
    op.create_index("ix_timer_clock_id", "timer", ["clock_id"])


def _fill() -> None:
    """Every clock so far went by the one calendar there was."""
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "INSERT INTO calendar (code, name, name_en) "
            "SELECT DISTINCT calendar, calendar, calendar FROM calendar_year"
        )
    )
    if connection.dialect.name == "postgresql":
        connection.execute(
            sa.text(
                "UPDATE clock SET calendar = 'national', started_at = (body::json->>'start')::timestamptz"
            )
        )
        return
    last = ""
    change = sa.text("UPDATE clock SET calendar = 'national', started_at = :start WHERE id = :id")
    batch = sa.text(f"SELECT id, body FROM clock WHERE id > :last ORDER BY id LIMIT {BATCH}")
    while rows := connection.execute(batch, {"last": last}).all():
        last = rows[-1].id
        connection.execute(change, [{"id": row.id, "start": _start(row.body)} for row in rows])


def _start(body: str) -> str:
    started = datetime.fromisoformat(json.loads(body)["start"])
    return started.astimezone(UTC).isoformat(timespec="microseconds")


def downgrade() -> None:
    op.drop_index("ix_timer_clock_id", "timer")
    op.drop_index("ix_clock_paused", "clock")
    op.drop_index("ix_clock_span", "clock")
    op.drop_column("clock", "started_at")
    op.drop_column("clock", "calendar")
    op.drop_column("approval_case", "deemed_at")
    for table in ("clock_move", "calendar_change", "calendar_use", "calendar"):
        op.drop_table(table)
