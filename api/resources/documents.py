"""Issued documents as PDF."""

from __future__ import annotations

from flask import Response

from tongban.api.downloads import download
from tongban.api.requests import Blueprint, ask

blueprint = Blueprint("documents", __name__, description="Issued documents")


@blueprint.get("/documents/<document_id>")
@blueprint.answer(200, None, content_type="application/pdf", says="The document.")
def read_document(document_id: str) -> Response:
    """Download a document as PDF."""
    content, name = ask("document_pdf", document_id)
    return download(content, "application/pdf", name)
