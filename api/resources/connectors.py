"""Connectors that service tasks call by name, and the secrets they use."""

from __future__ import annotations

from typing import Any

from flask import request

from tongban.api.paging import Paged, page_of
from tongban.api.preconditions import CHANGES_TAGGED, OPTIONAL, SHOWS_TAG, by_content, read_tags
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
@blueprint.doc(**SHOWS_TAG)
@blueprint.answer(200, shapes.Connector)
def read_connector(name: str) -> Any:
    """Read one connector."""
    return by_content(ask("connector", name))


@blueprint.put("/connectors/<name>")
@blueprint.doc(**CHANGES_TAGGED)
@blueprint.body(shapes.ConnectorBody)
@blueprint.answer(200, shapes.Connector)
def save_connector(name: str, given: dict[str, Any]) -> Any:
    """Make a connector or replace it as a whole."""
    body = {key: value for key, value in given.items() if key not in ("kind", "enabled")}
    saved = SaveConnector(name, given["kind"], body, given.get("enabled", True), read_tags(request))
    return by_content(act(saved))


@blueprint.delete("/connectors/<name>")
@blueprint.doc(**OPTIONAL)
@blueprint.answer(200, shapes.Connector)
def remove_connector(name: str) -> Any:
    """Remove a connector; its jobs wait for an outside worker then."""
    return act(RemoveConnector(name, read_tags(request)))


@blueprint.get("/secrets")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(shapes.Secret))
def list_secrets(filters: dict[str, Any]) -> Any:
    """List the names of the kept secrets."""
    return ask("secrets", **filters)


@blueprint.get("/secrets/<name>")
@blueprint.doc(**SHOWS_TAG)
@blueprint.answer(200, shapes.Secret)
def read_secret(name: str) -> Any:
    """Read that there is a secret of this name; its value nobody can read."""
    return by_content(ask("secret", name))


@blueprint.put("/secrets/<name>")
@blueprint.doc(**CHANGES_TAGGED)
@blueprint.body(shapes.SecretBody)
@blueprint.answer(200, shapes.Secret)
def keep_secret(name: str, given: dict[str, Any]) -> Any:
    """Keep a secret, sealed; nobody can read it again."""
    return by_content(act(KeepSecret(name, given["value"], read_tags(request))))


@blueprint.delete("/secrets/<name>")
@blueprint.doc(**OPTIONAL)
@blueprint.answer(200, shapes.Secret)
def remove_secret(name: str) -> Any:
    """Forget a secret that no connector uses."""
    return act(RemoveSecret(name, read_tags(request)))
