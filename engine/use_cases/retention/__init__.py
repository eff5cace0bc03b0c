"""How long what is kept: rules, legal holds, deletion in small steps; every act of them in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.retention.clean_up import CleanUp, clean_up
from tongban.engine.use_cases.retention.delete_history import DeleteHistory, delete_history
from tongban.engine.use_cases.retention.holds import LiftHold, PlaceHold, lift_hold, place_hold
from tongban.engine.use_cases.retention.rules import SetRetention, set_retention

RETENTION: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    CleanUp: clean_up,
    DeleteHistory: delete_history,
    LiftHold: lift_hold,
    PlaceHold: place_hold,
    SetRetention: set_retention,
}

__all__ = ["RETENTION", "CleanUp", "DeleteHistory", "LiftHold", "PlaceHold", "SetRetention"]
