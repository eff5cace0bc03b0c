"""Tables of daily work: search terms, views, what was looked at, and what happens at the counter."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from tongban.engine.persistence.types import Id, Json, Moment, metadata

# In the order of the key: the newest cases of a term are read backwards without sorting.
search_term = Table(
    "search_term",
    metadata,
    Column("term", String(60), primary_key=True),
    Column("case_id", Id, primary_key=True),
)

inbox_view = Table(
    "inbox_view",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(60), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("box", String(10), nullable=False),
    Column("body", Json, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

inbox_seen = Table(
    "inbox_seen",
    metadata,
    Column("username", String(60), primary_key=True),
    Column("box", String(10), primary_key=True),
    Column("at", Moment, nullable=False),
)

case_watch = Table(
    "case_watch",
    metadata,
    Column("username", String(60), primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Index("ix_case_watch_at", "username", "at", "case_id"),
)

presence = Table(
    "presence",
    metadata,
    Column("case_id", Id, primary_key=True),
    Column("username", String(60), primary_key=True),
    Column("at", Moment, nullable=False),
)

review_tick = Table(
    "review_tick",
    metadata,
    Column("case_id", Id, primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("username", String(60), primary_key=True),
    Column("at", Moment, nullable=False),
)

paper_move = Table(
    "paper_move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, nullable=False),
    Column("what", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("given_by", String(60), nullable=False),
    Column("taken_by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_paper_move_case", "case_id", "id"),
)

collection = Table(
    "collection",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, nullable=False, index=True),
    Column("collector", Text, nullable=False),
    Column("id_no", Text, nullable=False),
    Column("relation", String(10), nullable=False),
    Column("documents", Json, nullable=False),
    Column("handed_by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    Column("signature", String(64)),
)

visit_slot = Table(
    "visit_slot",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("starts", String(5), nullable=False),
    Column("ends", String(5), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    UniqueConstraint("unit", "day", "starts"),
)

visit = Table(
    "visit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit", String(40), nullable=False),
    Column("day", Date, nullable=False),
    Column("no", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("name", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("phone", Text, nullable=False),
    Column("item", String(40)),
    Column("slot_id", Id, index=True),
    Column("username", String(60), index=True),
    Column("arrived_at", Moment),
    Column("called_by", String(60)),
    Column("called_at", Moment),
    Column("case_no", String(60)),
    UniqueConstraint("unit", "day", "no"),
    Index("ix_visit_day", "unit", "day", "state", "no"),
)
