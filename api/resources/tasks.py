"""Tasks: find one, take it, put it back, complete it."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.task import CompleteBody, Task, TaskQuery, TaskRow
from tongban.engine import ClaimTask, CompleteTask, ReleaseTask

blueprint = Blueprint("tasks", __name__, description="Work for people")


@blueprint.get("/tasks")
@blueprint.query(TaskQuery)
@blueprint.answer(200, page_of(TaskRow))
def list_tasks(filters: dict[str, Any]) -> Any:
    """List tasks, those still to do unless `state` says otherwise."""
    return ask("tasks", **filters)


@blueprint.get("/tasks/<task_id>")
@blueprint.answer(200, Task)
def read_task(task_id: str) -> Any:
    """Read a task with its form, what may be read, and what may be done."""
    return ask("task", task_id)


@blueprint.post("/tasks/<task_id>/claim")
@blueprint.answer(200, Task)
def claim_task(task_id: str) -> Any:
    """Take a task, so that nobody else works on it."""
    return act(ClaimTask(task_id))


@blueprint.post("/tasks/<task_id>/release")
@blueprint.answer(200, Task)
def release_task(task_id: str) -> Any:
    """Put a task back for the others."""
    return act(ReleaseTask(task_id))


@blueprint.post("/tasks/<task_id>/complete")
@blueprint.body(CompleteBody)
@blueprint.answer(200, Task)
def complete_task(task_id: str, given: dict[str, Any]) -> Any:
    """Complete a task.

    A task has one winner: the second gets 409 with `completed_by` and `completed_at`.
    """
    return act(
        CompleteTask(
            task_id,
            outcome=given.get("outcome"),
            opinion=given.get("opinion"),
            variables=given.get("variables") or {},
            review_points=tuple(given.get("review_points") or ()),
        )
    )
