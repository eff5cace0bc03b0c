"""A delivery is taken in one act, sent outside any, and its outcome noted in another; a worker that dies is no loss."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine import feel
from tongban.engine.domain import webhooks
from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Delivery, FeedEvent, UnitOfWork, Webhook

#: Longer than any call may last: then the delivery is anybody's again.
LEASE = timedelta(seconds=60)
OUTCOME = ("state", "due_at", "status", "error", "delivered_at")


@dataclass(frozen=True, slots=True)
class TakeDelivery:
    """Take one that is due, for as long as sending may last."""

    delivery_id: str


@dataclass(frozen=True, slots=True)
class NoteDelivery:
    """What came of attempt number `attempt`: the answer's status, or why there was none."""

    delivery_id: str
    attempt: int
    status: int | None = None
    error: str | None = None


def take_delivery(command: TakeDelivery, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{send}`: None when somebody else has it, else `{url, headers, body, attempt}`."""
    row = uow.get(Delivery, command.delivery_id, lock=True)
    if row is None or row.state != "waiting" or row.due_at is None or row.due_at > uow.now:
        return {"send": None}
    hook = uow.get(Webhook, row.webhook_id)
    if hook is None or not hook.enabled:
        return {"send": None}
    row.attempts += 1
    row.tried_at, row.due_at = uow.now, uow.now + LEASE
    uow.save(row, "attempts", "tried_at", "due_at")
    found = uow.feed(row.tx, row.event_id - 1, 1)
    if not found or found[0].id != row.event_id:
        return {"send": None, "gone": row.attempts}
    body = feel.dumps(message(found[0]))
    secrets = [uow.unseal(hook.secret)]
    if hook.old_secret is not None and hook.old_until is not None and hook.old_until > uow.now:
        secrets.append(uow.unseal(hook.old_secret))
    # The id is that of the event for this webhook, the same on every try and replay: the receiver can drop repeats.
    signed = webhooks.headers(f"{hook.id}-{row.event_id}", uow.now, body, secrets)
    return {"send": {"url": hook.url, "headers": dict(signed), "body": body, "attempt": row.attempts}}


def note_delivery(command: NoteDelivery, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{state}`; what is done or given up lets the next of its lane go."""
    known = uow.get(Delivery, command.delivery_id)
    if known is None:
        return {"state": None}
    # The webhook first, as whoever lines up new ones does it.
    uow.get(Webhook, known.webhook_id, lock=True)
    row = uow.get(Delivery, command.delivery_id, lock=True)
    if row is None or row.state != "waiting" or row.attempts != command.attempt:
        return {"state": row.state if row else None}
    row.status, row.error = command.status, command.error
    if command.error is None:
        row.state, row.due_at, row.delivered_at = "delivered", None, uow.now
    else:
        row.due_at = webhooks.next_try(uow.now, row.attempts)
        row.state = "waiting" if row.due_at else "dead"
    uow.save(row, *OUTCOME)
    if row.state != "waiting":
        release(uow, row.webhook_id, row.lane)
    return {"state": row.state}


def release(uow: UnitOfWork, webhook_id: str, lane: str) -> None:
    """Let the first of a lane be sent."""
    following = uow.next_in_lane(webhook_id, lane)
    if following is not None and following.state == "queued":
        following.state, following.due_at = "waiting", uow.now
        uow.save(following, "state", "due_at")


def message(event: FeedEvent) -> dict[str, Any]:
    """An event as receivers get it: type, timestamp and data, which is the event as GET /events shows it."""
    return {
        "type": event.type,
        "timestamp": event.at.isoformat(),
        "data": {
            "id": event.id,
            "type": event.type,
            "at": event.at.isoformat(),
            "actor": event.actor,
            "case_no": event.case_no,
            "instance_id": event.chain if event.chain_no else None,
            "task_id": event.task_id,
            "chain_no": event.chain_no,
            "data": event.data,
        },
    }
