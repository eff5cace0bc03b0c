"""One file per resource, and the list of them all in the order of the documentation."""

from __future__ import annotations

from tongban.api.requests import Blueprint
from tongban.api.resources import (
    administration,
    case_records,
    cases,
    decisions,
    deployments,
    documents,
    events,
    incidents,
    items,
    messages,
    process_definitions,
    process_instances,
    proxies,
    public,
    receive_tasks,
    signals,
    subscriptions,
    task_operations,
    tasks,
    timers,
)

RESOURCES: tuple[Blueprint, ...] = (
    deployments.blueprint,
    process_definitions.blueprint,
    process_instances.blueprint,
    tasks.blueprint,
    task_operations.blueprint,
    timers.blueprint,
    subscriptions.blueprint,
    messages.blueprint,
    signals.blueprint,
    receive_tasks.blueprint,
    decisions.blueprint,
    incidents.blueprint,
    events.blueprint,
    items.blueprint,
    cases.blueprint,
    case_records.blueprint,
    documents.blueprint,
    public.blueprint,
    proxies.blueprint,
    administration.blueprint,
)
