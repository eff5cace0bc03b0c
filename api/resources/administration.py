"""Tokens, people, units and the caller's message box."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import Paged, page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.administration import (
    BoxMessage,
    PeopleQuery,
    Person,
    ReadMessage,
    Revoked,
    Token,
    TokenBody,
    Unit,
)
from tongban.engine import CreateToken, MarkMessageRead, RevokeToken

blueprint = Blueprint("administration", __name__, description="Tokens, people, units, message box")


@blueprint.post("/tokens")
@blueprint.body(TokenBody)
@blueprint.answer(201, Token)
def create_token(given: dict[str, Any]) -> Any:
    """Make a bearer token for a person; it can be read only in this answer."""
    return act(CreateToken(given["user"], given["name"]))


@blueprint.delete("/tokens/<token_id>")
@blueprint.answer(200, Revoked)
def revoke_token(token_id: str) -> Any:
    """Let a token work no longer."""
    return act(RevokeToken(token_id))


@blueprint.get("/people")
@blueprint.query(PeopleQuery)
@blueprint.answer(200, page_of(Person))
def list_people(filters: dict[str, Any]) -> Any:
    """List people."""
    return ask("people", **filters)


@blueprint.get("/units")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(Unit))
def list_units(filters: dict[str, Any]) -> Any:
    """List units."""
    return ask("units", **filters)


@blueprint.get("/inbox-messages")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(BoxMessage))
def list_inbox_messages(filters: dict[str, Any]) -> Any:
    """List the caller's messages, the newest first."""
    return ask("messages", **filters)


@blueprint.post("/inbox-messages/<message_id>/read")
@blueprint.answer(200, ReadMessage)
def mark_message_read(message_id: str) -> Any:
    """Mark one of the caller's messages as read."""
    return act(MarkMessageRead(message_id))
