"""Decisions, evaluated on their own."""

from __future__ import annotations

from typing import Any

from tongban.api.requests import Blueprint, act
from tongban.api.schemas.decision import DecisionAnswer, DecisionBody
from tongban.engine import EvaluateDecision

blueprint = Blueprint("decisions", __name__, description="Decision tables")


@blueprint.post("/decisions/<key>/evaluate")
@blueprint.body(DecisionBody)
@blueprint.answer(200, DecisionAnswer)
def evaluate_decision(key: str, given: dict[str, Any]) -> Any:
    """Evaluate the newest version of a decision."""
    return act(EvaluateDecision(key, given["inputs"]))
