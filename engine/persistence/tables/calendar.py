"""Tables of the calendars, and of what a change of one did to the clocks."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from tongban.engine.persistence.types import Id, Json, Moment, metadata

calendar = Table(
    "calendar",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("base", String(40)),
    Column("hours", Json),
    Column("ends_at", String(5)),
    Column("zone", String(40)),
)

calendar_use = Table(
    "calendar_use",
    metadata,
    Column("place", String(60), primary_key=True),
    Column("calendar", String(40), nullable=False, index=True),
)

calendar_change = Table(
    "calendar_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("calendar", String(40), nullable=False),
    Column("what", String(8), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("days", Json, nullable=False),
    Column("places", Json, nullable=False),
    Column("cursor", Json, nullable=False),
    Column("sweep", Integer, nullable=False),
    Column("examined", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("done_at", Moment),
    Index("ix_calendar_change_calendar", "calendar", "id"),
)

clock_move = Table(
    "clock_move",
    metadata,
    Column("change_id", Id, primary_key=True),
    Column("clock_id", Id, primary_key=True),
    Column("case_no", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("before", Moment),
    Column("after", Moment),
)
