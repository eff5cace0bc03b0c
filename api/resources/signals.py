"""Signals: for everybody who waits."""

from __future__ import annotations

from typing import Any

from tongban.api.requests import Blueprint, act
from tongban.api.schemas.wait import Delivery, SignalBody
from tongban.engine import BroadcastSignal

blueprint = Blueprint("signals", __name__, description="Signals to everybody who waits")


@blueprint.post("/signals")
@blueprint.body(SignalBody)
@blueprint.answer(200, Delivery)
def broadcast_signal(given: dict[str, Any]) -> Any:
    """Broadcast a signal, start events included."""
    return act(BroadcastSignal(given["name"], given.get("variables") or {}))
