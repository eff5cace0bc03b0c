"""Open waits for messages, signals and conditions."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, ask
from tongban.api.schemas.wait import Subscription, SubscriptionQuery

blueprint = Blueprint("subscriptions", __name__, description="Open waits")


@blueprint.get("/subscriptions")
@blueprint.query(SubscriptionQuery)
@blueprint.answer(200, page_of(Subscription))
def list_subscriptions(filters: dict[str, Any]) -> Any:
    """List open waits."""
    return ask("subscriptions", **filters)
