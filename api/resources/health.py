"""Is it alive, is it ready: for load balancers and people in a hurry."""

from __future__ import annotations

from flask import Blueprint, Response

from tongban.api.authentication import engine, public
from tongban.api.payload import json_response

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return json_response({"status": "ok"})


@blueprint.get("/readyz")
@public
def readyz() -> Response:
    """Database, migrations and worker are as they must be."""
    report = engine().queries.readiness()
    return json_response(report, 200 if report.get("ready") else 503)
