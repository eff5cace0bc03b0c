"""Workers and the queues they serve."""

from __future__ import annotations

from typing import Any

from tongban.api.requests import Blueprint, ask
from tongban.api.schemas.operating import Queues

blueprint = Blueprint("queues", __name__, description="Workers and what waits for them")


@blueprint.get("/queues")
@blueprint.answer(200, Queues)
def read_queues() -> Any:
    """Read how the workers are, how much waits in each queue and for how long."""
    return ask("queues")
