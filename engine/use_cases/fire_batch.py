"""Many due timers in one transaction: what a drain after a long stop costs is shared, what each brings is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.ports import Case, Instance, Timer, UnitOfWork
from tongban.engine.use_cases.fire_due import fire
from tongban.engine.use_cases.flow import Act
from tongban.engine.use_cases.recount_clocks import RECOUNT


@dataclass(frozen=True, slots=True)
class FireBatch:
    """The timers that have been due longest and that no other worker has taken, at most `limit`.

    All of them fire or none: a caller to whom it fails fires them one by one, so that a bad one stands alone.
    """

    limit: int


@dataclass(slots=True)
class Held:
    """The instances and cases this batch has locked, by their ids, and the instance each timer moves."""

    instances: dict[str, Instance]
    cases: dict[str, Case]
    instance_of: dict[str, str]
    busy: set[str] = field(default_factory=set)


def fire_batch(command: FireBatch, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{fired, alone, more}`: `alone` are ids of timers that must fire each in a transaction of its own.

    These are the start events, the recounts of a calendar, and what somebody is at work on. Of several timers of one
    instance or case the oldest fires; the others stay for the next batch, because it may change or remove them.
    `more` says that something was due, so that another batch may find something.
    """
    timers = uow.due_timers(command.limit)
    held = _hold(uow, [one for one in timers if _moves_an_instance(one)])
    fired, alone = 0, []
    for timer in timers:
        instance = held.instances.get(held.instance_of.get(timer.id, ""))
        case = held.cases.get(instance.case_id) if instance is not None and instance.case_id else None
        if instance is None or (instance.case_id is not None and case is None):
            alone.append(timer.id)
            continue
        own = {instance.id, *([case.id] if case else [])}
        if not held.busy.isdisjoint(own):
            continue
        act = Act(uow, actor)
        fired += fire(act, timer, instance, case)
        # Whatever else it moved is not as it was read any more.
        held.busy |= own | act.runs.keys() | {run.case.id for run in act.runs.values() if run.case}
    return {"fired": fired, "alone": alone, "more": bool(timers)}


def _moves_an_instance(timer: Timer) -> bool:
    return timer.definition_id is None and timer.kind != RECOUNT


def _hold(uow: UnitOfWork, timers: Sequence[Timer]) -> Held:
    """Lock instances before cases, as every act does, and wait for none of them: an act may wait for our timers."""
    of_cases = [one.case_id for one in timers if one.instance_id is None and one.case_id is not None]
    courses = {one.id: one.instance_id for one in uow.find(Case, id=of_cases)} if of_cases else {}
    instance_of = {one.id: one.instance_id or courses.get(one.case_id or "") or "" for one in timers}
    instances = {one.id: one for one in uow.take(Instance, set(instance_of.values()) - {""})}
    cases = {one.case_id for one in instances.values() if one.case_id is not None}
    return Held(instances, {one.id: one for one in uow.take(Case, cases)}, instance_of)
