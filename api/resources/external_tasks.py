"""External tasks: workers outside take jobs, do them and report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tongban.api.long_poll import wait_until
from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.external_task import (
    CompleteJobBody,
    ExtendLockBody,
    ExternalTask,
    ExternalTaskQuery,
    FailJobBody,
    FetchJobsBody,
    JobErrorBody,
    TakenTasks,
)
from tongban.api.schemas.instance import Instance
from tongban.engine import CompleteJob, ExtendLock, FailJob, FetchJobs, ThrowJobError

blueprint = Blueprint("external-tasks", __name__, description="Service tasks done by workers outside")


@blueprint.get("/external-tasks")
@blueprint.query(ExternalTaskQuery)
@blueprint.answer(200, page_of(ExternalTask))
def list_external_tasks(filters: dict[str, Any]) -> Any:
    """List the jobs of service tasks."""
    return ask("external_jobs", **filters)


@blueprint.post("/external-tasks/fetch-and-lock")
@blueprint.body(FetchJobsBody)
@blueprint.answer(200, TakenTasks)
def fetch_and_lock(given: dict[str, Any]) -> Any:
    """Take jobs for a while.

    Jobs come oldest first, and no topic waits for another's backlog. Until its lock runs out a job is this
    worker's alone; then anybody may take it. With `wait`, an empty answer waits for the next job first.
    ID and telephone numbers are hidden unless the client has the scope `personal`.
    """
    topics = tuple((one["topic"], one["lock"]) for one in given["topics"])
    names = tuple(topic for topic, _ in topics)
    wait_until(lambda: ask("jobs_wait", names), given.get("wait") or timedelta())
    wanted = {one["topic"]: tuple(one["variables"]) for one in given["topics"] if "variables" in one}
    return act(FetchJobs(given["worker"], topics, given["max"], wanted))


@blueprint.get("/external-tasks/<job_id>")
@blueprint.answer(200, ExternalTask)
def read_external_task(job_id: str) -> Any:
    """Read one job that is not done yet."""
    return ask("external_job", job_id)


@blueprint.post("/external-tasks/<job_id>/complete")
@blueprint.body(CompleteJobBody)
@blueprint.answer(200, Instance)
def complete_external_task(job_id: str, given: dict[str, Any]) -> Any:
    """Report that a job is done; 409 unless the worker has it."""
    return act(CompleteJob(job_id, given["worker"], given.get("variables") or {}))


@blueprint.post("/external-tasks/<job_id>/fail")
@blueprint.body(FailJobBody)
@blueprint.answer(200, ExternalTask)
def fail_external_task(job_id: str, given: dict[str, Any]) -> Any:
    """Report that a job failed: it is tried again after a while, or is an incident when no attempt is left."""
    return act(
        FailJob(
            job_id,
            given["worker"],
            given["message"],
            given.get("details"),
            given.get("retries"),
            given.get("back_off"),
        )
    )


@blueprint.post("/external-tasks/<job_id>/bpmn-error")
@blueprint.body(JobErrorBody)
@blueprint.answer(200, Instance)
def throw_bpmn_error(job_id: str, given: dict[str, Any]) -> Any:
    """Report an error the flow may catch; one that nobody catches is an incident."""
    return act(
        ThrowJobError(
            job_id,
            given["worker"],
            given["code"],
            given.get("message") or "",
            given.get("variables") or {},
        )
    )


@blueprint.post("/external-tasks/<job_id>/extend-lock")
@blueprint.body(ExtendLockBody)
@blueprint.answer(200, ExternalTask)
def extend_lock(job_id: str, given: dict[str, Any]) -> Any:
    """Keep a job for longer."""
    return act(ExtendLock(job_id, given["worker"], given["lock"]))
