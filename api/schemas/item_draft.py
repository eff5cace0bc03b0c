"""Item drafts, their checks, trials and submissions, and the versions of items."""

from __future__ import annotations

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Flag, Text, Upload
from tongban.api.schemas.item import ItemVersion


class ItemDraftForm(Body):
    """What a draft begins with: a zip, a shipped template under a new name, or an item in force."""

    file = Upload("A zip of one item folder; with it nothing else is wanted.")
    template = Text("A shipped item to begin with, by its folder's name; then the names below are wanted.")
    item = Text(
        "An item in force to begin with, by its code or key: as its next version, or with the names below."
    )
    key = Text("Key of the new item: lower-case letters, digits, hyphens.", most=60)
    name = Text("Its Chinese name.", most=200)
    name_en = Text("Its English name.", most=200)
    basic_code = Text("Its basic code of 12 digits.", most=12)
    suffix = Text("The two digits that make the item's code of it; 01 if absent.", most=2)


class SubmitItemDraftBody(Body):
    """Why this version is made."""

    change_note = Text("What changed and why; kept with the version.", most=2000, least=1, required=True)


class PublicationQuery(Paged):
    """Which submissions."""

    state = Text("open, published, scheduled or withdrawn.", most=20)
    draft = Text("Those of one draft.", most=40)


class WithdrawPublicationBody(Body):
    """Why it is taken back."""

    reason = Text("For the record.", most=2000, allow_none=True)


class WithdrawVersionBody(Body):
    """Why an item is taken out of use."""

    reason = Text("What applicants are told.", most=500, least=1, required=True)
    restore = Flag("Put the version before back in force.")


class RestoreVersionBody(Body):
    """Why an earlier version comes back."""

    change_note = Text("For the record.", most=2000, least=1, required=True)


class ItemDraftLine(Answer):
    """A draft in a list."""

    id = said.text("Identifies the draft.")
    name = said.text("What it is called.")
    revision = said.number("Counts its changes from 1; its ETag.")
    sound = said.flag("Whether no error was found; in a list, as it was found when it was saved.")
    errors = said.number("How many errors were found when it was saved.")
    created_by = said.text("Who began it.")
    created_at = said.moment("When.")
    updated_by = said.text("Who changed it last.")
    updated_at = said.moment("When.")
    version_id = said.text("The last version made of it.", null=True)
    published_revision = said.number("The revision that version was made of.", null=True)
    updated_by_name = said.text("What whoever changed it last is called.", always=False)


class ItemProblem(Answer):
    """What speaks against a draft."""

    file = said.text("In which file.", null=True)
    element = said.text("Where in it; null for the file as a whole.", null=True)
    rule = said.text("A stable word for the rule.")
    message = said.text("What is wrong, in Chinese and English.")
    severity = said.word("error keeps it from being published, warning does not.", "error", "warning")


class ItemDraftFile(Answer):
    """A file of a draft."""

    path = said.text("Its path in the folder.")
    size = said.number("Its bytes.")
    sha256 = said.text("The hash of its bytes.")
    revision = said.number("The draft's revision it was changed with last; its ETag.")


class ItemFolderDraft(ItemDraftLine):
    """A draft with its files' names."""

    problems = said.rows(ItemProblem, "Everything that was found.")
    files = said.rows(ItemDraftFile, "Its files.")


class GateLine(Answer):
    """One part of the gate before publishing."""

    key = said.word(
        "What is looked at.", "elements", "clocks", "flow", "forms", "rules", "samples", "notices"
    )
    state = said.word("The worst that was found.", "good", "warn", "bad")
    problems = said.rows(ItemProblem, "What was found.")


class Gate(Answer):
    """The gate before publishing: the check's findings by what they are about, and how the samples ended."""

    revision = said.number("The revision that was looked at.")
    content_hash = said.text("Digest of its files.")
    sound = said.flag("Whether nothing stands in the way but samples.")
    green = said.flag("Whether all samples of exactly this content ended as expected.")
    lines = said.rows(GateLine, "Part by part.")


class TrialSample(Answer):
    """How one sample ended."""

    key = said.text("The sample.")
    green = said.flag("Whether it ended as expected.")
    message = said.text("Why it did not.", null=True)


class TrialResult(Answer):
    """All samples, played."""

    green = said.flag("Whether all of them ended as expected, and there is one.")
    samples = said.rows(TrialSample, "Sample by sample.")


class Publication(Answer):
    """A draft on its way to becoming a version."""

    id = said.text("Identifies the submission.")
    draft_id = said.text("The draft.")
    code = said.text("The item's code.")
    key = said.text("The item's key.")
    name = said.text("Its Chinese name.")
    name_en = said.text("Its English name.")
    revision = said.number("The draft's revision that was submitted.")
    content_hash = said.text("Digest of what was submitted, reviewed and is published.")
    change_note = said.text("What changed and why.")
    state = said.word("Where it stands.", "open", "published", "scheduled", "withdrawn")
    instance_id = said.text("Its process instance.")
    submitted_by = said.text("Who submitted it.")
    submitted_at = said.moment("When, last.")
    ended_by = said.text("Who published or withdrew it.", null=True)
    ended_at = said.moment("When.", null=True)
    version_id = said.text("The version it became.", null=True)
    submitted_by_name = said.text("What whoever submitted it is called.", always=False)


class PublicationWhole(Publication):
    """A submission with its course."""

    ended_by_name = said.text("What whoever ended it is called.", null=True)
    report = said.things("The gate's lines when it was submitted.", always=True)
    step = said.anything("Where it is now: {task_id, element, name, name_en, yours}; null when it is over.")
    reviews = said.things("What was decided so far, each with outcome, opinion, by and at.", always=True)
    draft_revision = said.number("The draft's revision today.", null=True)
    outdated = said.flag("Whether the draft is something else by now.")
    editable = said.flag("Whether the caller may edit drafts.")


class VersionLine(ItemVersion):
    """One version of an item."""

    created_by = said.text("Who brought it in.")
    published_by = said.text("Who put it in force.", null=True)
    change_note = said.text("What changed and why.", null=True)
    effective_at = said.moment("When it will take effect.", null=True)
    withdrawn_at = said.moment("When it was taken out of use.", null=True)
    withdrawn_by = said.text("Who did.", null=True)
    withdraw_reason = said.text("What applicants are told.", null=True)
    definition_id = said.text("The process its cases run.", null=True)
    created_by_name = said.text("What they are called.", null=True)
    published_by_name = said.text("What they are called.", null=True)
    withdrawn_by_name = said.text("What they are called.", null=True)
    definitions = said.things("Its process definitions with how many instances run on each.", always=True)
    running = said.number("How many cases run on it.")


class VersionState(ItemVersion):
    """A version after an act on it."""

    restored = said.number("The version that took its place.", null=True, always=False)


class Comparison(Answer):
    """What is different between two versions."""

    same = said.flag("Whether nothing is.")
    sheet = said.things("Elements: {path, kind, old, new}.", always=True)
    flow = said.things("Elements of the diagram: {id, type, name, name_en, kind, changes}.", always=True)
    forms = said.things("Per file: {path, kind, fields}.", always=True)
    tables = said.things("Per decision: {path, key, name, kind, columns, rows}.", always=True)
    files = said.things("Other files: {path, kind}.", always=True)
