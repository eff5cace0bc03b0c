"""External tasks: what a worker asks for and what it gets."""

from __future__ import annotations

from datetime import timedelta

from marshmallow import fields, validate

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Names, Object, Text, Wait, Whole, Word, described

STATES = ("available", "locked", "waiting", "failed")
LOCK = timedelta(minutes=5)


class FetchTopic(Body):
    """One topic a worker takes jobs of."""

    topic = Text("Name of the topic.", required=True, least=1)
    lock = Wait("How long it keeps a job: 1 second to 1 day, 5 minutes when absent.", load_default=LOCK)
    variables = Names("Names of the variables it wants; all when absent.", most=100)


class FetchJobsBody(Body):
    """Which jobs a worker wants."""

    worker = Text("The worker's name; only it may report on what it takes.", required=True, least=1)
    topics = fields.List(
        fields.Nested(FetchTopic),
        required=True,
        validate=validate.Length(1, 50),
        metadata=described("The topics, each named once."),
    )
    max = Whole("How many jobs at most.", least=1, most=100, load_default=1)
    wait = Wait("When nothing is there yet, wait this long for it; at most 30 s.")


class OwnedBody(Body):
    """Who reports."""

    worker = Text("The worker that took the job.", required=True, least=1)


class CompleteJobBody(OwnedBody):
    """What the job gave."""

    variables = Object("Variables for the flow.", allow_none=True)


class FailJobBody(OwnedBody):
    """What went wrong."""

    message = Text("What went wrong, in a line.", required=True, least=1, most=2000)
    details = Text("The whole story, a stack trace perhaps.", most=100_000, allow_none=True)
    retries = Whole(
        "Attempts left, 0 for an incident; absent for one less than now.", least=0, most=100, allow_none=True
    )
    back_off = Wait("How long until the next attempt; absent for what the diagram says.", allow_none=True)


class JobErrorBody(OwnedBody):
    """A BPMN error."""

    code = Text("The error's code in the diagram.", required=True, least=1)
    message = Text("What happened.", most=2000, allow_none=True)
    variables = Object("Variables for whoever catches it.", allow_none=True)


class ExtendLockBody(OwnedBody):
    """How much longer."""

    lock = Wait("How long to keep it, counted from now: 1 second to 1 day.", required=True)


class ExternalTaskQuery(Paged):
    """Which jobs."""

    topic = Text("Only jobs of this topic.")
    instance = Text("Only jobs of this instance.")
    worker = Text("Only jobs this worker took last.")
    state = Word("Only jobs in this state.", STATES)


class ExternalTask(Answer):
    """A job for a worker outside."""

    id = said.text("Identifies the job.")
    topic = said.text("What kind of work it is.")
    instance_id = said.text("The instance that waits for it.")
    element = said.text("Id in the diagram.")
    worker = said.text("Who has it.", null=True)
    locked_until = said.moment("How long that worker has it.", null=True)
    available_at = said.moment("When the next worker may take it; null when it has failed.", null=True)
    retries = said.number("Attempts left; at 0 it is an incident.")
    message = said.text("What went wrong last.", null=True)
    created_at = said.moment("Since when there is something to do.")
    state = fields.String(metadata=described("Whether it can be taken.", enum=list(STATES)))
    details = said.text("The whole story of what went wrong last.", null=True, always=False)


class TakenTask(ExternalTask):
    """A job as its worker gets it."""

    element_name = said.text("Name in the diagram.", null=True)
    process = said.text("Key of the process.")
    version = said.number("Its version.")
    business_key = said.text("The instance's business key.", null=True)
    variables = said.thing("The variables the element sees, or those asked for.")


class TakenTasks(Answer):
    """What a worker has from now on."""

    jobs = said.rows(TakenTask, "The jobs, the oldest first; none when nothing was there.")
