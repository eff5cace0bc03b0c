"""An instance that cannot go on stands still with its reason, until somebody repairs it or it is needed no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.engine.bpmn import step
from tongban.engine.domain.states import INSTANCE_ENDED
from tongban.engine.ports import ExternalJob, Incident, Timer
from tongban.engine.use_cases.flow import journal

if TYPE_CHECKING:
    from tongban.engine.use_cases.flow.act import Act, Run


def raised(act: Act, run: Run, effect: step.IncidentRaised) -> None:
    """The flow itself cannot go on at a visit."""
    _raise(act, run, element=effect.element, no=effect.no, reason=effect.code, message=effect.message)


def job_failed(act: Act, run: Run, job: ExternalJob) -> None:
    """A job has used up its retries."""
    _raise(
        act,
        run,
        element=job.element,
        no=job.token,
        reason="job_failed",
        message=job.message or "",
        details=job.details,
        job_id=job.id,
    )


def timer_failed(act: Act, run: Run, timer: Timer) -> None:
    """What a timer brings has failed as often as it may."""
    _raise(
        act,
        run,
        element=timer.element or timer.kind,
        no=timer.token or 0,
        reason="timer_failed",
        message=timer.error or "",
        timer_id=timer.id,
    )


def close(act: Act, incident: Incident, resolution: str, note: str | None = None) -> None:
    """It is over: `retried`, `resolved` by other means, or `gone` with what it was about."""
    incident.resolved_at, incident.resolved_by = act.uow.now, act.actor.id
    incident.resolution, incident.note = resolution, note
    act.uow.save(incident, "resolved_at", "resolved_by", "resolution", "note")


def review(act: Act, run: Run) -> None:
    """Close what is gone; the instance runs again when nothing keeps it."""
    record = run.record
    rows = act.uow.find(Incident, instance_id=record.id, order="-id")
    standing = [one for one in rows if one.resolved_at is None]
    for incident in list(standing):
        if not _stands(act, run, incident):
            close(act, incident, "gone")
            standing.remove(incident)
    if record.state in ("running", "incident"):
        record.state = "incident" if standing else "running"


def _stands(act: Act, run: Run, incident: Incident) -> bool:
    if run.execution.state in INSTANCE_ENDED:
        return False
    if incident.job_id is not None:
        return act.uow.get(ExternalJob, incident.job_id) is not None
    if incident.timer_id is not None:
        return act.uow.get(Timer, incident.timer_id) is not None
    return incident.no in run.execution.incidents


def _raise(act: Act, run: Run, *, element: str, reason: str, message: str, **facts: Any) -> None:
    if run.record.state == "running":
        run.record.state = "incident"
    act.uow.add(
        Incident(
            id=act.uow.new_id(),
            instance_id=run.record.id,
            element=element,
            reason=reason,
            message=message,
            created_at=act.uow.now,
            **facts,
        )
    )
    journal.write(act, run, "incident.raised", element=element, reason=reason, message=message)
