"""API clients: the programs that call, what they may do and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request

from tongban.api.paging import Paged, page_of
from tongban.api.preconditions import OPTIONAL, SHOWS_TAG, by_content, read_tags
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas import integration as shapes
from tongban.engine import CreateClient, RevokeClient, RotateKey

blueprint = Blueprint("api-clients", __name__, description="Programs that call this API")
DAY = timedelta(days=1)
RATE = 600


@blueprint.post("/api-clients")
@blueprint.body(shapes.ApiClientBody)
@blueprint.answer(201, shapes.NewApiClient)
def create_client(given: dict[str, Any]) -> Any:
    """Make an API client; its token can be read only in this answer."""
    scopes, rate = tuple(given["scopes"]), given.get("rate", RATE)
    return act(CreateClient(given["name"], scopes, rate, given.get("user"), given.get("sandbox", False)))


@blueprint.get("/api-clients")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(shapes.ApiClient))
def list_clients(filters: dict[str, Any]) -> Any:
    """List API clients, the newest first."""
    return ask("api_clients", **filters)


@blueprint.get("/api-clients/<client_id>")
@blueprint.doc(**SHOWS_TAG)
@blueprint.answer(200, shapes.ApiClient)
def read_client(client_id: str) -> Any:
    """Read one API client."""
    return by_content(ask("api_client", client_id))


@blueprint.post("/api-clients/<client_id>/rotate")
@blueprint.body(shapes.Overlap)
@blueprint.answer(200, shapes.NewApiClient)
def rotate_key(client_id: str, given: dict[str, Any]) -> Any:
    """Make another token; the one before it works for a while yet."""
    return act(RotateKey(client_id, given.get("overlap", DAY)))


@blueprint.delete("/api-clients/<client_id>")
@blueprint.doc(**OPTIONAL)
@blueprint.answer(200, shapes.ApiClient)
def revoke_client(client_id: str) -> Any:
    """Let none of a client's tokens work any longer."""
    return act(RevokeClient(client_id, read_tags(request)))
