"""Tables of items, cases and the record of every act."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.event import listen

from tongban.engine.persistence.types import Id, Json, Moment, Serial, metadata

item_version = Table(
    "item_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String(40), nullable=False),
    Column("slug", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("definition_id", Id),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("published_at", Moment),
    Column("change_note", Text),
    Column("published_by", Text),
    Column("effective_at", Moment),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", Text),
    Column("withdraw_reason", Text),
    Column("retention", String(10)),
    UniqueConstraint("code", "version"),
)

item_file = Table(
    "item_file",
    metadata,
    Column("item_version_id", Id, ForeignKey("item_version.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

approval_case = Table(
    "approval_case",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_no", String(60), nullable=False, unique=True),
    Column("item_version_id", Id, ForeignKey("item_version.id"), nullable=False),
    Column("item_code", String(40), nullable=False),
    Column("item_name", Text, nullable=False),
    Column("item_name_en", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("window_unit", Text, nullable=False),
    Column("state", String(24), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("applicant", Json, nullable=False),
    Column("applicant_name", Text, nullable=False),
    Column("form", Json, nullable=False),
    Column("progress_code", String(16), nullable=False),
    Column("registered_by", Text, nullable=False),
    Column("registered_at", Moment, nullable=False),
    Column("agent", Json),
    Column("applicant_user", Text),
    Column("instance_id", Id, unique=True),
    Column("result", Text),
    Column("override_reason", Text),
    Column("accepted_at", Moment),
    Column("decided_at", Moment),
    Column("closed_at", Moment),
    Column("deemed_at", Moment),
    Column("regimes", Json),
    Index("ix_approval_case_unit", "unit", "state", "id"),
    Index("ix_approval_case_applicant_user", "applicant_user", "id"),
)

clock = Table(
    "clock",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("approval_case.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(10), nullable=False),
    Column("due", Moment),
    Column("body", Json, nullable=False),
    Column("token", Integer),
    Column("calendar", String(40)),
    Column("started_at", Moment),
)
_COUNTED = clock.c.state.in_(["running", "expired"])
Index(
    "ix_clock_span",
    clock.c.calendar,
    clock.c.due,
    clock.c.id,
    sqlite_where=_COUNTED,
    postgresql_where=_COUNTED,
)
_PAUSED = clock.c.state == "paused"
Index("ix_clock_paused", clock.c.calendar, clock.c.id, sqlite_where=_PAUSED, postgresql_where=_PAUSED)
_LIVE = clock.c.state.in_(["running", "paused", "expired"])
Index("ix_clock_live", clock.c.due, clock.c.id, sqlite_where=_LIVE, postgresql_where=_LIVE)
Index("ix_clock_open", clock.c.id, sqlite_where=_LIVE, postgresql_where=_LIVE)

material = Table(
    "material",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("approval_case.id"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("shared_from", Id),
    Column("document_id", Id),
    Index("ix_material_case", "case_id", "code", "state"),
)

document = Table(
    "document",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", Id, ForeignKey("approval_case.id"), nullable=False, index=True),
    Column("type", String(32), nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("title_en", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("verification_code", String(32), nullable=False, unique=True),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sha256", String(64), index=True),
    Column("state", String(10), nullable=False, server_default="issued"),
    Column("template_id", Id),
    Column("sealed_at", Moment),
)

_UNISSUED = document.c.state.in_(["draft", "reviewed", "sealed"])
Index("ix_document_waiting", document.c.id, sqlite_where=_UNISSUED, postgresql_where=_UNISSUED)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("tx", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("chain_no", Integer, nullable=False),
    Column("chain", Id, nullable=False),
    Column("type", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("case_no", Text),
    Column("task_id", Id),
    Column("on_behalf_of", Text),
    UniqueConstraint("chain", "chain_no"),
)
# The order in which the feed is read to the end: by id alone, an event of a transaction that began earlier and
# wrote later could stand before one that was read already. SQLite has one writer and needs no such order.
_NUMBERED = event.c.tx > 0
# Both indexes only ever grow at their end, so PostgreSQL need not keep a tenth of their pages free.
Index(
    "ix_event_feed",
    event.c.tx,
    event.c.id,
    sqlite_where=_NUMBERED,
    postgresql_where=_NUMBERED,
    postgresql_with={"fillfactor": 100},
)
_FULL = DDL("ALTER INDEX pk_event SET (fillfactor = 100)")  # type: ignore[no-untyped-call]
listen(event, "after_create", _FULL.execute_if(dialect="postgresql"))

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("payload", Json, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("error", Text),
    Index("ix_outgoing_due", "state", "due_at"),
)

message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("subject_en", Text, nullable=False),
    Column("body_en", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("case_no", Text),
    Column("task_id", Id),
    Column("read_at", Moment),
    Column("publication_id", Id),
    Index("ix_message_recipient", "recipient", "id"),
)
_UNREAD = message.c.read_at.is_(None)
Index("ix_message_unread", message.c.recipient, sqlite_where=_UNREAD, postgresql_where=_UNREAD)

answer = Table(
    "answer",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("answer", Json, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
)


def _rating(name: str) -> Table:
    """What an applicant thinks of a case, once; the second one, after a bad one was answered, is kept beside it."""
    return Table(
        name,
        metadata,
        Column("case_id", Id, ForeignKey("approval_case.id"), primary_key=True),
        Column("level", Integer, nullable=False),
        Column("dims", Json, nullable=False),
        Column("text", Text, nullable=False),
        Column("rated_by", Text, nullable=False),
        Column("rated_at", Moment, nullable=False),
        Column("instance_id", Id),
    )


rating, follow_up_rating = _rating("rating"), _rating("follow_up_rating")
