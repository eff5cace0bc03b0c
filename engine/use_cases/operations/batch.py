"""批量: one operation on up to a hundred tasks, each in its own transaction, each with its own result."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongban.engine import errors
from tongban.engine.use_cases.claim_task import ClaimTask, ReleaseTask
from tongban.engine.use_cases.complete_task import CompleteTask
from tongban.engine.use_cases.operations.copy_task import CopyTask, MarkCopyRead
from tongban.engine.use_cases.operations.delegate_task import DelegateTask
from tongban.engine.use_cases.operations.reject_task import RejectTask
from tongban.engine.use_cases.operations.return_task import ReturnTask
from tongban.engine.use_cases.operations.transfer_task import TransferTask
from tongban.engine.use_cases.operations.urge_task import UrgeTask

MOST = 100

OPERATIONS: Mapping[str, type[Any]] = {
    "claim": ClaimTask,
    "release": ReleaseTask,
    "complete": CompleteTask,
    "return": ReturnTask,
    "reject": RejectTask,
    "transfer": TransferTask,
    "delegate": DelegateTask,
    "urge": UrgeTask,
    "cc": CopyTask,
    "read": MarkCopyRead,
}


@dataclass(frozen=True, slots=True)
class BatchTasks:
    """`arguments` are those of the operation, the same for every task."""

    operation: str
    task_ids: tuple[str, ...]
    arguments: Mapping[str, Any] = field(default_factory=dict)


def batch_tasks(command: BatchTasks, do: Callable[[Any, str], dict[str, Any]]) -> dict[str, Any]:
    """One row per task: `ok` with the result, or the refusal; `do` makes one act in one transaction."""
    kind = OPERATIONS.get(command.operation)
    ids = tuple(dict.fromkeys(command.task_ids))
    if kind is None:
        raise _invalid("operation", f"须为其中之一 / must be one of: {', '.join(OPERATIONS)}")
    if not 1 <= len(ids) <= MOST:
        raise _invalid("task_ids", f"1–{MOST}")
    rows = []
    for task_id in ids:
        try:
            act = kind(task_id, **command.arguments)
        except TypeError:
            raise _invalid("operation", "缺少或多余的参数 / arguments missing or not known") from None
        rows.append(_row(task_id, act, do))
    done = sum(1 for row in rows if row["ok"])
    return {"items": rows, "done": done, "failed": len(rows) - done, "next_cursor": None}


def row_key(key: str, task_id: str) -> str:
    """The Idempotency-Key of one row, from that of the whole call."""
    return hashlib.sha256(f"{key}\n{task_id}".encode()).hexdigest()


def _row(task_id: str, act: Any, do: Callable[[Any, str], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"task_id": task_id, "ok": True, "result": do(act, task_id)}
    except errors.EngineError as refused:
        error = {"code": refused.code, "detail": refused.message, "errors": refused.errors, **refused.facts}
        return {"task_id": task_id, "ok": False, "error": error}


def _invalid(name: str, message: str) -> errors.Invalid:
    return errors.Invalid(errors=[{"field": name, "message": message}])
