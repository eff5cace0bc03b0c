"""The ordered, replayable feed of everything that happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tongban.api.long_poll import wait_until
from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, ask
from tongban.api.schemas.event import Event, EventQuery

blueprint = Blueprint("events", __name__, description="Everything that happened")


@blueprint.get("/events")
@blueprint.query(EventQuery)
@blueprint.answer(200, page_of(Event))
def list_events(filters: dict[str, Any]) -> Any:
    """Read events in order, from any point again.

    The `id` of the last event seen, passed as `after`, continues there at any later time. With
    `wait`, an empty answer waits for the next event first. With `types`, a page looks through a
    limited number of events: it may be empty and still name a `next_cursor`.
    """
    wait = filters.pop("wait", timedelta())
    pages = [ask("events", **filters)]

    def there() -> bool:
        if not _worth_telling(pages[-1]):
            pages.append(ask("events", **filters))
        return _worth_telling(pages[-1])

    if not _worth_telling(pages[-1]):
        wait_until(there, wait)
    return pages[-1]


def _worth_telling(page: Any) -> bool:
    return bool(page["items"] or page["next_cursor"])
