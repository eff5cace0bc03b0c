"""Receive tasks, triggered by hand."""

from __future__ import annotations

from typing import Any

from tongban.api.requests import Blueprint, act
from tongban.api.schemas.instance import Instance
from tongban.api.schemas.wait import TriggerBody
from tongban.engine import TriggerReceive

blueprint = Blueprint("receive-tasks", __name__, description="Receive tasks")


@blueprint.post("/receive-tasks/<instance_id>/<element>/trigger")
@blueprint.body(TriggerBody)
@blueprint.answer(200, Instance)
def trigger_receive_task(instance_id: str, element: str, given: dict[str, Any]) -> Any:
    """Let a waiting receive task go on."""
    return act(TriggerReceive(instance_id, element, given.get("variables") or {}))
