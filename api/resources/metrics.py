"""Metrics for Prometheus, for whoever bears the token of the settings or runs the system."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, current_app, request

from tongban.api.authentication import engine
from tongban.api.metrics import CONTENT_TYPE, gauge_lines
from tongban.engine import SYSTEM, Actor, errors

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
def metrics() -> Response:
    """Requests of this process, and queues, workers and open work of the whole."""
    samples, says = engine().queries.gauges(_reader())
    found = [*current_app.extensions["tongban.requests"].lines(), *gauge_lines(samples, says)]
    return Response("\n".join(found) + "\n", content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _reader() -> Actor:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise errors.NotSignedIn
    known = engine().settings.metrics_token
    if known and hmac.compare_digest(known.encode(), token.encode("utf-8", "surrogateescape")):
        return SYSTEM
    actor = engine().actor_of_token(token)
    if actor is None:
        raise errors.NotSignedIn
    if actor.access is not None and "admin" not in actor.access.scopes:
        raise errors.NotAllowed(verb="metrics.read")
    return actor
