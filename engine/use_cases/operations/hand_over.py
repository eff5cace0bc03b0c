"""离职移交: everything somebody has goes to a successor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor, user_ref
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.ports import Instance, Proxy, Task, TaskCandidate, UnitOfWork
from tongban.engine.use_cases.flow import Act, desk, journal
from tongban.engine.use_cases.operations import ground as grounds
from tongban.engine.use_cases.operations.proxies import check_may_change, end, proxy_view

MOST = 2000
FOR_GOOD = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class HandOver:
    """`to` also stands in for work that comes later under the leaver's name."""

    leaver: str
    to: str
    reason: str


def hand_over(command: HandOver, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """How many tasks changed hands, and the standing proxy for what is still to come."""
    if actor.id == command.leaver or not command.leaver:
        raise errors.NotAllowed("须由管理员移交 / an administrator hands over")
    check_may_change(uow, actor, command.leaver)
    reason = grounds.reason_of(command.reason)
    to = grounds.person(uow, command.to).username
    if to == command.leaver:
        raise errors.Invalid(errors=[{"field": "to", "message": "不能移交给本人 / not to the same person"}])
    by_instance: dict[str, set[str]] = {}
    for task in _tasks(uow, command.leaver):
        by_instance.setdefault(task.instance_id, set()).add(task.id)
    moved = 0
    # Always in the same order, so that two of these never wait for each other.
    for instance_id in sorted(by_instance):
        moved += _in_instance(uow, actor, instance_id, by_instance[instance_id], command.leaver, to, reason)
    for proxy in (*uow.find(Proxy, agent=command.leaver), *uow.find(Proxy, principal=command.leaver)):
        if proxy.revoked_at is None:
            end(uow, actor, proxy)
    now = uow.now
    standing = Proxy(uow.new_id(), command.leaver, to, now, now + FOR_GOOD, [], True, reason, actor.id, now)
    uow.add(standing)
    journal.alone(
        uow,
        actor,
        standing.id,
        "person.handed_over",
        before=command.leaver,
        after=to,
        tasks=moved,
        reason=reason,
    )
    return {"tasks": moved, "proxy": proxy_view(standing)}


def _tasks(uow: UnitOfWork, leaver: str) -> list[Task]:
    open_: dict[str, Any] = {"state": TASK_OPEN, "limit": MOST}
    offered = [one.task_id for one in uow.find(TaskCandidate, ref=user_ref(leaver), limit=MOST)]
    found = [*uow.find(Task, assignee=leaver, **open_), *uow.find(Task, owner=leaver, **open_)]
    return found + (uow.find(Task, id=offered, **open_) if offered else [])


def _in_instance(
    uow: UnitOfWork, actor: Actor, instance_id: str, ids: set[str], leaver: str, to: str, reason: str
) -> int:
    record = uow.get(Instance, instance_id, lock=True)
    if record is None:
        return 0
    act = Act(uow, actor)
    run = act.open(record)
    changes = []
    for task in uow.find(Task, id=sorted(ids), state=TASK_OPEN, lock=True):
        before = grounds.snapshot(task)
        refs = [user_ref(to) if ref == user_ref(leaver) else ref for ref in task.candidates]
        if task.owner == leaver:
            task.owner = None if task.assignee == to else to
            uow.save(task, "owner")
        if task.assignee == leaver:
            desk.hand_to(act, task, to, only=False)
        if refs != task.candidates:
            desk.offer(act, task, refs)
        changes.append({"task": task.id, "before": before, "after": grounds.snapshot(task)})
        desk.tell(act, run, "task_transferred", [user_ref(to)], task, reason)
    journal.write(act, run, "task.handed_over", leaver=leaver, to=to, reason=reason, changes=changes)
    act.settle()
    return len(changes)
