"""Tables of supervision: rules, firings, alarms, bookmarks and the figures of each day."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tongban.engine.persistence.types import Id, Json, Moment, metadata

kept_rule = Table(
    "kept_rule",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("body", Json, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("item", String(40)),
    Column("unit", String(40)),
)

firing = Table(
    "firing",
    metadata,
    Column("rule_id", String(160), primary_key=True),
    Column("subject", Id, primary_key=True),
    Column("occurrence", String(60), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("rule", Json, nullable=False),
    Column("did", Json, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("case_no", String(60)),
    Column("instance_id", Id),
    Index("ix_firing_subject", "subject", "occurrence"),
    Index("ix_firing_at", "at"),
    Index("ix_firing_case", "case_no", "at"),
)

alarm = Table(
    "alarm",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(24), nullable=False, unique=True),
    Column("rule_id", String(60), nullable=False),
    Column("rule_name", Text, nullable=False),
    Column("rule_name_en", Text, nullable=False),
    Column("level", String(8), nullable=False),
    Column("state", String(10), nullable=False),
    Column("event_id", BigInteger, nullable=False),
    Column("happened_at", Moment, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("case_no", String(60), nullable=False),
    Column("item_code", String(40), nullable=False),
    Column("item_name", Text, nullable=False),
    Column("item_name_en", Text, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("region", String(12), nullable=False),
    Column("facts", Json, nullable=False),
    Column("element", Text),
    Column("person", String(60)),
    Column("instance_id", Id),
    Column("closed_at", Moment),
    UniqueConstraint("rule_id", "event_id"),
    Index("ix_alarm_case", "case_no", "id"),
    Index("ix_alarm_unit", "unit", "state", "id"),
    Index("ix_alarm_state", "state", "level", "id"),
    Index("ix_alarm_person", "person", "id"),
)
_STARTED = alarm.c.instance_id.is_not(None)
Index("ix_alarm_instance", alarm.c.instance_id, sqlite_where=_STARTED, postgresql_where=_STARTED)

alarm_step = Table(
    "alarm_step",
    metadata,
    Column("alarm_id", Id, ForeignKey("alarm.id"), primary_key=True),
    Column("no", Integer, primary_key=True),
    Column("action", String(12), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

bookmark = Table(
    "bookmark",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("tx", BigInteger, nullable=False),
    Column("event_id", BigInteger, nullable=False),
    Column("position", String(40), nullable=False),
    Column("at", Moment, nullable=False),
)

figure = Table(
    "figure",
    metadata,
    Column("measure", String(16), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("unit", String(40), primary_key=True),
    Column("item_code", String(40), primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("total", BigInteger, nullable=False),
)
