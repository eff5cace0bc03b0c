"""Evaluating a decision."""

from __future__ import annotations

from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Object


class DecisionBody(Body):
    """What to decide on."""

    inputs = Object("The decision's inputs by name.", required=True)


class DecisionAnswer(Answer):
    """What was decided, and by which rules."""

    outputs = said.anything("The result.", always=True)
    matched_rules = said.things("The rules that matched, with their inputs and outputs.", always=True)
