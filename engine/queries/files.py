"""Files of a case for somebody who may read it: materials as handed in, documents as PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.persistence.tables import case as tables
from tongban.engine.ports import Document, DocumentStore, Material
from tongban.engine.queries.cases import visible_case
from tongban.engine.queries.regimes import REVOKED, revocation_of
from tongban.engine.queries.rows import one, select_all

Render = Callable[[str, Mapping[str, Any]], bytes]


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
        return render(document.type, document.data), material.media_type, material.file_name
    try:
        return store.get(material.sha256), material.media_type, material.file_name
    except KeyError:
        raise errors.NotFound("The file is missing from the store.", sha256=material.sha256) from None


def document_pdf(connection: Connection, actor: Actor, render: Render, document_id: str) -> tuple[bytes, str]:
    """The PDF and its file name; the same data always give the same bytes."""
    document = one(connection, Document, select_all(Document).where(tables.document.c.id == document_id))
    file = tables.approval_case
    case_no = connection.execute(select(file.c.case_no).where(file.c.id == document.case_id)).scalar_one()
    case = visible_case(connection, actor, case_no)
    revoked = revocation_of(connection, case) if document.type in REVOKED else None
    # What was issued stays as it was; a note tells that it has no effect any more.
    data = document.data if revoked is None else {**document.data, "revoked": revoked}
    return render(document.type, data), f"{document.title}-{document.number}.pdf"
