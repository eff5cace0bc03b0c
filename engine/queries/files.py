"""Files of a case for somebody who may read it: materials as handed in, documents as PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.persistence.tables import case as tables
from tongban.engine.persistence.tables import papers
from tongban.engine.ports import Case, Document, DocumentStore, Material
from tongban.engine.queries.cases import visible_case
from tongban.engine.queries.regimes import revocation_of
from tongban.engine.queries.rows import one, select_all
from tongban.engine.use_cases.flow.regime_facts import REVOKED

Render = Callable[[str, Mapping[str, Any], str | None], bytes]


def material_file(
    connection: Connection, actor: Actor, store: DocumentStore, render: Render, case_no: str, code: str
) -> tuple[bytes, str, str]:
    """Bytes, media type and file name of the current file of a material."""
    case = visible_case(connection, actor, case_no)
    table = tables.material
    material = one(
        connection,
        Material,
        select_all(Material).where(
            table.c.case_id == case.id, table.c.code == code, table.c.state == "current"
        ),
    )
    if material.document_id is not None:
        # The result of a member of a joint case: the document itself, not a copy of it.
        document = one(
            connection, Document, select_all(Document).where(tables.document.c.id == material.document_id)
        )
        file = tables.approval_case
        own = one(connection, Case, select_all(Case).where(file.c.id == document.case_id))
        content = document_bytes(connection, store, render, document, own)
        return content, material.media_type, material.file_name
    try:
        return store.get(material.sha256), material.media_type, material.file_name
    except KeyError:
        raise errors.NotFound("The file is missing from the store.", sha256=material.sha256) from None


def document_of_material(connection: Connection, actor: Actor, case_no: str, code: str) -> str | None:
    """The document that stands for a material, if it is one; the case must be for the actor."""
    case = visible_case(connection, actor, case_no)
    table = tables.material
    found = connection.execute(
        select(table.c.document_id).where(
            table.c.case_id == case.id, table.c.code == code, table.c.state == "current"
        )
    ).first()
    return found.document_id if found else None


def document_case(connection: Connection, actor: Actor, document_id: str) -> tuple[Document, Case]:
    """A document with its case, if it is for the actor; what is not issued yet is for the office alone."""
    document = one(connection, Document, select_all(Document).where(tables.document.c.id == document_id))
    file = tables.approval_case
    case_no = connection.execute(select(file.c.case_no).where(file.c.id == document.case_id)).scalar_one()
    try:
        case = visible_case(connection, actor, case_no)
    except errors.NotFound:
        # The refusal of the case would tell its number.
        raise errors.NotFound from None
    if document.state != "issued" and not actor.is_staff and not actor.is_system:
        raise errors.NotFound
    return document, case


def document_pdf(
    connection: Connection, actor: Actor, store: DocumentStore, render: Render, document_id: str
) -> tuple[bytes, str]:
    """The PDF and its file name: the signed file where there is one, else made from the data."""
    document, case = document_case(connection, actor, document_id)
    return document_bytes(
        connection, store, render, document, case
    ), f"{document.title}-{document.number}.pdf"


def document_bytes(
    connection: Connection, store: DocumentStore, render: Render, document: Document, case: Case
) -> bytes:
    """What was issued stays as it was; a revoked one is shown from its data with a note across it."""
    revoked = revocation_of(connection, case) if document.type in REVOKED else None
    if document.sha256 is not None and revoked is None:
        try:
            return store.get(document.sha256)
        except KeyError:
            raise errors.NotFound("The file is missing from the store.", sha256=document.sha256) from None
    data = document.data if revoked is None else {**document.data, "revoked": revoked}
    if document.state == "draft" or document.state == "reviewed":
        data = {**data, "unissued": {"state": document.state}}
    text = template_text(connection, document.template_id)
    return render(document.type, data, text)


def template_text(connection: Connection, template_id: str | None) -> str | None:
    """The office's own text a document is made from; None for the shipped one."""
    if template_id is None:
        return None
    table = papers.document_template
    return connection.execute(select(table.c.text).where(table.c.id == template_id)).scalar_one_or_none()


def code_of_file(connection: Connection, sha256: str) -> str | None:
    """The verification code of the document these bytes are."""
    table = tables.document
    return connection.execute(
        select(table.c.verification_code).where(table.c.sha256 == sha256, table.c.state == "issued").limit(1)
    ).scalar_one_or_none()
