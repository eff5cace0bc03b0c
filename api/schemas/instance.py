"""Process instances: starting, reading and repairing them."""

from __future__ import annotations

from marshmallow import fields, validate

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import NO_NUL, Names, Object, Text, Whole, Word, YesNo, described

STATES = ("running", "suspended", "completed", "terminated", "incident")


class StartBody(Body):
    """Which process to start, and with what."""

    process = Text("Key of the process.", required=True, least=1)
    version = Whole("A version; absent for the newest enabled one.", least=1, most=1_000_000, allow_none=True)
    business_key = Text("Your own key for the instance.", allow_none=True)
    variables = Object("Its first variables.", example={"amount": 1200.5}, allow_none=True)


class InstanceQuery(Paged):
    """Which instances."""

    process = Text("Only instances of this process.")
    business_key = Text("Only those with this business key.")
    state = Word("Only those in this state.", STATES)


class Instance(Answer):
    """One run of a process."""

    id = said.text("Identifies the instance.")
    process = said.text("Key of its process.")
    version = said.number("The version it runs, for its whole life.")
    business_key = said.text("The caller's own key.", null=True)
    state = said.word("Where it stands.", *STATES)
    parent_id = said.text("The instance that called it.", null=True)
    variables = said.thing("Its variables.")
    started_at = said.moment("When it started.")
    ended_at = said.moment("When it ended.", null=True)
    started_by = said.text("Who started it.", null=True, always=False)


class Activity(Answer):
    """One visit of one element."""

    element = said.text("Id in the diagram.")
    name = said.text("Name in the diagram.", null=True)
    type = said.text("Its BPMN type, e.g. userTask.", null=True)
    state = said.word("Where it stands.", "active", "completed", "cancelled")
    started_at = said.moment("When it was entered.")
    ended_at = said.moment("When it was left.", null=True)
    task_id = said.text("The task it opened.", null=True)
    child_instance_id = said.text("The instance it called.", null=True)
    scope_id = said.text("The innermost subprocess or multi-instance execution.", always=False)


class VariablesBody(Body):
    """Variables to set."""

    variables = Object("Names and their new values.", required=True)


class ReasonBody(Body):
    """Why."""

    reason = Text("Why, for the record.", most=2000, allow_none=True)


class ModifyBody(ReasonBody):
    """Which elements to end and which to begin."""

    cancel = Names("Elements whose running activities are cancelled.", allow_none=True)
    start_before = Names("Elements that are entered.", allow_none=True)


class MigrateBody(ReasonBody):
    """Where to."""

    to_definition = Text("Id of the process definition to go on in.", required=True, least=1)
    mapping = fields.Dict(
        keys=fields.String(validate=[validate.Length(1, 255), NO_NUL]),
        values=Text("An id there.", least=1),
        allow_none=True,
        validate=validate.Length(max=1000),
        metadata=described(
            "Ids of elements and flows here and what they are called there, where they differ."
        ),
    )
    dry_run = YesNo("true: say what would happen and change nothing.", allow_none=True)


class VersionOfProcess(Answer):
    """A version of a process."""

    definition = said.text("Id of the process definition.")
    process = said.text("Key of the process.")
    version = said.number("Its version.")


class Migration(Answer):
    """What moves where, or why not."""

    instance_id = said.text("Which instance.")
    source = fields.Nested(VersionOfProcess, required=True, metadata=described("The version it ran."))
    target = fields.Nested(VersionOfProcess, required=True, metadata=described("The version it goes on in."))
    dry_run = said.flag("Whether it was only asked.")
    possible = said.flag("Whether nothing speaks against it.")
    moves = said.things("Open elements: {from, to, type, count}.", always=True)
    dropped = said.words("Events beside them that are not waited for any more.")
    added = said.words("Events beside them that are waited for from now on.")
    problems = said.things("What cannot move and why: {element, rule, message}.", always=True)
