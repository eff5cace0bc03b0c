"""Which rows an actor may see, as conditions that stand in the query itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true, union

from tongban.engine.domain.actor import Actor, StandIn
from tongban.engine.domain.authorize import allowed
from tongban.engine.domain.states import TASK_OPEN
from tongban.engine.persistence.tables import case, operations, process
from tongban.engine.queries.rows import among


def sees_everything(actor: Actor) -> bool:
    """Administrators, the system, supervisors."""
    return actor.is_admin or actor.is_system or allowed(actor, "event.read")


def of_tasks(actor: Actor) -> ColumnElement[bool]:
    """Tasks the actor has, may take, has done, or that belong to a case of their unit."""
    if sees_everything(actor):
        return true()
    task, candidate, file = process.task, process.task_candidate, case.approval_case
    mine = [
        task.c.assignee == actor.id,
        task.c.completed_by == actor.id,
        task.c.owner == actor.id,
        task.c.on_behalf_of == actor.id,
        exists(select(1).where(candidate.c.task_id == task.c.id, candidate.c.ref.in_(sorted(actor.refs)))),
        _copied_to(actor),
        *lent(actor),
    ]
    if actor.units:
        # A search joins the case to the task: this one stands apart from it.
        of_unit = select(1).where(file.c.id == task.c.case_id, file.c.unit.in_(sorted(actor.units)))
        mine.append(exists(of_unit.correlate(task)))
    return or_(*mine)


def of_cases(actor: Actor) -> ColumnElement[bool]:
    """Cases of the actor's own, of their unit, or that they have or had work on."""
    if sees_everything(actor):
        return true()
    file = case.approval_case
    authorised = []
    if actor.kind == "applicant" and actor.on_behalf_of is not None:
        theirs = [file.c.applicant_user == actor.on_behalf_of]
        if actor.items:
            theirs.append(file.c.item_code.in_(sorted(actor.items)))
        authorised.append(and_(*theirs))
    return or_(
        *authorised,
        file.c.applicant_user == actor.id,
        # What an agent applied for stays the applicant's when the authorisation ends.
        *([] if actor.kind == "applicant" else [file.c.registered_by == actor.id]),
        file.c.unit.in_(sorted(actor.units)),
        file.c.window_unit.in_(sorted(actor.units)),
        exists(
            select(1)
            .select_from(process.task)
            .join(process.instance, process.instance.c.id == process.task.c.instance_id)
            .where(process.instance.c.case_id == file.c.id, _has_work(actor))
        ),
    )


def own_cases(actor: Actor) -> ColumnElement[bool]:
    """The same for an applicant's list, found through the indexes of what is theirs and not case by case.

    A list asks this of every case there is; `of_cases` is for one that is known.
    """
    if actor.kind != "applicant":
        return of_cases(actor)
    file, task, candidate, sent = (
        case.approval_case,
        process.task,
        process.task_candidate,
        operations.copy_sent,
    )
    is_open = among(task.c.state, TASK_OPEN)
    own = [select(file.c.id).where(file.c.applicant_user == actor.id)]
    if actor.on_behalf_of is not None:
        theirs = select(file.c.id).where(file.c.applicant_user == actor.on_behalf_of)
        own.append(theirs.where(file.c.item_code.in_(sorted(actor.items))) if actor.items else theirs)
    works = (
        select(task.c.case_id).where(task.c.assignee == actor.id, is_open),
        select(task.c.case_id).where(task.c.completed_by == actor.id),
        select(task.c.case_id)
        .join(candidate, candidate.c.task_id == task.c.id)
        .where(candidate.c.ref.in_(sorted(actor.refs))),
        select(task.c.case_id).join(sent, sent.c.task_id == task.c.id).where(sent.c.recipient == actor.id),
    )
    return file.c.id.in_(union(*own, *(one.where(task.c.case_id.is_not(None)) for one in works)))


def of_instances(actor: Actor) -> ColumnElement[bool]:
    """Instances the actor started or has work in; designers see those without a case too.

    An applicant reads the case: what its process holds besides is the office's.
    """
    if sees_everything(actor):
        return true()
    instance = process.instance
    if actor.kind == "applicant":
        return and_(instance.c.starter == actor.id, instance.c.case_id.is_(None))
    mine: list[Any] = [
        instance.c.starter == actor.id,
        exists(select(1).where(process.task.c.instance_id == instance.c.id, _has_work(actor))),
    ]
    if allowed(actor, "instance.start"):
        mine.append(instance.c.case_id.is_(None))
    return or_(*mine)


def _has_work(actor: Actor) -> ColumnElement[bool]:
    task, candidate = process.task, process.task_candidate
    return or_(
        task.c.assignee == actor.id,
        task.c.completed_by == actor.id,
        exists(
            select(1).where(and_(candidate.c.task_id == task.c.id, candidate.c.ref.in_(sorted(actor.refs))))
        ),
        _copied_to(actor),
        *lent(actor),
    )


def lent(actor: Actor) -> list[ColumnElement[bool]]:
    """Open work of the people the actor stands in for, each within the proxy's scope."""
    return lent_by(actor.stand_ins)


def lent_by(stand_ins: Iterable[StandIn]) -> list[ColumnElement[bool]]:
    """The same of these proxies."""
    task, candidate = process.task, process.task_candidate
    found = []
    for one in stand_ins:
        may_take = select(candidate.c.task_id).where(candidate.c.ref.in_(sorted(one.refs)))
        free = and_(task.c.assignee.is_(None), task.c.id.in_(may_take))
        scope = [task.c.state.in_(TASK_OPEN), or_(task.c.assignee == one.principal, free)]
        if one.processes:
            scope.append(task.c.process_key.in_(sorted(one.processes)))
        if one.since is not None:
            scope.append(task.c.created_at >= one.since)
        found.append(and_(*scope))
    return found


def _copied_to(actor: Actor) -> ColumnElement[bool]:
    sent = operations.copy_sent
    return exists(select(1).where(sent.c.task_id == process.task.c.id, sent.c.recipient == actor.id))
