"""Deployments, the definitions they make, and what may be asked about them."""

from __future__ import annotations

from marshmallow import fields, validate

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Flag, Moment, Text, Upload, YesNo, described


class DeploymentForm(Body):
    """A multipart deployment: all of its files or none."""

    files = fields.List(
        Upload("A .bpmn, .dmn or .form.json file."),
        required=True,
        validate=validate.Length(1, 50),
        metadata=described("The files, the field repeated for each."),
    )
    name = Text("What to call this deployment.")
    change_note = Text("Why it is made.", most=2000)


class DeployedDefinition(Answer):
    """One definition that a deployment made, or the version that was already the same."""

    id = said.text("Identifies this version.")
    kind = said.word("What it defines.", "process", "decision", "form")
    key = said.text("The id inside the file; versions share it.")
    version = said.number("Counts up from 1 for each key.")
    name = said.text("The name inside the file.", null=True)


class Deployment(Answer):
    """What was deployed together."""

    id = said.text("Identifies the deployment.")
    name = said.text("What it was called.", always=False)
    created_at = said.moment("When it was made.", always=False)
    definitions = said.rows(DeployedDefinition, "Every definition it made.")


class DefinitionQuery(Paged):
    """Which process definitions."""

    key = Text("Only versions of this process.")
    latest = Flag("true: only the newest version of each.")
    enabled = Flag("Only those that may (true) or may not (false) be started.")


class OverviewQuery(Paged):
    """Which processes."""

    key = Text("Only this process.")


class Overview(Answer):
    """A process with what is open in each of its versions."""

    key = said.text("The process.")
    versions = said.things(
        "The newest versions first: a definition with `running`, `suspended`, `incident`, `counted_all` "
        "(false: counting stopped at 10 000) and `switches` {id, at, enabled}.",
        always=True,
    )


class SwitchBody(Body):
    """When to switch a version on or off."""

    at = Moment("A moment to come.", required=True)
    enabled = YesNo("Whether new instances may start from then on.", required=True)


class Switch(Answer):
    """A switch that waits for its moment."""

    id = said.text("Identifies the switch.")
    definition_id = said.text("The version.")
    at = said.moment("When.")
    enabled = said.flag("Whether new instances may start from then on.")


class Definition(DeployedDefinition):
    """A version of a process."""

    enabled = said.flag("Whether new instances may be started.")
    content_hash = said.text("SHA-256 of its source.", always=False)
    deployment_id = said.text("The deployment that made it.", null=True, always=False)
    created_at = said.moment("When it was deployed.", always=False)
