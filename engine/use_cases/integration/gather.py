"""Events become deliveries: one row per event and webhook, in the transaction that moves the bookmark on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.webhooks import meant
from tongban.engine.ports import Case, Delivery, FeedEvent, UnitOfWork, Webhook
from tongban.engine.use_cases.integration.webhooks import MOST, NAME
from tongban.engine.use_cases.supervision.watch import bookmark

BATCH = 200
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class GatherDeliveries:
    """The next events of the feed."""

    limit: int = BATCH


def gather_deliveries(command: GatherDeliveries, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{read, made, forgotten}`: events read, deliveries made of them, old ones removed."""
    place = bookmark(uow, NAME)
    # Locked, so that whoever ends a delivery sees what is put behind it.
    hooks = uow.find(Webhook, enabled=True, limit=MOST, order="id", lock=True)
    forgotten = uow.forget_deliveries(uow.now - KEPT, BATCH)
    if not hooks:
        return {"read": 0, "made": 0, "forgotten": forgotten}
    start = max((place.tx, place.event_id), min((hook.tx, hook.event_id) for hook in hooks))
    events = uow.feed(*start, command.limit)
    if not events:
        return {"read": 0, "made": 0, "forgotten": forgotten}
    items = items_of(uow, events) if any(hook.item for hook in hooks) else {}
    made = 0
    for hook in hooks:
        new = [
            event
            for event in events
            if (event.tx, event.id) > (hook.tx, hook.event_id) and wanted(hook, event, items)
        ]
        made += line_up(uow, hook, new)
    place.tx, place.event_id, place.at = events[-1].tx, events[-1].id, uow.now
    uow.save(place, "tx", "event_id", "at")
    return {"read": len(events), "made": made, "forgotten": forgotten}


def items_of(uow: UnitOfWork, events: Sequence[FeedEvent]) -> dict[str, str]:
    """The item of every case in the events, by number."""
    numbers = sorted({event.case_no for event in events if event.case_no})
    return {case.case_no: case.item_code for case in uow.find(Case, case_no=numbers)} if numbers else {}


def wanted(hook: Webhook, event: FeedEvent, items: dict[str, str]) -> bool:
    """Whether a webhook asks for this event."""
    if not meant(hook.types, event.type) or (hook.case_no and hook.case_no != event.case_no):
        return False
    return hook.item is None or (event.case_no is not None and items.get(event.case_no) == hook.item)


def line_up(uow: UnitOfWork, hook: Webhook, events: Sequence[FeedEvent]) -> int:
    """Deliveries of these events; the first of a lane in which nothing waits may be sent at once."""
    if not events:
        return 0
    busy = uow.busy_lanes(hook.id, sorted({lane_of(event) for event in events}))
    # In the order of the events, so that lists by id are.
    ids = sorted(uow.new_id() for _ in events)
    for id, event in zip(ids, events, strict=True):
        lane = lane_of(event)
        first = lane not in busy
        busy.add(lane)
        uow.add(
            Delivery(
                id=id,
                webhook_id=hook.id,
                tx=event.tx,
                event_id=event.id,
                type=event.type,
                lane=lane,
                state="waiting" if first else "queued",
                attempts=0,
                created_at=uow.now,
                due_at=uow.now if first else None,
                case_no=event.case_no,
            )
        )
    return len(events)


def lane_of(event: FeedEvent) -> str:
    """What must arrive in order: a case with all its instances, else one instance."""
    return event.case_no or event.chain
