"""External jobs as answers: as they stand, and as a worker takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tongban.engine import bpmn, feel
from tongban.engine.ports import Definition, ExternalJob, Instance, UnitOfWork
from tongban.engine.use_cases.flow.environment import ActEnvironment


def job_view(job: ExternalJob) -> dict[str, Any]:
    """One job; `locked_until` only while somebody has it."""
    return {
        "id": job.id,
        "topic": job.topic,
        "instance_id": job.instance_id,
        "element": job.element,
        "worker": job.worker,
        "locked_until": job.available_at if job.worker else None,
        "available_at": job.available_at,
        "retries": job.retries,
        "message": job.message,
        "created_at": job.created_at,
    }


def job_state(job: ExternalJob, now: datetime) -> str:
    """`failed` without attempts left, `locked` while a worker has it, `waiting` before its next attempt, `available`."""
    if job.available_at is None:
        return "failed"
    if job.available_at <= now:
        return "available"
    return "locked" if job.worker else "waiting"


def taken_view(uow: UnitOfWork, jobs: list[ExternalJob]) -> list[dict[str, Any]]:
    """Jobs with what a worker needs: the variables they see, and whose they are."""
    if not jobs:
        return []
    ids = sorted({job.instance_id for job in jobs})
    instances = {record.id: record for record in uow.find(Instance, id=ids)}
    versions: dict[str, int] = {}
    for record in instances.values():
        if record.definition_id not in versions:
            definition = uow.get(Definition, record.definition_id)
            assert definition is not None
            versions[record.definition_id] = definition.version
    return [_taken(uow, job, instances[job.instance_id], versions) for job in jobs]


def _taken(uow: UnitOfWork, job: ExternalJob, record: Instance, versions: dict[str, int]) -> dict[str, Any]:
    process = uow.library.process(record.definition_id)
    execution = bpmn.Execution.load(
        process,
        record.state_blob,
        now=uow.now,
        environment=ActEnvironment(uow, record.definition_id),
    )
    return {
        **job_view(job),
        "element_name": process.elements[job.element].name,
        "process": record.process_key,
        "version": versions[record.definition_id],
        "business_key": record.business_key,
        "variables": feel.to_json(dict(execution.visible(job.token))),
    }
