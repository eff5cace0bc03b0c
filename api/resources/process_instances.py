"""Process instances: start, read, steer and repair."""

from __future__ import annotations

from typing import Any

from flask import request

from tongban.api.paging import Paged, page_of
from tongban.api.preconditions import CHANGES_TAGGED, SHOWS_TAG, read_revisions, tagged
from tongban.api.requests import Blueprint, act, ask
from tongban.api.schemas.instance import (
    Activity,
    Chart,
    Family,
    Instance,
    InstanceEvent,
    InstanceQuery,
    MigrateBody,
    Migration,
    ModifiedInstance,
    ModifyBody,
    ReasonBody,
    RestartBody,
    StartBody,
    VariablesBody,
)
from tongban.engine import (
    MigrateInstance,
    ModifyInstance,
    RestartInstance,
    ResumeInstance,
    SetVariables,
    StartInstance,
    SuspendInstance,
    TerminateInstance,
)

blueprint = Blueprint("process-instances", __name__, description="Runs of processes")


@blueprint.post("/process-instances")
@blueprint.body(StartBody)
@blueprint.answer(201, Instance)
def start_instance(given: dict[str, Any]) -> Any:
    """Start a process.

    A start at which no condition holds and no default leads on answers 422 and leaves nothing behind.
    """
    return act(
        StartInstance(
            process=given["process"],
            version=given.get("version"),
            business_key=given.get("business_key"),
            variables=given.get("variables") or {},
        )
    )


@blueprint.get("/process-instances")
@blueprint.query(InstanceQuery)
@blueprint.answer(200, page_of(Instance))
def list_instances(filters: dict[str, Any]) -> Any:
    """List process instances."""
    return ask("instances", **filters)


@blueprint.get("/process-instances/<instance_id>")
@blueprint.doc(**SHOWS_TAG)
@blueprint.answer(200, Instance)
def read_instance(instance_id: str) -> Any:
    """Read one process instance."""
    return tagged(ask("instance", instance_id))


@blueprint.get("/process-instances/<instance_id>/activities")
@blueprint.answer(200, page_of(Activity))
def list_activities(instance_id: str) -> Any:
    """Read the history of an instance, element by element."""
    return ask("activities", instance_id)


@blueprint.patch("/process-instances/<instance_id>/variables")
@blueprint.doc(**CHANGES_TAGGED)
@blueprint.body(VariablesBody)
@blueprint.answer(200, Instance)
def set_variables(instance_id: str, given: dict[str, Any]) -> Any:
    """Set variables of an instance."""
    return tagged(act(SetVariables(instance_id, given["variables"], read_revisions(request, required=False))))


@blueprint.post("/process-instances/<instance_id>/suspend")
@blueprint.body(ReasonBody)
@blueprint.answer(200, Instance)
def suspend_instance(instance_id: str, given: dict[str, Any]) -> Any:
    """Stop an instance until it is resumed."""
    return act(SuspendInstance(instance_id, given.get("reason") or ""))


@blueprint.post("/process-instances/<instance_id>/resume")
@blueprint.body(ReasonBody)
@blueprint.answer(200, Instance)
def resume_instance(instance_id: str, given: dict[str, Any]) -> Any:
    """Let a suspended instance go on."""
    return act(ResumeInstance(instance_id, given.get("reason") or ""))


@blueprint.post("/process-instances/<instance_id>/terminate")
@blueprint.body(ReasonBody)
@blueprint.answer(200, Instance)
def terminate_instance(instance_id: str, given: dict[str, Any]) -> Any:
    """End an instance for good."""
    return act(TerminateInstance(instance_id, given.get("reason") or ""))


@blueprint.post("/process-instances/<instance_id>/modify")
@blueprint.body(ModifyBody)
@blueprint.answer(200, ModifiedInstance)
def modify_instance(instance_id: str, given: dict[str, Any]) -> Any:
    """Cancel running elements and enter others; with `dry_run`, only say what would be left and entered."""
    return act(
        ModifyInstance(
            instance_id,
            cancel=tuple(given.get("cancel") or ()),
            start_before=tuple(given.get("start_before") or ()),
            reason=given.get("reason") or "",
            dry_run=given.get("dry_run") or False,
        )
    )


@blueprint.post("/process-instances/<instance_id>/restart")
@blueprint.body(RestartBody)
@blueprint.answer(201, Instance)
def restart_instance(instance_id: str, given: dict[str, Any]) -> Any:
    """Begin again what has ended: a new instance with the old one's business key and variables."""
    variables, newest = given.get("variables") or {}, given.get("newest") or False
    return act(RestartInstance(instance_id, given.get("reason") or "", newest, variables))


@blueprint.get("/process-instances/<instance_id>/tree")
@blueprint.answer(200, Family)
def read_tree(instance_id: str) -> Any:
    """Read which instance called which: the first caller and everything below it."""
    return ask("instance_tree", instance_id)


@blueprint.get("/process-instances/<instance_id>/diagram")
@blueprint.answer(200, Chart)
def read_diagram(instance_id: str) -> Any:
    """Read the diagram with the tokens and incidents of an instance."""
    return ask("instance_diagram", instance_id)


@blueprint.get("/process-instances/<instance_id>/events")
@blueprint.query(Paged)
@blueprint.answer(200, page_of(InstanceEvent))
def list_instance_events(instance_id: str, filters: dict[str, Any]) -> Any:
    """List what happened to an instance, and by whom, the latest first."""
    return ask("instance_events", instance_id, **filters)


@blueprint.post("/process-instances/<instance_id>/migrate")
@blueprint.body(MigrateBody)
@blueprint.answer(200, Migration)
def migrate_instance(instance_id: str, given: dict[str, Any]) -> Any:
    """Move an open instance to another version of its process, with everything it has open.

    Tasks, timers, subscriptions and jobs stay what they are; elements that are called otherwise there are named
    in `mapping`. With `dry_run` the answer says what would move where and what speaks against it; without it, what
    cannot move is a 422 with every element and nothing changes.
    """
    return act(
        MigrateInstance(
            instance_id,
            given["to_definition"],
            given.get("mapping") or {},
            given.get("dry_run") or False,
            given.get("reason") or "",
        )
    )
