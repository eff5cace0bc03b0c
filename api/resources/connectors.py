"""Connectors that service tasks call by name, and the secrets they use."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import Paged, page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas import integration as shapes
from tongban.engine import KeepSecret, RemoveConnector, RemoveSecret, SaveConnector

blueprint = Blueprint("connectors", __name__, description="Calls that the worker makes for service tasks")


@blueprint.get("/connectors")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(shapes.Connector))
def list_connectors(filters: dict[str, Any]) -> Any:
    """List connectors by name."""
    return ask("connectors", **filters)


@blueprint.get("/connectors/<name>")
@blueprint.answer(200, shapes.Connector)
def read_connector(name: str) -> Any:
    """Read one connector."""
    return ask("connector", name)


@blueprint.put("/connectors/<name>")
@blueprint.body(shapes.ConnectorBody)
@blueprint.answer(200, shapes.Connector)
def save_connector(name: str, given: dict[str, Any]) -> Any:
    """Make a connector or replace it as a whole."""
    body = {key: value for key, value in given.items() if key not in ("kind", "enabled")}
    return act(SaveConnector(name, given["kind"], body, given.get("enabled", True)))


@blueprint.delete("/connectors/<name>")
@blueprint.answer(200, shapes.Connector)
def remove_connector(name: str) -> Any:
    """Remove a connector; its jobs wait for an outside worker then."""
    return act(RemoveConnector(name))


@blueprint.get("/secrets")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(shapes.Secret))
def list_secrets(filters: dict[str, Any]) -> Any:
    """List the names of the kept secrets."""
    return ask("secrets", **filters)


@blueprint.put("/secrets/<name>")
@blueprint.body(shapes.SecretBody)
@blueprint.answer(200, shapes.Secret)
def keep_secret(name: str, given: dict[str, Any]) -> Any:
    """Keep a secret, sealed; nobody can read it again."""
    return act(KeepSecret(name, given["value"]))


@blueprint.delete("/secrets/<name>")
@blueprint.answer(200, shapes.Secret)
def remove_secret(name: str) -> Any:
    """Forget a secret that no connector uses."""
    return act(RemoveSecret(name))
