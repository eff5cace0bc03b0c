"""What a case leaves behind: its materials, timeline, diagram and audit."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from tongban.api.downloads import download
from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.case import Audit, Drawing, Material, MaterialForm, TimelineRow
from tongban.api.uploads import uploaded_file
from tongban.engine import AttachMaterial

blueprint = Blueprint("case-records", __name__, description="What a case leaves behind")


@blueprint.put("/cases/<case_no>/materials/<code>")
@blueprint.form(MaterialForm)
@blueprint.answer(200, Material)
def attach_material(case_no: str, code: str, given: dict[str, Any]) -> Any:
    """Hand in a material, checked against the item's rules; it replaces an earlier one."""
    name, content = uploaded_file(request, "file")
    return act(AttachMaterial(case_no, code, name, content))


@blueprint.get("/cases/<case_no>/materials/<code>")
@blueprint.answer(200, None, content_type="*/*", says="The file as it was handed in.")
def read_material(case_no: str, code: str) -> Response:
    """Download a material."""
    content, media_type, name = ask("material_file", case_no, code)
    return download(content, media_type, name)


@blueprint.get("/cases/<case_no>/timeline")
@blueprint.answer(200, page_of(TimelineRow))
def read_timeline(case_no: str) -> Any:
    """Read who did what when."""
    return ask("timeline", case_no)


@blueprint.get("/cases/<case_no>/diagram")
@blueprint.answer(200, Drawing)
def read_diagram(case_no: str) -> Any:
    """Read the diagram with the state of each element and the flows taken."""
    return ask("diagram", case_no)


@blueprint.get("/cases/<case_no>/audit")
@blueprint.answer(200, Audit)
def read_audit(case_no: str) -> Any:
    """Read and verify the case's hash chain."""
    return ask("audit", case_no)
