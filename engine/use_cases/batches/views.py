"""Batches as answers."""

from __future__ import annotations

from typing import Any

from tongban.engine.ports import BatchJob, BatchRow
from tongban.engine.use_cases.batches.kinds import KINDS


def batch_view(batch: BatchJob) -> dict[str, Any]:
    """One batch with how far it is."""
    kind = KINDS[batch.kind]
    finished = batch.state in ("done", "cancelled")
    return {
        "id": batch.id,
        "kind": batch.kind,
        "state": batch.state,
        "body": batch.body,
        "which": batch.which,
        "reason": batch.reason,
        "dry_run": batch.dry_run,
        "undoes": batch.undoes,
        "created_by": batch.created_by,
        "created_at": batch.created_at,
        "ended_at": batch.ended_at,
        "total": batch.total,
        "succeeded": batch.succeeded,
        "failed": batch.failed,
        "waiting": batch.total - batch.succeeded - batch.failed,
        "can_undo": finished and kind.undone_by is not None and not batch.dry_run and batch.succeeded > 0,
    }


def row_view(row: BatchRow) -> dict[str, Any]:
    """One thing of a batch with what became of it."""
    return {
        "no": row.no,
        "object_id": row.object_id,
        "state": row.state,
        "message": row.message,
        "problems": row.problems,
        "at": row.at,
    }
