"""Cases: registering one, everything that may happen to it, and how it looks."""

from __future__ import annotations

from typing import Any

from marshmallow import INCLUDE, fields, post_load

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body, Query
from tongban.api.schemas.fields import Anything, Names, Object, Text, Upload, Whole, Word, described


class Contact(Anything):
    """A phone number or mail address alone is also understood."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str):
            return {"email" if "@" in value else "phone": value}
        return value


class Applicant(Body):
    """Who applies; what else may be said about an applicant stands here too."""

    class Meta:
        unknown = INCLUDE

    kind = Word("What the applicant is.", ("person", "organisation"), required=True)
    name = Text("Full name.", required=True, least=1)
    id_type = Text("id_card, passport, uscc, org_code or other.", required=True, most=40)
    id_no = Text("Its number; checked by its check digit.", required=True, most=60)
    contact = Contact("How to reach them: a phone number, or {name, phone, email, address}.")

    @post_load
    def drop_absent(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value is not None}


class CaseBody(Body):
    """An application."""

    item = Text("Code of the item.", required=True, least=1, most=60)
    applicant = fields.Nested(Applicant, required=True, metadata=described("Who applies."))
    agent = fields.Nested(
        Applicant, allow_none=True, metadata=described("Who applies on the applicant's behalf.")
    )
    form = Object("The form's values by field key.", allow_none=True)
    channel = Text("How it came: online, window, mobile, post or api.", most=16, allow_none=True)
    override_reason = Text("Why a clerk accepts what a check warned about.", most=2000, allow_none=True)
    applicant_user = Text("The account of the applicant, when a clerk registers.", most=60, allow_none=True)
    green_project = Text("Code of the key project it belongs to (green channel).", most=60, allow_none=True)
    commitments = Names("Materials a written commitment stands for, by code.", allow_none=True)


class CaseQuery(Paged):
    """Which cases."""

    item = Text("Only cases of this item.")
    state = Text("Only cases in this state.", most=40)
    q = Text("Words in the number, the applicant or the item.", most=100)


class SupplementBody(Body):
    """What the applicant corrects or adds."""

    form = Object("Corrected values of the form.", allow_none=True)
    note = Text("What was done.", most=2000, allow_none=True)


class CaseReasonBody(Body):
    """Why."""

    reason = Text("Why, for the record.", required=True, least=1, most=2000)


class SuspendBody(CaseReasonBody):
    """A special procedure that stops the clock (行政许可法 §45)."""

    kind = Text("Hearing, inspection, expert review … by its stable word.", required=True, most=40)
    basis = Text("The legal basis.", required=True, most=500)
    approver = Text("Who approved it.", required=True, most=120)
    days = Whole("How many days it was announced to take.", required=True, least=1, most=3650)


class ExtendBody(CaseReasonBody):
    """An extension of the limit (行政许可法 §42)."""

    days = Whole("How many more, in the unit of the limit.", required=True, least=1, most=365)
    approver = Text("Who approved it.", required=True, most=120)
    level = Word(
        "Head of the organ, or of the government where several handle it jointly.",
        ("organ", "government"),
        load_default="organ",
    )


class RateBody(Body):
    """好差评."""

    level = Whole("1 very satisfied … 5 very dissatisfied.", required=True, least=1, most=5)
    dims = Object("The same for single aspects: efficiency, quality, attitude, discipline.", allow_none=True)
    text = Text("In the applicant's words.", most=2000, allow_none=True)


class Rating(Answer):
    """What was rated."""

    case_no = said.text("The rated case.")
    level = said.number("1 very satisfied … 5 very dissatisfied.")
    dims = said.thing("The same for single aspects.")
    text = said.text("In the applicant's words.")
    follow_up = said.flag("Whether it is the second, after a bad rating was answered.")


class Revealed(Answer):
    """Who applies, with every number."""

    case_no = said.text("The case.")
    applicant = said.thing("Who applies.")
    agent = said.thing("Who applies on the applicant's behalf.", null=True)


class MaterialForm(Body):
    """A material to hand in."""

    file = Upload("The file, checked against the item's rules.", required=True)


class CaseRow(Answer):
    """A case in a list."""

    case_no = said.text("Its number.")
    item = said.thing("Its item: {code, name, name_en}.")
    state = said.text("Where it stands, by its stable word.")
    state_name = said.text("The same in Chinese.", always=False)
    state_name_en = said.text("The same in English.", always=False)
    result_name = said.text("What the item calls the result, in Chinese.", null=True, always=False)
    result_name_en = said.text("The same in English.", null=True, always=False)
    result = said.text("What was decided.", null=True)
    unit = said.text("Code of the unit that handles it.")
    channel = said.text("How it came.")
    applicant_name = said.text("Who applies.", always=False)
    registered_at = said.moment("When it was registered.")
    closed_at = said.moment("When it was closed.", null=True)
    marks = said.things(
        "What is special about it: kind (green, tolerant, commitment, elsewhere), name, name_en."
    )


class Case(CaseRow):
    """One application for one item; reading it also gives clocks, materials, opinions and more."""

    applicant = said.thing("Who applies; numbers are masked for those who need not know them.")
    agent = said.thing("Who applies on the applicant's behalf.", null=True)
    masked = said.flag("Whether the numbers are hidden from this caller.", always=False)
    form = said.thing("The form's values.")
    progress_code = said.text("The code that goes with the number for asking without signing in.")
    instance_id = said.text("Its process instance.", null=True)
    registered_by = said.text("Who registered it.")
    accepted_at = said.moment("When it was accepted.", null=True)
    decided_at = said.moment("When it was decided.", null=True)
    override_reason = said.text("Why a clerk accepted what a check warned about.", null=True)
    unit_name = said.text("The unit in Chinese.", always=False)
    unit_name_en = said.text("The unit in English.", always=False)
    form_schema = said.thing("The form (form-js).", always=False)
    receipt = said.thing("The receipt of a new case: {id, number, verification_code}.", always=False)
    hints = said.words("Hints for the applicant of a new case.", always=False)
    clocks = said.things("Its clocks: kind, limit, state, due, days_left, light, law.")
    materials = said.things("The material list with what was handed in.")
    opinions = said.things("Who said what: element, by, at, outcome, opinion.")
    documents = said.things("What was issued: id, type, number, title, verification_code.")
    tasks = said.things("What is to be done now.")
    operations = said.words("What this caller may do to the case now.", always=False)
    sub_cases = said.things(
        "Sub-cases of a joint case: key, case_no, item, unit, state, member_state, result."
    )
    parent = said.thing(
        "The joint case it belongs to: {case_no, item_name, member, stage}.", null=True, always=False
    )
    regimes = said.thing(
        "Green channel, materials to follow, commitment, window elsewhere; by kind.", always=False
    )
    rating = said.thing(
        "What the applicant said: {level, dims, text, rated_at, rectification, answers, follow_up, again}; "
        "only for them, leaders and those who oversee.",
        null=True,
        always=False,
    )
    revoked = said.thing(
        "The decision that revoked the licence: {name, no, at, reason}.", null=True, always=False
    )


class Material(Answer):
    """A file that was accepted."""

    id = said.text("Identifies the file.")
    code = said.text("Code of the material.")
    name = said.text("Name of the material.")
    file_name = said.text("Name of the file.")
    media_type = said.text("What it is, by its content.")
    size = said.number("Bytes.")
    width = said.number("Pixels, of a picture.", null=True)
    height = said.number("Pixels, of a picture.", null=True)
    sha256 = said.text("Its digest.")
    state = said.word("Whether it counts.", "current", "replaced")
    added_by = said.text("Who handed it in.")
    added_at = said.moment("When.")


class TimelineRow(Answer):
    """Something that was done."""

    at = said.moment("When.")
    type = said.text("What, by its stable word.")
    text = said.text("What, in Chinese.")
    text_en = said.text("What, in English.")
    actor = said.text("Who.")
    actor_name = said.text("Their name.")
    actor_name_en = said.text("The same in English letters.")
    on_behalf_of = said.text("For whom.", null=True)
    step = said.text("At which step.", null=True)
    step_en = said.text("The step in English.", null=True)
    outcome = said.text("With which outcome.", null=True)
    opinion = said.text("With which opinion.", null=True)
    reason = said.text("Why.", null=True)
    number = said.text("The document's number.", null=True)


class Drawing(Answer):
    """The case's diagram and where each of its steps stands."""

    xml = said.text("The BPMN diagram.")
    flows = said.words("The sequence flows that were taken.")
    steps = said.things("Each step: element, name, lane, state, handlers, due.", always=True)


