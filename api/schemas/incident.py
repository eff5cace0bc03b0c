"""What stands still, why, and how it is repaired."""

from __future__ import annotations

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Object, Text, Whole, Word


class IncidentQuery(Paged):
    """Which incidents."""

    instance = Text("Only those of this instance.")
    process = Text("Only those of this process.")
    element = Text("Only those at this element.")
    reason = Text("Only those of this kind, e.g. job_failed.")
    state = Word("open (unless asked otherwise), closed or all.", ("open", "closed", "all"))


class Incident(Answer):
    """What stands still, and why."""

    id = said.text("Identifies the incident.")
    instance_id = said.text("Which instance.")
    process = said.text("Key of its process.")
    business_key = said.text("Its business key.", null=True)
    case_no = said.text("Its case.", null=True, always=False)
    element = said.text("Where in the diagram.")
    reason = said.text(
        "A stable word for the cause: job_failed, timer_failed, uncaught_error, step_budget, …"
    )
    message = said.text("What went wrong.")
    details = said.text("The whole story, where a worker told it.", null=True)
    retries = said.number("Attempts left of its job; null when it is about none.", null=True, always=False)
    job_id = said.text("The external task it is about.", null=True)
    timer_id = said.text("The timer it is about.", null=True)
    created_at = said.moment("Since when.")
    state = said.word("Whether it still stands.", "open", "closed")
    resolution = said.text("retried, resolved, or gone with what it was about.", null=True)
    resolved_at = said.moment("When it was closed.", null=True)
    resolved_by = said.text("By whom.", null=True)
    note = said.text("What they said.", null=True)


class RetryIncidentBody(Body):
    """How to try again."""

    retries = Whole(
        "Attempts a job gets; absent for what the diagram says.", least=1, most=100, allow_none=True
    )
    note = Text("Why, for the record.", most=2000, allow_none=True)


class ResolveIncidentBody(Body):
    """How it was settled."""

    note = Text("How it was settled, for the record.", required=True, least=1, most=2000)
    variables = Object("What the element would have given the flow.", allow_none=True)
