"""Jobs of registered connectors, taken by the worker as any outside worker takes them, with what it needs to call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tongban.engine.domain.actor import Actor
from tongban.engine.domain.authorize import may
from tongban.engine.ports import ConnectorRow, Secret, UnitOfWork
from tongban.engine.use_cases.external_jobs import MOST_TOPICS, FetchJobs, fetch_jobs

#: Longer than the longest call, so that a job comes back only after a crash.
LOCK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TakeCalls:
    """Up to `most` jobs for this worker."""

    worker: str
    most: int = 8


def take_calls(command: TakeCalls, actor: Actor, uow: UnitOfWork) -> dict[str, Any]:
    """`{calls: [{job, connector, secrets}]}`; secrets are in clear and stay in the worker's memory."""
    may(actor, "job.work")
    rows = {row.name: row for row in uow.find(ConnectorRow, enabled=True, limit=MOST_TOPICS, order="name")}
    if not rows:
        return {"calls": []}
    fetch = FetchJobs(command.worker, [(name, LOCK) for name in rows], command.most)
    jobs = fetch_jobs(fetch, actor, uow)["jobs"]
    wanted = {name for job in jobs for name in rows[job["topic"]].body.get("secrets", ())}
    sealed = uow.find(Secret, name=sorted(wanted)) if wanted else []
    known = {secret.name: uow.unseal(secret.value) for secret in sealed}
    return {
        "calls": [
            {
                "job": job,
                "connector": {"kind": rows[job["topic"]].kind, **rows[job["topic"]].body},
                "secrets": {
                    name: known[name] for name in rows[job["topic"]].body.get("secrets", ()) if name in known
                },
            }
            for job in jobs
        ]
    }
