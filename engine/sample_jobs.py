"""What a sample says of work done outside: a job of the case is done, or ends with a BPMN error, as by its worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tongban.engine import errors, items
from tongban.engine.domain.actor import SYSTEM
from tongban.engine.door import Engine
from tongban.engine.use_cases import CompleteJob, FetchJobs, ThrowJobError

WORKER = "sample"
# The shortest a job can be taken for: one that is not the line's own is free again before the next line.
LOCK = timedelta(seconds=1)
MOST, DEEPEST = 100, 5


def open_jobs(engine: Engine, case_no: str) -> list[dict[str, Any]]:
    """The jobs of a case and of what it has called that nobody has done yet, the oldest first."""
    found: list[dict[str, Any]] = []
    for instance in _instances(engine, engine.queries.case(SYSTEM, case_no)["instance_id"], DEEPEST):
        found += engine.queries.external_jobs(SYSTEM, instance=instance)["items"]
    return sorted(found, key=lambda one: (one["created_at"], one["id"]))


def finish(engine: Engine, case_no: str, number: int, step: items.Step) -> str:
    """Do what the line says with the oldest job of its element, and say so; NotFound when none is waiting."""
    waiting = [one for one in open_jobs(engine, case_no) if one["element"] == step.job]
    if not waiting:
        raise errors.NotFound(
            f"没有等着外部来办的环节 {step.job} / no job of {step.job} is waiting", job=step.job
        )
    job = waiting[0]
    engine.execute(FetchJobs(WORKER, ((job["topic"], LOCK),), MOST), SYSTEM)
    values = dict(step.variables or {})
    if step.error:
        engine.execute(ThrowJobError(job["id"], WORKER, step.error, step.note, values), SYSTEM)
    else:
        engine.execute(CompleteJob(job["id"], WORKER, values), SYSTEM)
    return f"  {number}. ⚙ {step.job} ({job['topic']}) → {step.error or 'complete'}"


def _instances(engine: Engine, root: str, depth: int) -> Iterator[str]:
    yield root
    if not depth:
        return
    for one in engine.queries.activities(SYSTEM, root)["items"]:
        if one["child_instance_id"]:
            yield from _instances(engine, one["child_instance_id"], depth - 1)
