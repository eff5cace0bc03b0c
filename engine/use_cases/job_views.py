"""External jobs as answers: as they stand, and as a worker takes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from tongban.engine import bpmn, feel
from tongban.engine.domain.actor import Actor
from tongban.engine.domain.masking import Masks, masked, masks_of
from tongban.engine.ports import Case, Definition, ExternalJob, Instance, UnitOfWork
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


def sees_numbers(actor: Actor) -> bool:
    """Whether a worker gets ID and telephone numbers in clear: by the scope `personal`, and our own connectors."""
    scopes = actor.access.scopes if actor.access is not None else frozenset()
    return actor.is_system or not scopes.isdisjoint({"personal", "admin"})


def taken_view(
    uow: UnitOfWork,
    jobs: list[ExternalJob],
    wanted: Mapping[str, Collection[str]] = MappingProxyType({}),
    *,
    clear: bool = True,
) -> list[dict[str, Any]]:
    """Jobs with what a worker needs: the variables they see, or those `wanted` of their topic, and whose they are.

    Unless they may be `clear`, the numbers of a case's parties are hidden in all of them.
    """
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
    masks: dict[str, Masks] = {}
    if not clear:
        ids = sorted({one.case_id for one in instances.values() if one.case_id is not None})
        cases = uow.find(Case, id=ids) if ids else []
        masks = {one.id: masks_of(one.applicant, one.agent) for one in cases}
    return [
        _taken(uow, job, instances[job.instance_id], versions, wanted.get(job.topic), masks) for job in jobs
    ]


def _taken(
    uow: UnitOfWork,
    job: ExternalJob,
    record: Instance,
    versions: dict[str, int],
    wanted: Collection[str] | None,
    masks: Mapping[str, Masks],
) -> dict[str, Any]:
    process = uow.library.process(record.definition_id)
    execution = bpmn.Execution.load(
        process,
        record.state_blob,
        now=uow.now,
        environment=ActEnvironment(uow, record.definition_id),
    )
    seen = dict(execution.visible(job.token))
    if wanted is not None:
        seen = {name: seen[name] for name in seen if name in wanted}
    variables = feel.to_json(seen)
    if record.case_id is not None and record.case_id in masks:
        variables = masked(variables, masks[record.case_id])
    return {
        **job_view(job),
        "element_name": process.elements[job.element].name,
        "process": record.process_key,
        "version": versions[record.definition_id],
        "business_key": record.business_key,
        "variables": variables,
    }
