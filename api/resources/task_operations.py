"""Approval operations on a task: give it back, hand it on, call others in, and talk about it."""

from __future__ import annotations

from typing import Any

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.operation import (
    AddSignersBody,
    BatchBody,
    CommentBody,
    ConsultBody,
    CopyBody,
    DraftBody,
    JumpBody,
    OpinionBody,
    ReturnBody,
    ToBody,
    UrgeBody,
    UsersBody,
)
from tongban.api.schemas.operation_answer import (
    BatchResult,
    Comment,
    Consulted,
    Copied,
    CopyRead,
    Draft,
    Jump,
    ReturnTarget,
    TaskRecord,
    Urged,
)
from tongban.api.schemas.task import Task
from tongban.engine import (
    AddSigners,
    AskJump,
    BatchTasks,
    CommentTask,
    ConsultTask,
    CopyTask,
    DelegateTask,
    MarkCopyRead,
    RejectTask,
    RemoveSigners,
    RetrieveTask,
    ReturnTask,
    SaveDraft,
    TransferTask,
    UrgeTask,
)

blueprint = Blueprint("task-operations", __name__, description="Approval operations on a task")


@blueprint.get("/tasks/<task_id>/return-targets")
@blueprint.answer(200, page_of(ReturnTarget))
def list_return_targets(task_id: str) -> Any:
    """List where a task can be returned to, the previous step first."""
    return ask("return_targets", task_id)


@blueprint.get("/tasks/<task_id>/record")
@blueprint.answer(200, TaskRecord)
def read_record(task_id: str) -> Any:
    """Read the comments, copies and added signers of a task."""
    return ask("task_record", task_id)


@blueprint.post("/tasks/<task_id>/return")
@blueprint.body(ReturnBody)
@blueprint.answer(200, Task)
def return_task(task_id: str, given: dict[str, Any]) -> Any:
    """Return a task to an earlier step or to the applicant.

    Open work on branches that are walked again is cancelled and its holders are told; the case's clocks run on.
    """
    to, fields = given.get("to") or "previous", given["fields"]
    return act(ReturnTask(task_id, given["opinion"], to, given["mode"], fields))


@blueprint.post("/tasks/<task_id>/reject")
@blueprint.body(OpinionBody)
@blueprint.answer(200, Task)
def reject_task(task_id: str, given: dict[str, Any]) -> Any:
    """Refuse, with the step's refusal outcome; a step without one ends the process."""
    return act(RejectTask(task_id, given["opinion"]))


@blueprint.post("/tasks/<task_id>/retrieve")
@blueprint.answer(200, Task)
def retrieve_task(task_id: str) -> Any:
    """Take back one's own completed task while the next handler has not acted, or a delegated one."""
    return act(RetrieveTask(task_id))


@blueprint.post("/tasks/<task_id>/transfer")
@blueprint.body(ToBody)
@blueprint.answer(200, Task)
def transfer_task(task_id: str, given: dict[str, Any]) -> Any:
    """Make a task somebody else's."""
    return act(TransferTask(task_id, given["to"], given["reason"]))


@blueprint.post("/tasks/<task_id>/delegate")
@blueprint.body(ToBody)
@blueprint.answer(200, Task)
def delegate_task(task_id: str, given: dict[str, Any]) -> Any:
    """Let somebody else do a task; it comes back to its first owner."""
    return act(DelegateTask(task_id, given["to"], given["reason"]))


@blueprint.post("/tasks/<task_id>/add-signers")
@blueprint.body(AddSignersBody)
@blueprint.answer(200, Task)
def add_signers(task_id: str, given: dict[str, Any]) -> Any:
    """Call in signers before, after or beside oneself."""
    return act(AddSigners(task_id, tuple(given["users"]), given["position"]))


@blueprint.post("/tasks/<task_id>/remove-signers")
@blueprint.body(UsersBody)
@blueprint.answer(200, Task)
def remove_signers(task_id: str, given: dict[str, Any]) -> Any:
    """Take away signers who were added and have not signed."""
    return act(RemoveSigners(task_id, tuple(given["users"])))


@blueprint.post("/tasks/<task_id>/urge")
@blueprint.body(UrgeBody)
@blueprint.answer(200, Urged)
def urge_task(task_id: str, given: dict[str, Any]) -> Any:
    """Ask whoever has a task to hurry; 409 with `next_at` when it was urged a moment ago."""
    return act(UrgeTask(task_id, given["text"]))


@blueprint.post("/tasks/<task_id>/cc")
@blueprint.body(CopyBody)
@blueprint.answer(200, Copied)
def copy_task(task_id: str, given: dict[str, Any]) -> Any:
    """Let people know of a task; nobody waits for them."""
    return act(CopyTask(task_id, tuple(given["users"]), given["text"]))


@blueprint.post("/tasks/<task_id>/read")
@blueprint.answer(200, CopyRead)
def mark_copy_read(task_id: str) -> Any:
    """Mark a copy sent to the caller as read."""
    return act(MarkCopyRead(task_id))


@blueprint.post("/tasks/<task_id>/comment")
@blueprint.body(CommentBody)
@blueprint.answer(200, Comment)
def comment_task(task_id: str, given: dict[str, Any]) -> Any:
    """Comment on a task; whoever is mentioned is told."""
    return act(CommentTask(task_id, given["text"], tuple(given["mentions"])))


@blueprint.post("/tasks/<task_id>/save-draft")
@blueprint.body(DraftBody)
@blueprint.answer(200, Draft)
def save_draft(task_id: str, given: dict[str, Any]) -> Any:
    """Keep what has been entered so far."""
    return act(SaveDraft(task_id, given["variables"]))


@blueprint.post("/tasks/<task_id>/consult")
@blueprint.body(ConsultBody)
@blueprint.answer(200, Consulted)
def consult_task(task_id: str, given: dict[str, Any]) -> Any:
    """Ask other units or people for an opinion; the flow neither moves nor waits."""
    return act(ConsultTask(task_id, tuple(given["to"]), given["question"]))


@blueprint.post("/tasks/<task_id>/jump")
@blueprint.body(JumpBody)
@blueprint.answer(200, Jump)
def ask_jump(task_id: str, given: dict[str, Any]) -> Any:
    """Ask that a task's work be moved to another step; a second administrator approves."""
    return act(AskJump(task_id, given["to"], given["reason"]))


@blueprint.post("/tasks/batch")
@blueprint.body(BatchBody)
@blueprint.answer(200, BatchResult)
def batch_tasks(given: dict[str, Any]) -> Any:
    """Do the same with up to a hundred tasks, each in its own transaction, and answer for each."""
    operation, ids = given.pop("operation"), tuple(given.pop("task_ids"))
    arguments = {name: value for name, value in given.items() if value is not None}
    if "users" in arguments:
        arguments["users"] = tuple(arguments["users"])
    return act(BatchTasks(operation, ids, arguments))
