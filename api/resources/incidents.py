"""What stands still, and why."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import Paged, page_of
from tongban.api.requests import Blueprint, ask
from tongban.api.schemas.event import Incident

blueprint = Blueprint("incidents", __name__, description="What stands still")


@blueprint.get("/incidents")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(Incident))
def list_incidents(filters: dict[str, Any]) -> Any:
    """List open incidents."""
    return ask("incidents", **filters)
