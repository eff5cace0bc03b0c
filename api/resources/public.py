"""What anybody may ask who holds the right code."""

from __future__ import annotations

from typing import Any

from tongban.api.authentication import engine, public
from tongban.api.requests import Blueprint
from tongban.api.schemas.case import Progress, ProgressQuery, Verification

blueprint = Blueprint("public", __name__, description="Without signing in")


@blueprint.get("/public/progress")
@blueprint.query(ProgressQuery)
@blueprint.answer(200, Progress)
@public
def read_progress(filters: dict[str, Any]) -> Any:
    """Read how far a case is, with its number and the query code on its receipt."""
    return engine().queries.public_progress(filters["case_no"], filters["code"])


@blueprint.get("/public/documents/<code>")
@blueprint.answer(200, Verification)
@public
def verify_document(code: str) -> Any:
    """Check a document by the verification code printed on it."""
    return engine().queries.verify_document(code)
