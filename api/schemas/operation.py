"""The approval operations: what each takes, and what it answers beside the task."""

from __future__ import annotations

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body, Query
from tongban.api.schemas.fields import Moment, Names, Object, Text, Truth, Word

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

    approve = Truth("Whether the jump is made.", required=True)
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
    existing = Truth("Whether tasks that are open already are included.", load_default=True)
    reason = Text("Why.", most=500, load_default="")


class HandOverBody(Body):
    """Everything of one person goes to another."""

    leaver = Text("Who leaves.", data_key="from", required=True, least=1, most=60)
    to = Text("Who takes over.", required=True, least=1, most=60)
    reason = Text("Why.", most=LONG, required=True)


class PhraseBody(Body):
    """A sentence for a unit's opinions."""

    unit = Text("The unit's code.", required=True, least=1, most=40)
    text = Text("The sentence.", required=True, least=1, most=500)
    kind = Word("What it is for.", KINDS, load_default="any")


class PhraseQuery(Query):
    """Which phrases."""

    unit = Text("Of this unit; absent for one's own.", most=40)
    kind = Word("For this purpose, those for any included.", KINDS)


class JumpQuery(Paged):
    """Which jumps."""

    state = Word("Only these.", ("waiting", "done", "refused"))


class ReturnTarget(Answer):
    """An earlier step, or the applicant."""

    element = said.text("What to send as `to`.")
    name = said.text("The step's name.")
    name_en = said.text("Its English name.", null=True)
    handler = said.text("Who did it last.", null=True)
    handler_name = said.text("Their name.", null=True)
    completed_at = said.moment("When.", null=True)
    previous = said.flag("Whether it is the previous step.")


class TaskRecord(Answer):
    """What was said, added and sent about a task."""

    remarks = said.things("Comments, urgings and the opinions of delegates.")
    copies = said.things("To whom it was copied, and when they read it.")
    added_signers = said.things("Who was called in to sign, and how far they are.")


class Urged(Answer):
    """An urging that was passed on."""

    urged = said.flag("Always true.")
    next_at = said.moment("When it can be urged again.")


class Copied(Answer):
    """Who has been told."""

    sent = said.words("Told now.")
    already = said.words("Told before.")


class CopyRead(Answer):
    """A copy that was read."""

    task_id = said.text("The task.")
    read_at = said.moment("When it was first read.")


class Comment(Answer):
    """A comment."""

    id = said.text("Identifies the comment.")
    text = said.text("What it says.")
    mentions = said.words("Who was told.")
    author = said.text("Who wrote it.")
    at = said.moment("When.")


class Draft(Answer):
    """A draft."""

    task_id = said.text("The task.")
    variables = said.thing("What was entered.")
    saved_at = said.moment("When.")


class Jump(Answer):
    """A jump that was asked for."""

    id = said.text("Identifies the jump.")
    task_id = said.text("The task it begins at.")
    instance_id = said.text("The process instance.")
    to = said.text("The element it leads to.")
    reason = said.text("Why.")
    state = said.word("Where it stands.", "waiting", "done", "refused")
    asked_by = said.text("Who asked.")
    asked_at = said.moment("When.")
    decided_by = said.text("Who decided.", null=True)
    decided_at = said.moment("When.", null=True)


class BatchResult(Answer):
    """One row per task, in the order they were given."""

    items = said.things("Each `{task_id, ok, result}` or `{task_id, ok, error: {code, detail, …}}`.")
    done = said.number("How many went well.")
    failed = said.number("How many were refused.")


class Proxy(Answer):
    """A standing proxy."""

    id = said.text("Identifies the proxy.")
    principal = said.text("For whom.")
    agent = said.text("Who acts.")
    starts_at = said.moment("From when.")
    ends_at = said.moment("Until when.")
    items = said.words("Only these items; none for all.")
    existing = said.flag("Whether tasks open before are included.")
    reason = said.text("Why.")
    created_by = said.text("Who set it up.")
    created_at = said.moment("When.")
    revoked_at = said.moment("When it was ended early.", null=True)


class HandedOver(Answer):
    """What changed hands."""

    tasks = said.number("How many tasks.")
    proxy = said.thing("The standing proxy for work still to come.")


class Phrase(Answer):
    """A phrase."""

    id = said.text("Identifies the phrase.")
    unit = said.text("Whose it is.")
    kind = said.word("What it is for.", *KINDS)
    text = said.text("The sentence.")
