"""Incidents as answers."""

from __future__ import annotations

from typing import Any

from tongban.engine.ports import Incident


def incident_view(incident: Incident, process_key: str, business_key: str | None) -> dict[str, Any]:
    """One incident."""
    return {
        "id": incident.id,
        "instance_id": incident.instance_id,
        "process": process_key,
        "business_key": business_key,
        "element": incident.element,
        "reason": incident.reason,
        "message": incident.message,
        "details": incident.details,
        "job_id": incident.job_id,
        "timer_id": incident.timer_id,
        "created_at": incident.created_at,
        "state": "open" if incident.resolved_at is None else "closed",
        "resolution": incident.resolution,
        "resolved_at": incident.resolved_at,
        "resolved_by": incident.resolved_by,
        "note": incident.note,
    }
