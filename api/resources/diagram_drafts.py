"""Diagrams as drafts: brought in from any tool, examined, given back byte for byte, changed, deployed."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from tongban.api.downloads import download
from tongban.api.paging import page_of
from tongban.api.preconditions import OPTIONAL, REQUIRED, TAGGED, read_revisions, tagged, with_tag
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.deployment import Deployment
from tongban.api.schemas.diagram_draft import (
    DeployDiagramDraftBody,
    DiagramDraft,
    DiagramDraftForm,
    DiagramDraftLine,
    DiagramDraftQuery,
)
from tongban.api.uploads import uploaded_file
from tongban.engine import drafting

blueprint = Blueprint("diagram-drafts", __name__, description="Diagrams being worked on")


@blueprint.post("/diagram-drafts")
@blueprint.doc(responses={201: {"headers": TAGGED}})
@blueprint.form(DiagramDraftForm)
@blueprint.answer(201, DiagramDraft)
def create_draft(given: dict[str, Any]) -> Any:
    """Bring in a BPMN 2.0 file of any tool.

    The answer says whether it can run and, element by element, what speaks against it. Only what is no BPMN
    XML at all is refused.
    """
    path, content = uploaded_file(request, "file")
    return tagged(act(drafting.CreateDraft(path, content, given.get("name") or "")), 201)


@blueprint.get("/diagram-drafts")
@blueprint.query(DiagramDraftQuery)
@blueprint.answer(200, page_of(DiagramDraftLine))
def list_drafts(filters: dict[str, Any]) -> Any:
    """List drafts, the newest first."""
    return ask("diagram_drafts", **filters)


@blueprint.get("/diagram-drafts/<draft_id>")
@blueprint.doc(responses={200: {"headers": TAGGED}})
@blueprint.answer(200, DiagramDraft)
def read_draft(draft_id: str) -> Any:
    """Read one draft with everything that speaks against running it."""
    return tagged(ask("diagram_draft", draft_id))


@blueprint.get("/diagram-drafts/<draft_id>/xml")
@blueprint.doc(responses={200: {"headers": TAGGED}})
@blueprint.answer(
    200, None, content_type="application/xml", says="The diagram, byte for byte as it was sent."
)
def read_draft_xml(draft_id: str) -> Response:
    """Read the diagram of a draft."""
    content, path, revision = ask("diagram_draft_xml", draft_id)
    return with_tag(download(content, "application/xml", path), revision)


@blueprint.put("/diagram-drafts/<draft_id>")
@blueprint.doc(responses={200: {"headers": TAGGED}}, **REQUIRED)
@blueprint.form(DiagramDraftForm)
@blueprint.answer(200, DiagramDraft)
def change_draft(draft_id: str, given: dict[str, Any]) -> Any:
    """Replace the diagram of a draft.

    If-Match names the revision that was read: when somebody was faster, 412 says who and when, and their
    work stays. The same bytes again change nothing.
    """
    path, content = uploaded_file(request, "file")
    revisions = read_revisions(request)
    return tagged(act(drafting.ChangeDraft(draft_id, path, content, revisions, given.get("name") or "")))


@blueprint.delete("/diagram-drafts/<draft_id>")
@blueprint.doc(**REQUIRED)
@blueprint.answer(200, DiagramDraft)
def delete_draft(draft_id: str) -> Any:
    """Throw a draft away; what was deployed from it stays."""
    return act(drafting.DeleteDraft(draft_id, read_revisions(request)))


@blueprint.post("/diagram-drafts/<draft_id>/deploy")
@blueprint.doc(**OPTIONAL)
@blueprint.body(DeployDiagramDraftBody)
@blueprint.answer(201, Deployment)
def deploy_draft(draft_id: str, given: dict[str, Any]) -> Any:
    """Deploy a draft: its processes get their next version, or every problem is listed and nothing changes."""
    revisions = read_revisions(request, required=False)
    return act(
        drafting.DeployDraft(draft_id, revisions, given.get("name") or "", given.get("change_note") or "")
    )
