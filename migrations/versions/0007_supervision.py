"""Tables of escalation and supervision, and the indexes by which they find what is open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()
LIVE = sa.text("state IN ('running', 'paused', 'expired')")
NUMBERED = sa.text("tx > 0")
STARTED = sa.text("instance_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "kept_rule",
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("item", sa.String(40)),
        sa.Column("unit", sa.String(40)),
    )
    op.create_table(
        "firing",
        sa.Column("rule_id", sa.String(160), primary_key=True),
        sa.Column("subject", ID, primary_key=True),
        sa.Column("occurrence", sa.String(60), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("rule", JSON, nullable=False),
        sa.Column("did", JSON, nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("case_no", sa.String(60)),
        sa.Column("instance_id", ID),
        sa.Index("ix_firing_subject", "subject", "occurrence"),
        sa.Index("ix_firing_at", "at"),
        sa.Index("ix_firing_case", "case_no", "at"),
    )
    _alarms()
    op.create_table(
        "bookmark",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("tx", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.String(40), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "figure",
        sa.Column("measure", sa.String(16), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("unit", sa.String(40), primary_key=True),
        sa.Column("item_code", sa.String(40), primary_key=True),
        sa.Column("key", sa.String(100), primary_key=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_clock_live", "clock", ["due", "id"], sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_index("ix_clock_open", "clock", ["id"], sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_index("ix_event_feed", "event", ["tx", "id"], sqlite_where=NUMBERED, postgresql_where=NUMBERED)


def downgrade() -> None:
    op.drop_index("ix_event_feed", "event")
    op.drop_index("ix_clock_open", "clock")
    op.drop_index("ix_clock_live", "clock")
    for table in ("figure", "bookmark", "alarm_step", "alarm", "firing", "kept_rule"):
        op.drop_table(table)


def _alarms() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("rule_id", sa.String(60), nullable=False),
        sa.Column("rule_name", sa.Text(), nullable=False),
        sa.Column("rule_name_en", sa.Text(), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("case_no", sa.String(60), nullable=False),
        sa.Column("item_code", sa.String(40), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("item_name_en", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("element", sa.Text()),
        sa.Column("person", sa.String(60)),
        sa.Column("instance_id", ID),
        sa.Column("closed_at", MOMENT),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("rule_id", "event_id"),
        sa.Index("ix_alarm_case", "case_no", "id"),
        sa.Index("ix_alarm_unit", "unit", "state", "id"),
        sa.Index("ix_alarm_state", "state", "level", "id"),
        sa.Index("ix_alarm_person", "person", "id"),
    )
    op.create_index(
        "ix_alarm_instance", "alarm", ["instance_id"], sqlite_where=STARTED, postgresql_where=STARTED
    )
    op.create_table(
        "alarm_step",
        sa.Column("alarm_id", ID, sa.ForeignKey("alarm.id"), primary_key=True),
        sa.Column("no", sa.Integer(), primary_key=True),
        sa.Column("action", sa.String(12), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
    )
