"""Conditions: data has changed, and processes may start because of it."""

from __future__ import annotations

from typing import Any

from tongban.api.requests import Blueprint, act
from tongban.api.schemas.wait import ConditionsBody, ConditionsMet
from tongban.engine import EvaluateConditions

blueprint = Blueprint("conditions", __name__, description="Starting processes by condition")


@blueprint.post("/conditions")
@blueprint.body(ConditionsBody)
@blueprint.answer(200, ConditionsMet)
def evaluate_conditions(given: dict[str, Any]) -> Any:
    """Say what the data is now, and start every process whose conditional start event holds for it.

    Only the newest version of a process is asked. A start event that depends on one variable by name is asked
    only when that variable is given. None that holds is no error.
    """
    return act(
        EvaluateConditions(given.get("variables") or {}, given.get("business_key"), given.get("process"))
    )
