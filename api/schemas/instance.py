"""Process instances: starting, reading and repairing them."""

from __future__ import annotations

from marshmallow import fields, validate

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import NO_NUL, Moment, Names, Object, Text, Whole, Word, YesNo, described

STATES = ("running", "suspended", "completed", "terminated", "incident")


class StartBody(Body):
    """Which process to start, and with what."""

    process = Text("Key of the process.", required=True, least=1)
    version = Whole("A version; absent for the newest enabled one.", least=1, most=1_000_000, allow_none=True)
    business_key = Text("Your own key for the instance.", allow_none=True)
    variables = Object("Its first variables.", example={"amount": 1200.5}, allow_none=True)


class InstanceQuery(Paged):
    """Which instances; a page searched by element or variable may hold few and still have a `next_cursor`."""

    process = Text("Only instances of this process.")
    business_key = Text("Only those with this business key.")
    state = Word("Only those in this state.", STATES)
    definition = Text("Only those that run this version, by its id.")
    element = Text("Only those with a token at this element.")
    variable = Text(
        "Only those that hold this variable: `name=value`, the value as JSON or plain text.", most=1000
    )
    started_after = Moment("Only those started then or later.")
    started_before = Moment("Only those started earlier.")


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
    revision = said.number("Counts what has happened to it; its ETag.", always=False)


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
    dry_run = YesNo("true: say what would happen and change nothing.", allow_none=True)


class ModifiedInstance(Instance):
    """The instance; of a dry run as it is."""

    plan = said.thing(
        "Of a dry run: `left` {element, state}, `entered` elements, `calls` processes, `incidents`, `ends`.",
        always=False,
    )


class RestartBody(ReasonBody):
    """How to begin again."""

    newest = YesNo("true: in the newest version; else in the one it ran.", allow_none=True)
    variables = Object("Variables that stand over those it ended with.", allow_none=True)


class Relative(Answer):
    """One instance of a family."""

    id = said.text("Identifies the instance.")
    process = said.text("Key of its process.")
    version = said.number("The version it runs.")
    state = said.word("Where it stands.", *STATES)
    business_key = said.text("The caller's own key.", null=True)
    parent_id = said.text("The instance that called it.", null=True)
    called_from = said.text("The element of its caller that called it.", null=True)
    depth = said.number("How many calls lie between it and the first.")


class Family(Answer):
    """Who called whom."""

    items = said.rows(Relative, "The first caller, then everything called, each after its caller.")


class Chart(Answer):
    """A diagram with where the instance stands."""

    xml = said.text("The diagram.")
    flows = said.words("Ids of the flows that were walked.")
    steps = said.things(
        "Every element: {element, type, name, name_en, state, tokens, incidents}.", always=True
    )


class InstanceEvent(Answer):
    """One thing that happened to an instance."""

    no = said.number("Its number in the instance's chain.")
    type = said.text("What happened, as a stable word.")
    text = said.text("The same in Chinese.")
    text_en = said.text("The same in English.")
    at = said.moment("When.")
    actor = said.text("Who.")
    on_behalf_of = said.text("For whom.", null=True)
    task_id = said.text("The task it was done on.", null=True)
    data = said.thing("What belongs to it.")


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
