"""One act on many things, in small transactions that survive a restart; every act of batches in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tongban.engine.use_cases.batches.create import CreateBatch, create_batch
from tongban.engine.use_cases.batches.steer import SteerBatch, UndoBatch, steer_batch, undo_batch
from tongban.engine.use_cases.batches.work import (
    DoRow,
    EndBatch,
    GatherRows,
    NoteRow,
    RowFailed,
    TakeBatch,
    do_row,
    end_batch,
    gather_rows,
    note_row,
    take_batch,
)

BATCHES: dict[type, Callable[[Any, Any, Any], dict[str, Any]]] = {
    CreateBatch: create_batch,
    DoRow: do_row,
    EndBatch: end_batch,
    GatherRows: gather_rows,
    NoteRow: note_row,
    SteerBatch: steer_batch,
    TakeBatch: take_batch,
    UndoBatch: undo_batch,
}

__all__ = [
    "BATCHES",
    "CreateBatch",
    "DoRow",
    "EndBatch",
    "GatherRows",
    "NoteRow",
    "RowFailed",
    "SteerBatch",
    "TakeBatch",
    "UndoBatch",
]
