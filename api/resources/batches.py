"""Batch jobs: one act on many instances or incidents, with progress, that survives a restart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas import operating as shapes
from tongban.engine import CreateBatch, SteerBatch, UndoBatch

blueprint = Blueprint("batches", __name__, description="One act on many instances")
BODY = ("to_definition", "mapping", "retries")


@blueprint.post("/batches")
@blueprint.body(shapes.BatchJobBody)
@blueprint.answer(201, shapes.BatchJob)
def create_batch(given: dict[str, Any]) -> Any:
    """Do one act on many instances; the worker does each in a transaction of its own.

    What the filter finds is gathered in the background. With `dry_run` every row says whether it could be done:
    the plan of a migration, with what cannot move and why.
    """
    which = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in given["which"].items()
    }
    body = {name: given[name] for name in BODY if name in given}
    return act(CreateBatch(given["kind"], which, given["reason"], body, given.get("dry_run", False)))


@blueprint.get("/batches")
@blueprint.query(shapes.BatchJobQuery)
@blueprint.answer(200, page_of(shapes.BatchJob))
def list_batches(filters: dict[str, Any]) -> Any:
    """List batch jobs, the newest first."""
    return ask("batches", **filters)


@blueprint.get("/batches/<batch_id>")
@blueprint.answer(200, shapes.BatchJob)
def read_batch(batch_id: str) -> Any:
    """Read one batch job with how far it is."""
    return ask("batch", batch_id)


@blueprint.get("/batches/<batch_id>/rows")
@blueprint.query(shapes.BatchJobRowQuery)
@blueprint.answer(200, page_of(shapes.BatchJobRow))
def list_batch_rows(batch_id: str, filters: dict[str, Any]) -> Any:
    """List what became of each thing of a batch."""
    return ask("batch_rows", batch_id, **filters)


@blueprint.post("/batches/<batch_id>/pause")
@blueprint.answer(200, shapes.BatchJob)
def pause_batch(batch_id: str) -> Any:
    """Begin no further row until it is resumed."""
    return act(SteerBatch(batch_id, "pause"))


@blueprint.post("/batches/<batch_id>/resume")
@blueprint.answer(200, shapes.BatchJob)
def resume_batch(batch_id: str) -> Any:
    """Go on with a paused batch."""
    return act(SteerBatch(batch_id, "resume"))


@blueprint.post("/batches/<batch_id>/cancel")
@blueprint.answer(200, shapes.BatchJob)
def cancel_batch(batch_id: str) -> Any:
    """End a batch; what is done stays done."""
    return act(SteerBatch(batch_id, "cancel"))


@blueprint.post("/batches/<batch_id>/undo")
@blueprint.body(shapes.ReasonNeeded)
@blueprint.answer(201, shapes.BatchJob)
def undo_batch(batch_id: str, given: dict[str, Any]) -> Any:
    """Take back what a batch has done, as another batch: migrations go back, what was suspended is resumed."""
    return act(UndoBatch(batch_id, given["reason"]))
