"""Statistics: punctuality, durations, bottlenecks, ratings and more, by day, month, unit, item or region."""

from __future__ import annotations

from typing import Any

from tongban.api.requests import Blueprint, ask
from tongban.api.schemas import supervision as shapes

blueprint = Blueprint("statistics", __name__, description="Statistics")


@blueprint.get("/statistics/<measure>")
@blueprint.query(shapes.StatisticsQuery)
@blueprint.answer(200, shapes.Statistics)
def read_statistics(measure: str, filters: dict[str, Any]) -> Any:
    """Read a measure.

    One of `on-time`, `durations`, `bottlenecks`, `people`, `ratings`, `ratings-again`, `cases`,
    `channels`, `alarms`, `openness`. Rates are between 0 and 1, times in hours of the clock.
    """
    return ask("statistics", measure=measure, **filters)


@blueprint.get("/statistics/heat/<item>")
@blueprint.query(shapes.HeatQuery)
@blueprint.answer(200, shapes.Heat)
def read_heat(item: str, filters: dict[str, Any]) -> Any:
    """Read where the time goes in an item, step by step, with its diagram."""
    return ask("heat", item, **filters)
