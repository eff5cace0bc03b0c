"""The sandbox of test keys: what is in it, and emptying it."""

from __future__ import annotations

from typing import Any

from tongban.api.authentication import actor, sandbox
from tongban.api.requests import Blueprint
from tongban.api.schemas import integration as shapes

blueprint = Blueprint("sandbox", __name__, description="Where test keys work, apart from everything real")


@blueprint.get("/sandbox")
@blueprint.answer(200, shapes.Sandbox)
def read_sandbox() -> Any:
    """Read what is in the sandbox."""
    return sandbox().state(actor())


@blueprint.post("/sandbox/reset")
@blueprint.answer(200, shapes.Sandbox)
def reset_sandbox() -> Any:
    """Delete everything in the sandbox and take over people, items, processes and calendars as they are now."""
    return sandbox().reset(actor())
