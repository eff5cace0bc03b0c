"""What stands still, why, and repairing it."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.incident import Incident, IncidentQuery, ResolveIncidentBody, RetryIncidentBody
from tongban.engine import ResolveIncident, RetryIncident

blueprint = Blueprint("incidents", __name__, description="What stands still")


@blueprint.get("/incidents")
@blueprint.query(IncidentQuery)
@blueprint.answer(200, page_of(Incident))
def list_incidents(filters: dict[str, Any]) -> Any:
    """List incidents, the open ones unless asked otherwise."""
    return ask("incidents", **filters)


@blueprint.get("/incidents/<incident_id>")
@blueprint.answer(200, Incident)
def read_incident(incident_id: str) -> Any:
    """Read one incident."""
    return ask("incident", incident_id)


@blueprint.post("/incidents/<incident_id>/retry")
@blueprint.body(RetryIncidentBody)
@blueprint.answer(200, Incident)
def retry_incident(incident_id: str, given: dict[str, Any]) -> Any:
    """Do again what failed.

    A job gets new attempts and may be taken at once, a timer fires soon, anything else is tried within this
    call. What fails again is a new incident.
    """
    return act(RetryIncident(incident_id, given.get("retries"), given.get("note") or ""))


@blueprint.post("/incidents/<incident_id>/resolve")
@blueprint.body(ResolveIncidentBody)
@blueprint.answer(200, Incident)
def resolve_incident(incident_id: str, given: dict[str, Any]) -> Any:
    """Say that it was settled by other means: the element counts as done and the flow goes on behind it."""
    return act(ResolveIncident(incident_id, given["note"], given.get("variables") or {}))
