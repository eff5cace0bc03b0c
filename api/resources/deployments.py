"""Deploying BPMN diagrams, decision models and forms."""

from __future__ import annotations

from typing import Any

from flask import request

from tongban.api.requests import Blueprint, act
from tongban.api.schemas.deployment import Deployment, DeploymentForm
from tongban.api.uploads import uploaded_files
from tongban.engine import DeployResources

blueprint = Blueprint("deployments", __name__, description="Bring in diagrams, decisions and forms")


@blueprint.post("/deployments")
@blueprint.form(DeploymentForm)
@blueprint.answer(201, Deployment)
def deploy(given: dict[str, Any]) -> Any:
    """Deploy files, all or nothing.

    Every process, decision and form in them becomes the next version of its key. When anything
    is wrong, every problem is listed with its file, element and rule, and nothing is deployed.
    """
    return act(
        DeployResources(
            files=uploaded_files(request, "files"),
            name=given.get("name") or "",
            change_note=given.get("change_note") or "",
        )
    )
