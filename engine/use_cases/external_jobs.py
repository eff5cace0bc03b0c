"""Service tasks done outside: a worker takes jobs for a while, and only who has a job may report on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import ExternalJob, Instance, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, incidents, journal
from tongban.engine.use_cases.job_views import job_view, sees_numbers, taken_view
from tongban.engine.use_cases.start_instance import answer
from tongban.engine.use_cases.step_form import check_variables
from tongban.engine.use_cases.views import variables_given

MOST_JOBS = 100
MOST_TOPICS = 50
LONGEST_LOCK = timedelta(days=1)
LONGEST_BACK_OFF = timedelta(days=30)
LOCK = ("available_at", "worker", "locked_by")
FAILURE = (*LOCK, "retries", "message", "details")


@dataclass(frozen=True, slots=True)
class FetchJobs:
    """Take up to `most` jobs; `topics` are (topic, how long the worker keeps a job of it).

    `variables` are the names of those that are wanted of a topic's jobs; of a topic that is not in it, all.
    """

    worker: str
    topics: Sequence[tuple[str, timedelta]]
    most: int = 1
    variables: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompleteJob:
    """The job is done."""

    job_id: str
    worker: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailJob:
    """It failed: `retries` are the attempts left (None: one less), `back_off` how long to wait (None: by its plan)."""

    job_id: str
    worker: str
    message: str
    details: str | None = None
    retries: int | None = None
    back_off: timedelta | None = None


@dataclass(frozen=True, slots=True)
class ThrowJobError:
    """It ended with a BPMN error, which the flow may catch."""

    job_id: str
    worker: str
    code: str
    message: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExtendLock:
    """It takes longer: keep it for `lock` from now on."""

    job_id: str
    worker: str
    lock: timedelta


def fetch_jobs(command: FetchJobs, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{jobs}`, the oldest first; with several topics none has to wait for another's backlog."""
    may(actor, "job.work")
    _check(command)
    taken = _take(command, actor, uow)
    taken.sort(key=lambda job: (job.created_at, job.id))
    return {"jobs": taken_view(uow, taken, command.variables, clear=sees_numbers(actor))}


def complete_job(command: CompleteJob, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The instance after the job."""
    check_variables(command.variables)
    act, run, job = _owned(command.job_id, command.worker, actor, uow)
    uow.remove(ExternalJob, id=job.id)
    journal.write(act, run, "service.completed", element=job.element, topic=job.topic, worker=job.worker)
    run.execution.complete(job.token, _reported(run, job, command.variables))
    act.settle()
    return answer(uow, run)


def fail_job(command: FailJob, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The job: waiting for its next attempt, or standing still with an incident when none is left."""
    if command.back_off is not None and not timedelta() <= command.back_off <= LONGEST_BACK_OFF:
        raise errors.Invalid(errors=[{"field": "back_off", "message": "0 seconds to 30 days."}])
    act, run, job = _owned(command.job_id, command.worker, actor, uow)
    job.retries = max(0, job.retries - 1 if command.retries is None else command.retries)
    job.message, job.details = command.message, command.details
    journal.write(
        act,
        run,
        "service.failed",
        element=job.element,
        topic=job.topic,
        worker=job.worker,
        retries=job.retries,
        message=job.message,
    )
    job.worker = job.locked_by = job.available_at = None
    if not job.retries:
        incidents.job_failed(act, run, job)
    elif command.back_off is not None:
        job.available_at = uow.now + command.back_off
    else:
        plan = run.definition.elements[job.element].retry
        job.available_at = plan.next(uow.now, max(1, plan.attempts - job.retries))
    uow.save(job, *FAILURE)
    act.settle()
    return job_view(job)


def throw_job_error(command: ThrowJobError, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The instance after the error: caught, or standing still with an incident."""
    check_variables(command.variables)
    act, run, job = _owned(command.job_id, command.worker, actor, uow)
    uow.remove(ExternalJob, id=job.id)
    journal.write(
        act,
        run,
        "service.failed",
        element=job.element,
        topic=job.topic,
        worker=job.worker,
        error=command.code,
        message=command.message,
    )
    run.execution.fail(job.token, command.code, _reported(run, job, command.variables), command.message)
    act.settle()
    return answer(uow, run)


def extend_lock(command: ExtendLock, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The job, kept for longer."""
    _check_lock("lock", command.lock)
    _, _, job = _owned(command.job_id, command.worker, actor, uow)
    job.available_at = uow.now + command.lock
    uow.save(job, "available_at")
    return job_view(job)


def _take(command: FetchJobs, actor: Actor, uow: UnitOfWork) -> list[ExternalJob]:
    """Rounds over the topics, the one that has waited longest first, until there is enough or nothing is left."""
    locks = dict(command.topics)
    waiting = sorted((since, topic) for topic in locks if (since := uow.oldest_job(topic)) is not None)
    turn = [topic for _, topic in waiting]
    taken: list[ExternalJob] = []
    while turn and len(taken) < command.most:
        share = max(1, (command.most - len(taken)) // len(turn))
        again = []
        for topic in turn[: command.most - len(taken)]:
            jobs = uow.next_jobs(topic, share)
            for job in jobs:
                job.available_at = uow.now + locks[topic]
                job.worker, job.locked_by = command.worker, actor.id
                uow.save(job, *LOCK)
            taken += jobs
            if len(jobs) == share:
                again.append(topic)
        turn = again
    return taken


def _owned(job_id: str, worker: str, actor: Actor, uow: UnitOfWork) -> tuple[Act, Run, ExternalJob]:
    """The job of this worker, its instance locked and open; a lock that ran out holds until somebody else has it."""
    may(actor, "job.work")
    job = uow.get(ExternalJob, job_id)
    if job is None:
        raise errors.NotFound("There is no such job: it is done or not needed any more.", job=job_id)
    record = uow.get(Instance, job.instance_id, lock=True)
    job = uow.get(ExternalJob, job_id, lock=True)
    if record is None or job is None:
        raise errors.Conflict("The job is done or not needed any more.")
    if (job.worker, job.locked_by) != (worker, actor.id):
        raise errors.NotLockOwner(
            current={"worker": job.worker, "locked_until": job.available_at if job.worker else None}
        )
    if record.state == "suspended":
        raise errors.Conflict("The instance is suspended.", current={"state": "suspended"})
    act = Act(uow, actor)
    return act, act.open(record), job


def _reported(run: Run, job: ExternalJob, variables: Mapping[str, Any]) -> dict[str, Any]:
    return variables_given(run.case or run.beside, variables, run.execution.visible(job.token))


def _check(command: FetchJobs) -> None:
    names = [topic for topic, _ in command.topics]
    if not 1 <= len(names) <= MOST_TOPICS or len(set(names)) < len(names):
        raise errors.Invalid(
            errors=[{"field": "topics", "message": f"1 to {MOST_TOPICS} topics, each named once."}]
        )
    if not 1 <= command.most <= MOST_JOBS:
        raise errors.Invalid(errors=[{"field": "max", "message": f"1 to {MOST_JOBS}"}])
    for _, lock in command.topics:
        _check_lock("topics", lock)


def _check_lock(field_: str, lock: timedelta) -> None:
    if not timedelta(seconds=1) <= lock <= LONGEST_LOCK:
        raise errors.Invalid(errors=[{"field": field_, "message": "A lock lasts 1 second to 1 day."}])
