"""What an API client's scopes let through, by the resource a call is for; what is not named here needs `admin`."""

from __future__ import annotations

from flask import Request

from tongban.engine import Actor, errors


class ScopeMissing(errors.NotAllowed):
    """The API client has not the scope that this call needs."""

    code = "scope_missing"


READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: To read these, too, one must be an administrator.
CONFIDENTIAL = frozenset({"webhooks", "connectors", "api-clients"})
#: The scope that changing needs, by blueprint.
CHANGING = {
    "tasks": "tasks",
    "task-operations": "tasks",
    "external-tasks": "jobs",
    "cases": "start",
    "joint-cases": "start",
    "counter": "tasks",
    "messages": "start",
    "signals": "start",
    "conditions": "start",
    "receive-tasks": "start",
    "decisions": "start",
    "timers": "operate",
    "incidents": "operate",
    "batches": "operate",
    "clocks": "operate",
    "case-records": "operate",
    "deployments": "design",
    "diagram-drafts": "design",
    "process-definitions": "design",
    "items": "design",
    "item-drafts": "design",
    "publications": "design",
}
#: Where one operation of a resource differs from the rest.
OPERATIONS = {
    ("process-instances", "start_instance"): "start",
    ("process-instances", None): "operate",
}


def demand(actor: Actor, request: Request) -> None:
    """ScopeMissing unless one of the client's scopes covers this call; whoever is no client passes."""
    if actor.access is None:
        return
    needed = needed_by(request)
    if needed not in actor.access.scopes and "admin" not in actor.access.scopes:
        raise ScopeMissing(scope=needed)


def needed_by(request: Request) -> str:
    """The scope a call needs."""
    blueprint, _, view = (request.endpoint or "").rpartition(".")
    if request.method in READING:
        return "admin" if blueprint in CONFIDENTIAL else "read"
    operation = OPERATIONS.get((blueprint, view)) or OPERATIONS.get((blueprint, None))
    return operation or CHANGING.get(blueprint, "admin")
