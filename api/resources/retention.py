"""How long what is kept, legal holds, and deleting what has ended."""

from __future__ import annotations

from typing import Any

from flask import request

from tongban.api.paging import page_of
from tongban.api.payload import json_response
from tongban.api.preconditions import OPTIONAL, SHOWS_TAG, read_tags
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas import operating as shapes
from tongban.engine import LiftHold, PlaceHold, SetRetention, access

blueprint = Blueprint("retention", __name__, description="How long what is kept")


@blueprint.get("/retention")
@blueprint.doc(**SHOWS_TAG)
@blueprint.answer(200, shapes.RetentionList)
def read_retention() -> Any:
    """Read how long what is kept."""
    found = ask("retention_rules")
    ours = {f"{one['kind']}/{one['scope']}": one["days"] for one in found["items"] if one["changed_by"]}
    response = json_response(found)
    response.set_etag(access.tag_of(ours))
    return response


@blueprint.put("/retention")
@blueprint.doc(**OPTIONAL)
@blueprint.body(shapes.RetentionBody)
@blueprint.answer(200, shapes.RetentionRule)
def set_retention(given: dict[str, Any]) -> Any:
    """Say how long something is kept after its end; the worker deletes what is older, in small steps.

    If-Match is the tag of the whole list.
    """
    return act(SetRetention(given["kind"], given["days"], given.get("scope") or "", read_tags(request)))


@blueprint.get("/retention/over")
@blueprint.query(shapes.OverQuery)
@blueprint.answer(200, page_of(shapes.PeriodOver))
def list_over(filters: dict[str, Any]) -> Any:
    """List closed cases whose item's period is over, the oldest first; nothing is deleted by it."""
    return ask("periods_over", **filters)


@blueprint.get("/legal-holds")
@blueprint.query(shapes.HoldQuery)
@blueprint.answer(200, page_of(shapes.LegalHold))
def list_holds(filters: dict[str, Any]) -> Any:
    """List legal holds, the newest first."""
    return ask("legal_holds", **filters)


@blueprint.post("/legal-holds")
@blueprint.body(shapes.HoldBody)
@blueprint.answer(201, shapes.LegalHold)
def place_hold(given: dict[str, Any]) -> Any:
    """Keep something whatever the rules say."""
    return act(PlaceHold(given["kind"], given["object_id"], given["reason"]))


@blueprint.post("/legal-holds/<hold_id>/lift")
@blueprint.body(shapes.ReasonNeeded)
@blueprint.answer(200, shapes.LegalHold)
def lift_hold(hold_id: str, given: dict[str, Any]) -> Any:
    """Let the rules count again."""
    return act(LiftHold(hold_id, given["reason"]))
