"""Pending BPMN timers."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.instance import Instance
from tongban.api.schemas.wait import Timer, TimerQuery
from tongban.engine import FireTimer

blueprint = Blueprint("timers", __name__, description="Pending BPMN timers")


@blueprint.get("/timers")
@blueprint.query(TimerQuery)
@blueprint.answer(200, page_of(Timer))
def list_timers(filters: dict[str, Any]) -> Any:
    """List pending timers."""
    return ask("timers", **filters)


@blueprint.post("/timers/<timer_id>/fire")
@blueprint.answer(200, Instance)
def fire_timer(timer_id: str) -> Any:
    """Fire a timer now; answers the instance after it."""
    return act(FireTimer(timer_id))
