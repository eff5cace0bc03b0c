"""Issued documents as PDF, their steps, licences, and the archive package of a case."""

from __future__ import annotations

from typing import Any

from flask import Response

from tongban.api.authentication import actor, engine
from tongban.api.downloads import download
from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.paper import DocumentMoved, DocumentStepBody, Licence, LicenceQuery
from tongban.engine import MoveDocument

blueprint = Blueprint("documents", __name__, description="Issued documents")


@blueprint.get("/documents/<document_id>")
@blueprint.answer(200, None, content_type="application/pdf", says="The document.")
def read_document(document_id: str) -> Response:
    """Download a document as PDF."""
    content, name = ask("document_pdf", document_id)
    return download(content, "application/pdf", name)


@blueprint.post("/documents/<document_id>/steps")
@blueprint.body(DocumentStepBody)
@blueprint.answer(200, DocumentMoved)
def move_document(document_id: str, given: dict[str, Any]) -> Any:
    """Take a document that goes out in steps one step: redraft, review, seal (signs it), issue; or send it back."""
    return act(MoveDocument(document_id, given["step"], given.get("reason") or ""))


@blueprint.get("/licences")
@blueprint.query(LicenceQuery)
@blueprint.answer(200, page_of(Licence))
def list_licences(filters: dict[str, Any]) -> Any:
    """List e-licences 电子证照: one's own, or for staff those of their units."""
    return ask("licences", **filters)


@blueprint.get("/cases/<case_no>/archive")
@blueprint.doc(responses={409: "CONFLICT"})
@blueprint.answer(200, None, content_type="application/zip", says="The package.")
def read_archive(case_no: str) -> Response:
    """Download the archive package of a closed case; `tongban archive verify` checks it by itself."""
    content, name = engine().archive(actor(), case_no)
    return download(content, "application/zip", name)
