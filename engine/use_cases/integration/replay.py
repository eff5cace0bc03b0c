"""Sent again: one delivery, or everything from an event on; an event keeps its one row per webhook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import Delivery, FeedEvent, UnitOfWork, Webhook
from tongban.engine.use_cases.flow import journal
from tongban.engine.use_cases.integration.deliver import release
from tongban.engine.use_cases.integration.gather import items_of, line_up, wanted
from tongban.engine.use_cases.integration.webhooks import NAME
from tongban.engine.use_cases.supervision.watch import bookmark

MOST = 500
AGAIN = ("state", "attempts", "due_at", "status", "error", "delivered_at")


@dataclass(frozen=True, slots=True)
class ReplayDeliveries:
    """One delivery by its id, or `from_event` and everything after it that the webhook asks for."""

    webhook_id: str
    delivery_id: str | None = None
    from_event: int | None = None


def replay_deliveries(command: ReplayDeliveries, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{replayed, next_event}`: how many are sent again, and from where to go on when there are more."""
    may(actor, "webhook.manage")
    if (command.delivery_id is None) == (command.from_event is None):
        raise errors.Invalid(
            errors=[{"field": "from_event", "message": "Either `delivery` or `from_event`."}]
        )
    place = bookmark(uow, NAME)
    hook = uow.get(Webhook, command.webhook_id, lock=True)
    if hook is None:
        raise errors.NotFound(webhook=command.webhook_id)
    following = None
    if command.from_event is None:
        row = uow.get(Delivery, command.delivery_id, lock=True)
        if row is None or row.webhook_id != hook.id:
            raise errors.NotFound(delivery=command.delivery_id)
        rows = [row]
    else:
        events, following = _events(uow, command.from_event, (place.tx, place.event_id))
        items = items_of(uow, events) if hook.item else {}
        meant = [event for event in events if wanted(hook, event, items)]
        rows = uow.find(Delivery, webhook_id=hook.id, event_id=[event.id for event in meant]) if meant else []
    done = [row for row in rows if row.state in ("delivered", "dead")]
    _again(uow, done)
    made = 0
    if command.from_event is not None:
        known = {row.event_id for row in rows}
        # What the bookmark has not reached yet comes by itself, unless it lies before this webhook's beginning.
        reached = max((place.tx, place.event_id), (hook.tx, hook.event_id))
        made = line_up(
            uow, hook, [one for one in meant if one.id not in known and (one.tx, one.id) <= reached]
        )
    for lane in sorted({row.lane for row in done}):
        release(uow, hook.id, lane)
    replayed = len(done) + made
    journal.alone(uow, actor, uow.new_id(), "webhook.replayed", webhook=hook.id, replayed=replayed)
    return {"replayed": replayed, "next_event": following}


def _events(
    uow: UnitOfWork, from_event: int, reached: tuple[int, int]
) -> tuple[Sequence[FeedEvent], int | None]:
    """Events in the feed's order from this one on, and where to go on."""
    start = uow.feed_place(from_event)
    if start is None:
        return [], None
    events = uow.feed(start[0], start[1] - 1, MOST + 1)
    more = events[MOST].id if len(events) > MOST else None
    return events[:MOST], more


def _again(uow: UnitOfWork, rows: Sequence[Delivery]) -> None:
    for row in rows:
        row.state, row.attempts, row.due_at = "queued", 0, None
        row.status = row.error = row.delivered_at = None
        uow.save(row, *AGAIN)
