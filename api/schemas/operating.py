"""Workers, queues, batch jobs, retention and legal holds."""

from __future__ import annotations

from marshmallow import fields, validate

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import NO_NUL, Moment, Text, Whole, Word, YesNo, described
from tongban.api.schemas.instance import STATES

KINDS = ("migrate", "suspend", "resume", "terminate", "retry", "delete")
BATCH_STATES = ("gathering", "running", "paused", "cancelled", "done")
ROW_STATES = ("waiting", "done", "failed")
KEPT = ("instance", "answer", "message", "notice", "batch")
PERIODS = ("10", "30", "permanent")
HOLDS = ("instance", "process", "business_key")


class Queue(Answer):
    """One queue, or one topic of external tasks."""

    queue = said.word("Which.", "timers", "notices", "webhooks", "jobs", "supervision", "batches")
    topic = said.text("Of external tasks.", null=True)
    waiting = said.number("How many are in it, counted up to 10 000.")
    due = said.number("How many of them could be done now.")
    failed = said.number("How many have used up their attempts.")
    oldest_at = said.moment("Since when the oldest could be done.", null=True)
    lag_seconds = said.number("How long that is ago.")


class Queues(Answer):
    """Workers and queues."""

    workers = said.thing("{state: well|alone|late|absent, alive, behind_seconds, items}.")
    items = said.rows(Queue, "The queues.")


class BatchJobFilter(Body):
    """Which instances; name a process, a definition or the ids."""

    ids = fields.List(
        Text("An id.", least=1),
        validate=validate.Length(1, 5000),
        metadata=described("Ids of instances (of incidents, to retry them), instead of a filter."),
    )
    process = Text("Instances of this process.", least=1)
    definition = Text("Instances that run this version, by its id.", least=1)
    state = Word("Only those in this state.", STATES)
    element = Text("Only those with a token at this element.", least=1)
    started_after = Moment("Only those started then or later.")
    started_before = Moment("Only those started earlier.")


class BatchJobBody(Body):
    """One act on many things."""

    kind = Word("What to do.", KINDS, required=True)
    which = fields.Nested(BatchJobFilter, required=True, metadata=described("On what."))
    reason = Text("Why, for the record.", required=True, least=1, most=2000)
    to_definition = Text("To migrate: id of the process definition to go on in.", least=1)
    mapping = fields.Dict(
        keys=fields.String(validate=[validate.Length(1, 255), NO_NUL]),
        values=Text("An id there.", least=1),
        validate=validate.Length(max=1000),
        metadata=described("To migrate: what elements and flows are called there, where they differ."),
    )
    retries = Whole("To retry: attempts a job gets.", least=1, most=100)
    dry_run = YesNo("true: say for each whether it could be done, and change nothing.")


class BatchJobQuery(Paged):
    """Which batches."""

    state = Word("Only those in this state.", BATCH_STATES)


class BatchJobRowQuery(Paged):
    """Which rows."""

    state = Word("Only those in this state.", ROW_STATES)


class BatchJob(Answer):
    """One act on many things, and how far it is."""

    id = said.text("Identifies the batch.")
    kind = said.word("What it does.", *KINDS)
    state = said.word("Where it stands.", *BATCH_STATES)
    body = said.thing("What belongs to its kind.")
    which = said.thing("The filter; empty when the things were named.")
    reason = said.text("Why.")
    dry_run = said.flag("Whether it changes nothing.")
    undoes = said.text("The batch it takes back.", null=True)
    created_by = said.text("Who made it.")
    created_at = said.moment("When.")
    ended_at = said.moment("When it was done or cancelled.", null=True)
    total = said.number("How many things were found so far.")
    succeeded = said.number("How many are done.")
    failed = said.number("How many could not be done.")
    waiting = said.number("How many wait for their turn.")
    can_undo = said.flag("Whether what it did can be taken back.")


class BatchJobRow(Answer):
    """One thing of a batch."""

    no = said.number("Its number.")
    object_id = said.text("Id of the instance or incident.")
    state = said.word("What became of it.", *ROW_STATES)
    message = said.text("Why it failed.", null=True)
    problems = said.things("What is in the way: {element, rule, message}.", always=True)
    at = said.moment("When.", null=True)


class ReasonNeeded(Body):
    """Why."""

    reason = Text("Why, for the record.", required=True, least=1, most=2000)


class RetentionBody(Body):
    """How long it is kept."""

    kind = Word("What.", KEPT, required=True)
    scope = Text("A process key, of instances; absent for all without a rule of their own.")
    days = Whole(
        "Days after its end; null for what is usual.", least=1, most=36500, required=True, allow_none=True
    )


class RetentionRule(Answer):
    """How long something is kept."""

    kind = said.word("What.", *KEPT)
    scope = said.text("A process key; empty for the rest.")
    days = said.number("Days after its end; null is for ever.", null=True)
    least_days = said.number("Fewer are not allowed.")
    changed_by = said.text("Who made the rule.", null=True, always=False)
    changed_at = said.moment("When.", null=True, always=False)


class ItemRetention(Answer):
    """What an item says of its cases."""

    item = said.text("Code of the item.")
    process = said.text("Key of its process.")
    name = said.text("What it is called.")
    name_en = said.text("In English.")
    period = said.word("How long: 10 or 30 years, or for ever.", *PERIODS)
    years = said.number("The years; null is for ever.", null=True)


class RetentionList(Answer):
    """Every kind, and the rules for single processes."""

    items = said.rows(RetentionRule, "The rules.")
    of_items = said.rows(ItemRetention, "Items in force that say how long the files of their cases are kept.")


class OverQuery(Paged):
    """Which page."""


class PeriodOver(Answer):
    """A closed case that has been kept for its period."""

    case_no = said.text("Its number.")
    item = said.text("Code of its item.")
    item_name = said.text("What the item is called.")
    item_name_en = said.text("In English.")
    closed_at = said.moment("When it was closed.")
    period = said.word("How long its item keeps it.", *PERIODS)
    kept_until = said.text("The first day on which its keeping may end.")
    held = said.flag("Whether a legal hold keeps it.")
    archived = said.flag("Whether its archive package was made.")


class HoldBody(ReasonNeeded):
    """What is held."""

    kind = Word("What it names.", HOLDS, required=True)
    object_id = Text("Id of an instance, a process key or a business key.", required=True, least=1)


class HoldQuery(Paged):
    """Which holds."""

    state = Word("Only those in this state.", ("held", "lifted"))


class LegalHold(Answer):
    """What may not be deleted."""

    id = said.text("Identifies the hold.")
    kind = said.word("What it names.", *HOLDS)
    object_id = said.text("Id of an instance, a process key or a business key.")
    state = said.word("Whether it holds.", "held", "lifted")
    reason = said.text("Why.")
    placed_by = said.text("By whom.")
    placed_at = said.moment("When.")
    lifted_by = said.text("Who lifted it.", null=True)
    lifted_at = said.moment("When.", null=True)
    lift_reason = said.text("Why it was lifted.", null=True)
