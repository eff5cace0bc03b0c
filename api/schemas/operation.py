"""What each approval operation takes."""

from __future__ import annotations

from tongban.api.paging import Paged
from tongban.api.schemas.base import Body, Query
from tongban.api.schemas.fields import Moment, Names, Object, Text, Word, YesNo

MODES = ("redo", "jump_back")
POSITIONS = ("before", "after", "parallel")
BATCH = ("claim", "release", "complete", "return", "reject", "transfer", "delegate", "urge", "cc", "read")
KINDS = ("approve", "reject", "return", "any")
LONG = 4000


class ReturnBody(Body):
    """Where the work goes back to."""

    to = Text("`previous`, `applicant` or an element of the return targets.", allow_none=True)
    mode = Word("Walk the way again, or come straight back here.", MODES, load_default="redo")
    opinion = Text("What is to be done again, and why.", most=LONG, required=True)
    fields = Object("What is wrong with single fields: {key of the field: why}.", load_default=dict)


class OpinionBody(Body):
    """An opinion in words."""

    opinion = Text("The opinion that goes on record.", most=LONG, required=True)


class ToBody(Body):
    """Somebody else takes over."""

    to = Text("The person's user name.", required=True, least=1, most=60)
    reason = Text("Why.", most=LONG, required=True)


class AddSignersBody(Body):
    """Signers to call in."""

    users = Names("Their user names.", required=True, most=50)
    position = Word("When they sign.", POSITIONS, load_default="parallel")


class UsersBody(Body):
    """People."""

    users = Names("Their user names.", required=True, most=50)


class CopyBody(Body):
    """Who shall know."""

    users = Names("Their user names.", required=True, most=100)
    text = Text("A word to them.", most=LONG, load_default="")


class UrgeBody(Body):
    """A word to whoever has the work."""

    text = Text("What to tell them.", most=LONG, load_default="")


class CommentBody(Body):
    """Words beside the work."""

    text = Text("The comment; @name mentions somebody.", most=LONG, required=True)
    mentions = Names("More people to tell.", load_default=list)


class DraftBody(Body):
    """The form so far."""

    variables = Object("What has been entered.", required=True)


class ConsultBody(Body):
    """Whom to ask what."""

    to = Names("People, posts, units or role@unit names.", required=True, most=20)
    question = Text("What is asked.", most=LONG, required=True)


class JumpBody(Body):
    """Where an administrator wants the work to be."""

    to = Text("The element of the diagram.", required=True, least=1)
    reason = Text("Why.", most=LONG, required=True)


class DecideJumpBody(Body):
    """What the second administrator says."""

    approve = YesNo("Whether the jump is made.", required=True)
    reason = Text("Why.", most=LONG, load_default="")


class ReopenBody(Body):
    """Why it goes on."""

    reason = Text("Why.", most=LONG, required=True)
    to = Text("The step to go on with; absent for the last one.", allow_none=True)


class BatchBody(Body):
    """One operation on several tasks; the other fields are those of the operation."""

    operation = Word("What to do with each.", BATCH, required=True)
    task_ids = Names("The tasks.", required=True, most=100)
    outcome = Text("For complete.", allow_none=True)
    opinion = Text("For complete, return and reject.", most=LONG, allow_none=True)
    variables = Object("For complete.", allow_none=True)
    to = Text("For return, transfer and delegate.", allow_none=True)
    mode = Word("For return.", MODES)
    reason = Text("For transfer and delegate.", most=LONG, allow_none=True)
    users = Names("For cc.")
    text = Text("For urge and cc.", most=LONG, allow_none=True)


class ProxyBody(Body):
    """Who stands in for whom, and when."""

    agent = Text("Who acts.", required=True, least=1, most=60)
    principal = Text("For whom; absent for oneself.", most=60, allow_none=True)
    starts_at = Moment("From when.", required=True)
    ends_at = Moment("Until when.", required=True)
    items = Names("Only work of these items; absent for all.", load_default=list)
    existing = YesNo("Whether tasks that are open already are included.", load_default=True)
    reason = Text("Why.", most=500, load_default="")


class HandOverBody(Body):
    """Everything of one person goes to another."""

    leaver = Text("Who leaves.", data_key="from", required=True, least=1, most=60)
    to = Text("Who takes over.", required=True, least=1, most=60)
    reason = Text("Why.", most=LONG, required=True)


class PhraseBody(Body):
    """A sentence for a unit's opinions."""

    unit = Text("The unit's code; absent for one's own list.", most=40, allow_none=True)
    text = Text("The sentence.", required=True, least=1, most=500)
    kind = Word("What it is for.", KINDS, load_default="any")


class PhraseQuery(Query):
    """Which phrases."""

    unit = Text("Of this unit; absent for those of one's units and one's own.", most=40)
    kind = Word("For this purpose, those for any included.", KINDS)


class JumpQuery(Paged):
    """Which jumps."""

    state = Word("Only these.", ("waiting", "done", "refused"))
