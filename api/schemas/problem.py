"""The one shape of every refusal."""

from __future__ import annotations

from tongban.api.schemas import said
from tongban.api.schemas.base import Answer


class Problem(Answer):
    """RFC 9457 problem details. Facts of the case stand beside these members, e.g. `completed_by`."""

    type = said.text("Where this kind of problem is explained.")
    title = said.text("What this kind of problem is, the same every time.")
    status = said.number("The HTTP status.")
    detail = said.text("What went wrong this time.")
    code = said.text("A stable word to branch on.")
    errors = said.things(
        "Each single fault: {field, message} for input, {file, element, rule, message} for deployments."
    )
