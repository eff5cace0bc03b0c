"""Offices' own templates, sealed documents, licences, archive packages, and the applicants' own side."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.String(20)
MOMENT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
JSON = sa.Text()
UNISSUED = "state IN ('draft', 'reviewed', 'sealed')"


def upgrade() -> None:
    op.add_column("document", sa.Column("state", sa.String(10), nullable=False, server_default="issued"))
    op.add_column("document", sa.Column("template_id", ID))
    op.add_column("document", sa.Column("sealed_at", MOMENT))
    op.create_index("ix_document_sha256", "document", ["sha256"])
    op.create_index(
        "ix_document_waiting",
        "document",
        ["id"],
        sqlite_where=sa.text(UNISSUED),
        postgresql_where=sa.text(UNISSUED),
    )
    op.add_column("rating", sa.Column("instance_id", ID))
    _templates()
    _licences()
    _applicants()


def downgrade() -> None:
    for table in (
        "sign_up_code",
        "mandate",
        "application_draft",
        "archive_package",
        "licence",
        "document_rule",
        "document_template",
    ):
        op.drop_table(table)
    op.drop_column("rating", "instance_id")
    op.drop_index("ix_document_waiting", "document")
    op.drop_index("ix_document_sha256", "document")
    for column in ("sealed_at", "template_id", "state"):
        op.drop_column("document", column)


def _templates() -> None:
    op.create_table(
        "document_template",
        sa.Column("id", ID, primary_key=True),
        sa.Column("unit", sa.String(40), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("unit", "type", "version"),
    )
    op.create_table(
        "document_rule",
        sa.Column("unit", sa.String(40), primary_key=True),
        sa.Column("type", sa.String(32), primary_key=True),
        sa.Column("template_id", ID, sa.ForeignKey("document_template.id")),
        sa.Column("in_steps", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )


def _licences() -> None:
    op.create_table(
        "licence",
        sa.Column("id", ID, primary_key=True),
        sa.Column("certificate_no", sa.Text(), nullable=False),
        sa.Column("document_id", ID, sa.ForeignKey("document.id"), nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("approval_case.id"), nullable=False),
        sa.Column("case_no", sa.String(60), nullable=False),
        sa.Column("item_code", sa.String(40), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("organ", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.String(10), nullable=False),
        sa.Column("valid_to", sa.String(10)),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("holder_user", sa.Text()),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_by", sa.Text()),
        sa.UniqueConstraint("document_id"),
        sa.Index("ix_licence_certificate_no", "certificate_no"),
        sa.Index("ix_licence_case_id", "case_id"),
        sa.Index("ix_licence_holder", "holder_id", "id"),
        sa.Index("ix_licence_user", "holder_user", "id"),
        sa.Index("ix_licence_unit", "unit", "id"),
    )
    op.create_table(
        "archive_package",
        sa.Column("case_id", ID, sa.ForeignKey("approval_case.id"), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("chain_no", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    op.create_index(
        "ix_archive_package_waiting",
        "archive_package",
        ["made_at"],
        sqlite_where=sa.text("sha256 = ''"),
        postgresql_where=sa.text("sha256 = ''"),
    )


def _applicants() -> None:
    op.create_table(
        "application_draft",
        sa.Column("username", sa.String(60), primary_key=True),
        sa.Column("item", sa.String(40), primary_key=True),
        sa.Column("body", JSON, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_table(
        "mandate",
        sa.Column("id", ID, primary_key=True),
        sa.Column("principal", sa.String(60), nullable=False),
        sa.Column("agent", sa.String(60), nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("valid_from", sa.String(10), nullable=False),
        sa.Column("valid_to", sa.String(10), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Index("ix_mandate_principal", "principal", "id"),
        sa.Index("ix_mandate_agent", "agent", "id"),
    )
    op.create_table(
        "sign_up_code",
        sa.Column("phone", sa.String(20), primary_key=True),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
    )
