"""What the approval operations answer beside the task."""

from __future__ import annotations

from tongban.api.schemas import said
from tongban.api.schemas.base import Answer
from tongban.api.schemas.operation import KINDS


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


class Consulted(Answer):
    """Who is asked."""

    items = said.things("The tasks of those who are asked.", always=True)
    next_cursor = said.text("Always null.", null=True)


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
    case_no = said.text("The case, in a list.", null=True, always=False)
    step = said.text("The step it begins at, in a list.", null=True, always=False)
    to_name = said.text("The step it leads to, in a list.", null=True, always=False)
    asked_by_name = said.text("The name of who asked, in a list.", always=False)


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
    principal_name = said.text("The name of for whom, in a list.", always=False)
    agent_name = said.text("The name of who acts, in a list.", always=False)
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
    unit = said.text("Whose it is; null for one's own.", null=True)
    kind = said.word("What it is for.", *KINDS)
    text = said.text("The sentence.")