class Audit(Answer):
    """The case's hash chain."""

    case_no = said.text("Whose chain.")
    valid = said.flag("Whether every link holds.")
    first_bad = said.number("The first link that does not.", null=True)
    items = said.things("Its links: no, type, at, actor, data, hash.", always=True)


class ProgressQuery(Query):
    """What an applicant was given with the receipt."""

    case_no = Text("Number of the case.", required=True, least=1, most=60)
    code = Text("The query code on the receipt.", required=True, least=1, most=64)


class Progress(Answer):
    """What an applicant may see without signing in."""

    case_no = said.text("Number of the case.")
    item = said.thing("Its item: {code, name, name_en}.")
    applicant_name = said.text("Who applies, masked.")
    state = said.text("Where it stands, by its stable word.")
    state_name = said.text("The same in Chinese.")
    state_name_en = said.text("The same in English.")
    result_name = said.text("What the item calls the result, in Chinese.", null=True)
    result_name_en = said.text("The same in English.", null=True)
    result = said.text("What was decided.", null=True)
    registered_at = said.moment("When it was registered.")
    accepted_at = said.moment("When it was accepted.", null=True)
    decided_at = said.moment("When it was decided.", null=True)
    closed_at = said.moment("When it was closed.", null=True)
    current_steps = said.things("What is being done now: each `{name, name_en}`.", always=True)
    members = said.things("Of a joint case: each item with its number, state and result.", always=False)
    clocks = said.things("The limits that run: kind, state, due, days_left.", always=True)


class Verification(Answer):
    """What a genuine document states about itself; 404 for one that was never issued."""

    valid = said.flag("Issued here.")
    type = said.text("Kind of the document.")
    title = said.text("Its title in Chinese.")
    title_en = said.text("Its title in English.")
    number = said.text("Its number.")
    date = said.text("Its date.", null=True)
    organ = said.text("Who issued it.", null=True)
    case_no = said.text("The case it belongs to.", null=True)
    item = said.thing("Its item: {name, name_en}.")
    applicant_name = said.text("Who applied, masked.")
    revoked = said.thing("The decision that took its effect: {name, no, at, reason}.", null=True)
    sha256 = said.text("SHA-256 of the signed file, in hexadecimal.", null=True)
    signature = said.thing(
        "Whether its signature holds: {signed, intact, trusted, test_only, signer, signed_at}.", null=True
    )
    licence = said.thing(
        "The licence it is: {certificate_no, name, holder, valid_from, valid_to, state}.", null=True
    )
