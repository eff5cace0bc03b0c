"""Messages: each for exactly one receiver."""

from __future__ import annotations

from typing import Any

from tongban.api.requests import Blueprint, act
from tongban.api.schemas.instance import Instance
from tongban.api.schemas.wait import MessageBody
from tongban.engine import CorrelateMessage

blueprint = Blueprint("messages", __name__, description="Messages to one receiver")


@blueprint.post("/messages")
@blueprint.body(MessageBody)
@blueprint.answer(200, Instance)
def correlate_message(given: dict[str, Any]) -> Any:
    """Deliver a message to the one running instance that waits for it, or start the process it starts.

    Answers the instance that took it; 404 when nobody waits, 409 when more than one does.
    """
    return act(
        CorrelateMessage(
            name=given["name"],
            business_key=given.get("business_key"),
            correlation=given.get("correlation") or {},
            instance=given.get("instance"),
            variables=given.get("variables") or {},
        )
    )
