"""Tables of items, cases and the record of every act."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "item_version",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("definition_id", ID),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT),
        sa.UniqueConstraint("code", "version"),
    )
    op.create_index("ix_item_version_slug", "item_version", ["slug"])
    op.create_index("ix_item_version_state", "item_version", ["state"])
    op.create_table(
        "item_file",
        sa.Column("item_version_id", ID, sa.ForeignKey("item_version.id"), primary_key=True),
        sa.Column("path", sa.Text(), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "approval_case",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_no", sa.String(60), nullable=False),
        sa.Column("item_version_id", ID, sa.ForeignKey("item_version.id"), nullable=False),
        sa.Column("item_code", sa.String(40), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("item_name_en", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("window_unit", sa.Text(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("applicant", JSON, nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("form", JSON, nullable=False),
        sa.Column("progress_code", sa.String(16), nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=False),
        sa.Column("agent", JSON),
        sa.Column("applicant_user", sa.Text()),
        sa.Column("instance_id", ID),
        sa.Column("result", sa.Text()),
        sa.Column("override_reason", sa.Text()),
        sa.Column("accepted_at", MOMENT),
        sa.Column("decided_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.UniqueConstraint("case_no"),
        sa.UniqueConstraint("instance_id"),
    )
    op.create_index("ix_approval_case_applicant_user", "approval_case", ["applicant_user", "id"])
    op.create_index("ix_approval_case_unit", "approval_case", ["unit", "state", "id"])
    op.create_table(
        "clock",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("approval_case.id"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("due", MOMENT),
        sa.Column("body", JSON, nullable=False),
        sa.Column("token", sa.Integer()),
    )
    op.create_index("ix_clock_case_id", "clock", ["case_id"])
    op.create_table(
        "material",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("approval_case.id"), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
    )
    op.create_index("ix_material_case", "material", ["case_id", "code", "state"])
    op.create_table(
        "document",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("approval_case.id"), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("verification_code", sa.String(32), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sha256", sa.String(64)),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("verification_code"),
    )
    op.create_index("ix_document_case_id", "document", ["case_id"])
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.Integer(), nullable=False),
    )
    op.create_table(
        "event",
        sa.Column("id", SERIAL, primary_key=True, autoincrement=True),
        sa.Column("tx", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("chain_no", sa.Integer(), nullable=False),
        sa.Column("chain", ID, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("case_no", sa.Text()),
        sa.Column("task_id", ID),
        sa.Column("on_behalf_of", sa.Text()),
        sa.UniqueConstraint("chain", "chain_no"),
    )
    op.create_table(
        "outgoing",
        sa.Column("id", ID, primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("error", sa.Text()),
    )
    op.create_index("ix_outgoing_due", "outgoing", ["state", "due_at"])
    op.create_table(
        "message",
        sa.Column("id", ID, primary_key=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("subject_en", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("case_no", sa.Text()),
        sa.Column("task_id", ID),
        sa.Column("read_at", MOMENT),
    )
    op.create_index("ix_message_recipient", "message", ["recipient", "id"])
    op.create_table(
        "answer",
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("ix_answer_created_at", "answer", ["created_at"])
    op.create_table(
        "rating",
        sa.Column("case_id", ID, sa.ForeignKey("approval_case.id"), primary_key=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("dims", JSON, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rated_by", sa.Text(), nullable=False),
        sa.Column("rated_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("rating")
    op.drop_table("answer")
    op.drop_table("message")
    op.drop_table("outgoing")
    op.drop_table("event")
    op.drop_table("counter")
    op.drop_table("document")
    op.drop_table("material")
    op.drop_table("clock")
    op.drop_table("approval_case")
    op.drop_table("item_file")
    op.drop_table("item_version")
