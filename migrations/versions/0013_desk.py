"""Work offered in the order of its due dates, terms to find cases by, and the tables of inbox and counter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tongban.engine.persistence.search_backfill import index_cases

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.String(20)
NAME = sa.String(60)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()
FAR = {
    "sqlite": "'{}-01-01T00:00:00.000000+00:00'",
    "postgresql": "TIMESTAMPTZ '{}-01-01 00:00:00+00'",
}
UNREAD = sa.text("read_at IS NULL")
OF_CASE = sa.text("case_id IS NOT NULL")


def upgrade() -> None:
    _candidates(with_due=True)
    op.drop_index("ix_copy_sent_recipient", "copy_sent")
    op.create_index("ix_copy_sent_recipient", "copy_sent", ["recipient", "at", "task_id"])
    op.create_index("ix_draft_username", "draft", ["username", "saved_at"])
    op.create_index(
        "ix_message_unread", "message", ["recipient"], sqlite_where=UNREAD, postgresql_where=UNREAD
    )
    op.create_index(
        "ix_instance_case", "instance", ["case_id"], sqlite_where=OF_CASE, postgresql_where=OF_CASE
    )
    _inbox_tables()
    _counter_tables()
    index_cases(op.get_bind())


def downgrade() -> None:
    for table in ("visit", "visit_slot", "collection", "paper_move", "presence", "case_watch"):
        op.drop_table(table)
    for table in ("inbox_seen", "inbox_view", "search_term"):
        op.drop_table(table)
    op.drop_index("ix_instance_case", "instance")
    op.drop_index("ix_message_unread", "message")
    op.drop_index("ix_draft_username", "draft")
    op.drop_index("ix_copy_sent_recipient", "copy_sent")
    op.create_index("ix_copy_sent_recipient", "copy_sent", ["recipient", "task_id"])
    _candidates(with_due=False)


def _candidates(*, with_due: bool) -> None:
    """Another key and one more column: the table is built anew and filled from the old one."""
    dialect = op.get_context().dialect.name
    op.execute("CREATE TABLE candidate_copy AS SELECT task_id, ref FROM task_candidate")
    op.drop_table("task_candidate")
    columns = [sa.Column("task_id", ID, primary_key=True), sa.Column("ref", sa.Text(), primary_key=True)]
    if with_due:
        op.create_table("task_candidate", *columns, sa.Column("due", MOMENT, nullable=False))
        op.execute(
            "INSERT INTO task_candidate (task_id, ref, due) "
            "SELECT one.task_id, one.ref, CASE WHEN task.state = 'open' "
            f"THEN COALESCE(task.due, {FAR[dialect].format(9000)}) ELSE {FAR[dialect].format(9001)} END "
            "FROM candidate_copy AS one JOIN task ON task.id = one.task_id"
        )
        op.create_index("ix_task_candidate_due", "task_candidate", ["ref", "due", "task_id"])
    else:
        op.create_table("task_candidate", *reversed(columns))
        op.execute("INSERT INTO task_candidate (ref, task_id) SELECT ref, task_id FROM candidate_copy")
        op.create_index("ix_task_candidate_task_id", "task_candidate", ["task_id"])
    op.drop_table("candidate_copy")


def _inbox_tables() -> None:
    op.create_table(
        "search_term",
        sa.Column("term", NAME, primary_key=True),
        sa.Column("case_id", ID, primary_key=True),
    )
    op.create_table(
        "inbox_view",
        sa.Column("id", ID, primary_key=True),
        sa.Column("username", NAME, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("box", sa.String(10), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Index("ix_inbox_view_username", "username"),
    )
    op.create_table(
        "inbox_seen",
        sa.Column("username", NAME, primary_key=True),
        sa.Column("box", sa.String(10), primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "case_watch",
        sa.Column("username", NAME, primary_key=True),
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Index("ix_case_watch_at", "username", "at", "case_id"),
    )
    op.create_table(
        "presence",
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("username", NAME, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
    )


def _counter_tables() -> None:
    op.create_table(
        "paper_move",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("given_by", NAME, nullable=False),
        sa.Column("taken_by", NAME, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Index("ix_paper_move_case", "case_id", "id"),
    )
    op.create_table(
        "collection",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("collector", sa.Text(), nullable=False),
        sa.Column("id_no", sa.Text(), nullable=False),
        sa.Column("relation", sa.String(10), nullable=False),
        sa.Column("documents", JSON, nullable=False),
        sa.Column("handed_by", NAME, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("signature", sa.String(64)),
        sa.Index("ix_collection_case_id", "case_id"),
    )
    op.create_table(
        "visit_slot",
        sa.Column("id", ID, primary_key=True),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.String(5), nullable=False),
        sa.Column("ends", sa.String(5), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.UniqueConstraint("unit", "day", "starts"),
    )
    op.create_table(
        "visit",
        sa.Column("id", ID, primary_key=True),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("item", sa.String(40)),
        sa.Column("slot_id", ID),
        sa.Column("username", NAME),
        sa.Column("arrived_at", MOMENT),
        sa.Column("called_by", NAME),
        sa.Column("called_at", MOMENT),
        sa.Column("case_no", NAME),
        sa.UniqueConstraint("unit", "day", "no"),
        sa.Index("ix_visit_slot_id", "slot_id"),
        sa.Index("ix_visit_username", "username"),
        sa.Index("ix_visit_day", "unit", "day", "state", "no"),
    )
