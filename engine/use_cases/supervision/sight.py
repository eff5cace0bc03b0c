"""What a batch of events is about, read with a few queries however many events there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongban.engine.domain.actor import SYSTEM
from tongban.engine.ports import (
    Case,
    ClockRow,
    Document,
    Event,
    FeedEvent,
    Task,
    Unit,
    UnitOfWork,
)

MOST = 5000
LIMITS = ("statutory", "promised", "joint")


@dataclass(slots=True)
class Sight:
    """Everything that rules and figures ask about the events of one batch."""

    cases: dict[str, Case]
    tasks: dict[str, Task]
    units: dict[str, Unit]
    clocks: dict[str, list[ClockRow]] = field(default_factory=dict)
    documents: dict[str, list[str]] = field(default_factory=dict)
    # By chain: earlier events of the types that are counted, in order.
    history: dict[str, list[Event]] = field(default_factory=dict)
    immediate: dict[str, bool] = field(default_factory=dict)

    def case(self, event: FeedEvent) -> Case | None:
        return self.cases.get(event.case_no) if event.case_no else None

    def count(self, event: FeedEvent) -> int:
        """How many events of this type the chain has had up to this one."""
        same = [one for one in self.history.get(event.chain, ()) if one.type == event.type]
        return sum(1 for one in same if one.chain_no <= event.chain_no)

    def opinion(self, event: FeedEvent) -> str | None:
        """The event's own opinion, else that of the work by whose completion it came about."""
        own = event.data.get("opinion")
        if own is not None or not event.type.startswith("case."):
            return own
        work = self.work(event)
        return work.data.get("opinion") if work else None

    def work(self, event: FeedEvent) -> Event | None:
        """The work on the same case that was completed in the same act, the last before the event.

        There is none where a decision follows from elsewhere, as that of a joint case from its departments'.
        """
        for one in reversed(self.history.get(event.chain, ())):
            if one.type == "task.completed" and one.chain_no < event.chain_no and one.at == event.at:
                return one
        return None


def look(uow: UnitOfWork, events: Sequence[FeedEvent], counted: Iterable[str]) -> Sight:
    """Read what the events are about; `counted` are the types that rules ask about."""
    wanted = set(counted)
    numbers = sorted({one.case_no for one in events if one.case_no})
    cases = {one.case_no: one for one in _in(uow, Case, "case_no", numbers)}
    task_ids = sorted({one.task_id for one in events if one.task_id and one.type == "task.completed"})
    tasks = {one.id: one for one in _in(uow, Task, "id", task_ids)}
    units = {one.code: one for one in _in(uow, Unit, "code", sorted({one.unit for one in cases.values()}))}
    sight = Sight(cases, tasks, units)
    for case in cases.values():
        sight.immediate[case.case_no] = uow.library.item(case.item_version_id).sheet.immediate
    asked = [one for one in events if one.type in wanted and one.case_no in cases]
    if asked:
        _history(uow, sight, asked)
    deciding = sorted({cases[one.case_no].id for one in events if one.case_no in cases and _decides(one)})
    for row in _in(uow, ClockRow, "case_id", deciding, kind=list(LIMITS)):
        sight.clocks.setdefault(row.case_id, []).append(row)
    for document in _in(uow, Document, "case_id", deciding):
        sight.documents.setdefault(document.case_id, []).append(document.type)
    return sight


def facts_of(sight: Sight, event: FeedEvent, case: Case) -> dict[str, Any]:
    """What the condition of an alarm rule may speak of, as `domain.supervision.FACTS` lists it."""
    data = event.data
    return {
        "type": event.type,
        "actor": event.actor,
        "by_system": event.actor == SYSTEM.id,
        **{name: data.get(name) for name in ("clock", "reminder", "element", "outcome", "reason")},
        **{name: data.get(name) for name in ("approver", "kind", "level", "days")},
        "opinion": sight.opinion(event),
        "completed": sight.work(event) is not None,
        "count": sight.count(event),
        "documents": sight.documents.get(case.id, []),
        "minutes": round((event.at - case.registered_at).total_seconds() / 60, 2),
        "back_dated": _back_dated(sight, event, case),
        "immediate": sight.immediate[case.case_no],
        "item": case.item_code,
        "unit": case.unit,
        "state": case.state,
        "channel": case.channel,
        "data": data,
    }


def _back_dated(sight: Sight, event: FeedEvent, case: Case) -> float:
    """Minutes by which the act is said to have been earlier than it was, or earlier than the act before it."""
    said = [event.data.get(name) for name in ("effective_at", "received_at", "since")]
    moments = [_moment(one) for one in said]
    moments += [case.registered_at] if event.type == "case.registered" else []
    behind = [event.at - one for one in moments if one is not None]
    earlier = [one.at for one in sight.history.get(event.chain, ()) if one.chain_no < event.chain_no]
    behind += [earlier[-1] - event.at] if earlier else []
    longest = max((one.total_seconds() for one in behind), default=0.0)
    return round(max(0.0, longest) / 60, 2)


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _decides(event: FeedEvent) -> bool:
    return event.type.startswith("case.")


def _history(uow: UnitOfWork, sight: Sight, asked: list[FeedEvent]) -> None:
    chains = sorted({one.chain for one in asked})
    types = sorted({*(one.type for one in asked), "task.completed", "case.registered", "case.accepted"})
    for one in sorted(
        uow.find(Event, chain=chains, type=types, limit=MOST), key=lambda one: (one.chain, one.chain_no)
    ):
        sight.history.setdefault(one.chain, []).append(one)


def _in(uow: UnitOfWork, record: type[Any], column: str, values: list[str], **more: Any) -> list[Any]:
    where: dict[str, Any] = {column: values, **more}
    return uow.find(record, limit=MOST, **where) if values else []
