"""Hearings and the clocks that an organ starts itself."""

from __future__ import annotations

from tongban.api.schemas.base import Body
from tongban.api.schemas.fields import Moment, Text, Word


class HearingRightBody(Body):
    """What the hearing would be about."""

    matter = Text("The matter, for the notice.", required=True, least=1, most=500)


class HearingRequestBody(Body):
    """A hearing is asked for."""

    reason = Text("Why.", most=500, load_default="")


class HearingCallBody(Body):
    """When and where."""

    at = Moment("When it begins.", required=True)
    place = Text("Where.", required=True, least=1, most=500)
    chair = Text("Who chairs it; nobody who has examined the case.", required=True, least=1, most=500)


class HearingEndBody(Body):
    """What came of it."""

    result = Text("What came of it, for the record.", required=True, least=1, most=500)


class ClockBody(Body):
    """A clock that an organ starts itself."""

    kind = Word("Which.", ("first_review", "joint"), required=True)
    reason = Text("Why, for the record.", required=True, least=1, most=500)


class ClockReasonBody(Body):
    """Why."""

    reason = Text("Why, for the record.", required=True, least=1, most=500)
