"""The ordered, replayable feed of everything that happened."""

from __future__ import annotations

import time
from datetime import timedelta
from threading import BoundedSemaphore
from typing import Any

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, ask
from tongban.api.schemas.event import Event, EventQuery

LONGEST_WAIT = timedelta(seconds=30)
PAUSE = 0.25
#: A waiting caller holds a thread, so only a few may wait; the others are answered at once.
_places = BoundedSemaphore(4)

blueprint = Blueprint("events", __name__, description="Everything that happened")


@blueprint.get("/events")
@blueprint.query(EventQuery)
@blueprint.answer(200, page_of(Event))
def list_events(filters: dict[str, Any]) -> Any:
    """Read events in order, from any point again.

    The `id` of the last event seen, passed as `after`, continues there at any later time. With
    `wait`, an empty answer waits for the next event first.
    """
    wait = min(filters.pop("wait", timedelta()), LONGEST_WAIT)
    page = ask("events", **filters)
    if page["items"] or not wait or not _places.acquire(blocking=False):
        return page
    try:
        return _next_events(filters, time.monotonic() + wait.total_seconds())
    finally:
        _places.release()


def _next_events(filters: dict[str, Any], deadline: float) -> Any:
    while True:
        left = deadline - time.monotonic()
        time.sleep(max(0.0, min(PAUSE, left)))
        page = ask("events", **filters)
        if page["items"] or left <= PAUSE:
            return page
