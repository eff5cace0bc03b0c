"""Versions of processes."""

from __future__ import annotations

from typing import Any

from flask import Response

from tongban.api.paging import page_of
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.deployment import (
    Definition,
    DefinitionQuery,
    Overview,
    OverviewQuery,
    Switch,
    SwitchBody,
)
from tongban.engine import ScheduleDefinition, SetDefinitionEnabled, UnscheduleDefinition

blueprint = Blueprint("process-definitions", __name__, description="Versions of processes")


@blueprint.get("/process-definitions")
@blueprint.query(DefinitionQuery)
@blueprint.answer(200, page_of(Definition))
def list_definitions(filters: dict[str, Any]) -> Any:
    """List versions of processes."""
    return ask("definitions", **filters)


@blueprint.get("/process-definitions/<definition_id>")
@blueprint.answer(200, Definition)
def read_definition(definition_id: str) -> Any:
    """Read one version."""
    return ask("definition", definition_id)


@blueprint.get("/process-definitions/<definition_id>/xml")
@blueprint.answer(200, None, content_type="application/xml", says="The diagram as it was deployed.")
def read_definition_xml(definition_id: str) -> Response:
    """Read the diagram of one version."""
    return Response(ask("definition_xml", definition_id), content_type="application/xml")


@blueprint.post("/process-definitions/<definition_id>/enable")
@blueprint.answer(200, Definition)
def enable_definition(definition_id: str) -> Any:
    """Let new instances start from this version."""
    return act(SetDefinitionEnabled(definition_id, True))


@blueprint.post("/process-definitions/<definition_id>/disable")
@blueprint.answer(200, Definition)
def disable_definition(definition_id: str) -> Any:
    """Let no new instance start from this version; running ones go on."""
    return act(SetDefinitionEnabled(definition_id, False))


@blueprint.post("/process-definitions/<definition_id>/switches")
@blueprint.body(SwitchBody)
@blueprint.answer(201, Switch)
def schedule_definition(definition_id: str, given: dict[str, Any]) -> Any:
    """Switch a version on or off at a moment to come."""
    return act(ScheduleDefinition(definition_id, given["at"], given["enabled"]))


@blueprint.delete("/process-definitions/<definition_id>/switches/<switch_id>")
@blueprint.answer(200, Switch)
def unschedule_definition(definition_id: str, switch_id: str) -> Any:
    """Forget a switch whose moment has not come."""
    return act(UnscheduleDefinition(definition_id, switch_id))


@blueprint.get("/process-overview")
@blueprint.query(OverviewQuery)
@blueprint.answer(200, page_of(Overview))
def list_overview(filters: dict[str, Any]) -> Any:
    """List processes with their versions and what is open in each."""
    return ask("process_overview", **filters)
