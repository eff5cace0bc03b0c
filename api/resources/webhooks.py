"""Webhooks: who is told what happens, what was sent, and sending it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request

from tongban.api.paging import Paged, page_of
from tongban.api.preconditions import CHANGES_TAGGED, OPTIONAL, SHOWS_TAG, by_content, read_tags
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas import integration as shapes
from tongban.engine import ChangeWebhook, CreateWebhook, DeleteWebhook, ReplayDeliveries, RotateSecret

blueprint = Blueprint("webhooks", __name__, description="Webhooks, signed as Standard Webhooks describes")
DAY = timedelta(days=1)
#: How many deliveries there are is no part of the webhook.
BESIDE = ("deliveries",)


@blueprint.post("/webhooks")
@blueprint.body(shapes.WebhookBody)
@blueprint.answer(201, shapes.NewWebhook)
def create_webhook(given: dict[str, Any]) -> Any:
    """Make a webhook; its secret can be read only in this answer."""
    return act(CreateWebhook(**{**given, "types": tuple(given.get("types", ()))}))


@blueprint.get("/webhooks")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(shapes.Webhook))
def list_webhooks(filters: dict[str, Any]) -> Any:
    """List webhooks, the newest first."""
    return ask("webhooks", **filters)


@blueprint.get("/webhooks/<webhook_id>")
@blueprint.doc(**SHOWS_TAG)
@blueprint.answer(200, shapes.Webhook)
def read_webhook(webhook_id: str) -> Any:
    """Read one webhook."""
    return by_content(ask("webhook", webhook_id), *BESIDE)


@blueprint.patch("/webhooks/<webhook_id>")
@blueprint.doc(**CHANGES_TAGGED)
@blueprint.body(shapes.WebhookChange)
@blueprint.answer(200, shapes.Webhook)
def change_webhook(webhook_id: str, given: dict[str, Any]) -> Any:
    """Change a webhook; what is left out stays."""
    return by_content(act(ChangeWebhook(webhook_id, given, read_tags(request))), *BESIDE)


@blueprint.delete("/webhooks/<webhook_id>")
@blueprint.doc(**OPTIONAL)
@blueprint.answer(200, shapes.Webhook)
def delete_webhook(webhook_id: str) -> Any:
    """Delete a webhook with its deliveries."""
    return act(DeleteWebhook(webhook_id, read_tags(request)))


@blueprint.post("/webhooks/<webhook_id>/rotate-secret")
@blueprint.body(shapes.Overlap)
@blueprint.answer(200, shapes.NewWebhook)
def rotate_secret(webhook_id: str, given: dict[str, Any]) -> Any:
    """Make a new secret; for a while deliveries are signed with both."""
    return act(RotateSecret(webhook_id, given.get("overlap", DAY)))


@blueprint.get("/webhooks/<webhook_id>/deliveries")
@blueprint.query(shapes.WebhookDeliveryQuery)
@blueprint.answer(200, page_of(shapes.WebhookDelivery))
def list_deliveries(webhook_id: str, filters: dict[str, Any]) -> Any:
    """List what was and will be sent, the newest first."""
    return ask("webhook_deliveries", webhook_id, **filters)


@blueprint.post("/webhooks/<webhook_id>/replay")
@blueprint.body(shapes.ReplayBody)
@blueprint.answer(200, shapes.Replayed)
def replay(webhook_id: str, given: dict[str, Any]) -> Any:
    """Send again: one delivery, or what the webhook asks for among 500 events from one on."""
    return act(ReplayDeliveries(webhook_id, given.get("delivery"), given.get("from_event")))
