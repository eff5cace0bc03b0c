"""Repair what stands still: try it again, or say that it was settled by other means and go on behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import ExternalJob, Incident, Instance, Timer, UnitOfWork
from tongban.engine.use_cases.flow import Act, Run, incidents, journal
from tongban.engine.use_cases.incident_views import incident_view
from tongban.engine.use_cases.step_form import check_variables

MOST_RETRIES = 100


@dataclass(frozen=True, slots=True)
class RetryIncident:
    """Do again what failed; `retries` are the attempts a job gets (None: as many as its plan says)."""

    incident_id: str
    retries: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ResolveIncident:
    """It was settled by other means: the element counts as done, with these variables as its result."""

    incident_id: str
    note: str
    variables: Mapping[str, Any] = field(default_factory=dict)


def retry_incident(command: RetryIncident, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The incident, closed; what fails again is a new one."""
    if command.retries is not None and not 1 <= command.retries <= MOST_RETRIES:
        raise errors.Invalid(errors=[{"field": "retries", "message": f"1 to {MOST_RETRIES}"}])
    act, run, incident = _opened(command.incident_id, actor, uow)
    journal.write(
        act, run, "incident.retried", element=incident.element, reason=incident.reason, note=command.note
    )
    incidents.close(act, incident, "retried", command.note or None)
    if incident.job_id is not None:
        _retry_job(act, run, incident.job_id, command.retries)
    elif incident.timer_id is not None:
        _retry_timer(act, incident.timer_id)
    else:
        run.execution.retry(incident.no)
    act.settle()
    return incident_view(incident, run.record.process_key, run.record.business_key)


def resolve_incident(command: ResolveIncident, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """The incident, closed, with the flow gone on behind its element."""
    if not command.note.strip():
        raise errors.Invalid(errors=[{"field": "note", "message": "Say how it was settled."}])
    check_variables(command.variables)
    act, run, incident = _opened(command.incident_id, actor, uow)
    if incident.timer_id is not None:
        raise errors.Conflict(
            "A timer is tried again or its element is cancelled; nothing lies behind it to go on with.",
            element=incident.element,
        )
    journal.write(
        act,
        run,
        "incident.resolved",
        element=incident.element,
        reason=incident.reason,
        note=command.note,
        variables=dict(command.variables),
    )
    incidents.close(act, incident, "resolved", command.note)
    if incident.job_id is not None:
        uow.remove(ExternalJob, id=incident.job_id)
        run.execution.complete(incident.no, command.variables)
    else:
        run.execution.skip(incident.no, command.variables)
    act.settle()
    return incident_view(incident, run.record.process_key, run.record.business_key)


def _opened(incident_id: str, actor: Actor, uow: UnitOfWork) -> tuple[Act, Run, Incident]:
    may(actor, "incident.resolve")
    incident = uow.get(Incident, incident_id)
    if incident is None:
        raise errors.NotFound(incident=incident_id)
    record = uow.get(Instance, incident.instance_id, lock=True)
    incident = uow.get(Incident, incident_id)  # again, now that the instance stands still
    assert record is not None and incident is not None
    if incident.resolved_at is not None:
        raise errors.Conflict(
            "The incident is closed.",
            current={
                "resolution": incident.resolution,
                "resolved_by": incident.resolved_by,
                "resolved_at": incident.resolved_at.isoformat(),
            },
        )
    if record.state not in ("running", "incident"):
        raise errors.Conflict("The instance does not run.", current={"state": record.state})
    act = Act(uow, actor)
    return act, act.open(record), incident


def _retry_job(act: Act, run: Run, job_id: str, retries: int | None) -> None:
    job = act.uow.get(ExternalJob, job_id, lock=True)
    if job is None:
        raise errors.Conflict("The job is not needed any more.")
    job.retries = retries or run.definition.elements[job.element].retry.attempts
    job.available_at, job.worker, job.locked_by = act.uow.now, None, None
    act.uow.save(job, "retries", "available_at", "worker", "locked_by")


def _retry_timer(act: Act, timer_id: str) -> None:
    timer = act.uow.get(Timer, timer_id, lock=True)
    if timer is None:
        raise errors.Conflict("The timer has fired or is gone.")
    timer.attempts, timer.error, timer.due_at = 0, None, act.uow.now
    act.uow.save(timer, "attempts", "error", "due_at")
