"""The feed of everything that happened."""

from __future__ import annotations

from marshmallow import fields, validate

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer
from tongban.api.schemas.fields import Text, Wait, Words, described


class EventQuery(Paged):
    """Which part of the feed."""

    after = fields.String(
        validate=validate.Regexp(r"^[0-9]{1,18}$", error="Must be the id of an event."),
        metadata=described("Only events after this one: the id of the last one seen."),
    )
    types = Words("Only these types, separated by commas.")
    case = Text("Only events of this case number.")
    wait = Wait("When nothing is there yet, wait this long for it; at most 30 s.")


class Event(Answer):
    """Something that happened."""

    id = said.number("Its place in the feed.")
    type = said.text("What happened.")
    at = said.moment("When.")
    actor = said.text("Who did it.")
    on_behalf_of = said.text("For whom.", null=True)
    case_no = said.text("In which case.", null=True)
    instance_id = said.text("In which instance.", null=True)
    task_id = said.text("On which task.", null=True)
    chain_no = said.number("Its place in the chain of its case or instance.")
    data = said.thing("The facts.")
