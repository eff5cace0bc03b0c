"""Joint cases: registering one, its members and meetings, and the board."""

from __future__ import annotations

from marshmallow import fields

from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.case import Case, CaseBody, CaseQuery, CaseReasonBody, CaseRow
from tongban.api.schemas.fields import Moment, Text, described


class JointCaseBody(CaseBody):
    """One application for several items."""

    members = fields.List(
        fields.String(),
        allow_none=True,
        metadata=described("Keys of the members that take part; absent for all. Required ones always do."),
    )
    accepting_unit = Text(
        "Unit of another window that accepts for the owner (异地).", most=60, allow_none=True
    )


class JointMemberBody(CaseReasonBody):
    """A member that takes part after all."""

    key = Text("Key of the member in the item's sheet.", required=True, least=1, most=40)


class JointMeetingBody(Body):
    """联审会议."""

    held_at = Moment("When it was held.", required=True)
    place = Text("Where.", required=True, least=1, most=200)
    units = fields.List(
        fields.String(), required=True, metadata=described("Codes of the units that took part.")
    )
    minutes = Text("What was said.", required=True, least=1, most=20000)
    conclusion = Text("What was concluded.", required=True, least=1, most=4000)


class JointCase(Case):
    """The joint case as it was born, with its sub-cases."""


class JointCaseQuery(CaseQuery):
    """Which joint cases."""

    unit = Text("Only those a department takes part in, by its code.", most=60)


class JointCaseRow(CaseRow):
    """A joint case in a list, with how far its members are."""

    kind = said.word("How members run.", "parallel", "staged", "package")
    counts = said.thing("How many members, granted, refused, at_work, waiting.")


class JointMember(Answer):
    """One sub-case of a joint case."""

    joint_no = said.text("Number of the joint case.")
    key = said.text("Key of the member.")
    case_no = said.text("Number of the sub-case.")
    unit = said.text("Code of the unit that decides.")
    stage = said.text("Stage it runs in.", null=True)
    round = said.number("1, or more when it was reviewed again.")
    state = said.word(
        "Where it stands in the joint case.",
        "born",
        "waiting",
        "active",
        "committed",
        "finished",
        "cancelled",
    )
    result = said.text("What was decided.", null=True)
    deemed = said.flag("Whether silence counted as agreement.")
    waits_for = said.words("Members whose grant it waits for.")
    reason = said.text("Why it was cancelled.", null=True)
    read_by = said.text("Who of the department read the copy first.", null=True)
    read_at = said.moment("When.", null=True)


class JointMeeting(Answer):
    """A meeting as recorded."""

    id = said.text("Identifies the meeting.")
    held_at = said.moment("When it was held.")
    place = said.text("Where.")
    units = said.words("Codes of the units that took part.")
    minutes = said.text("What was said.")
    conclusion = said.text("What was concluded.")
    recorded_by = said.text("Who recorded it.")
    recorded_at = said.moment("When.")


class JointBoard(Answer):
    """Who must act, each department's step, clock, opinion and materials, and what it waits for."""

    case_no = said.text("Number of the joint case.")
    item = said.thing("Its item: {code, name, name_en}.")
    kind = said.word("How members run.", "parallel", "staged", "package")
    review = said.word("How departments review.", "circulate", "meeting")
    join = said.word("When a member is done.", "all_finished", "all_committed")
    on_failure = said.word("What a refusal means for the others.", "coordinate", "stop_followers", "stop_all")
    applicant_name = said.text("Who applies.")
    state = said.text("Where the joint case stands.")
    state_name = said.text("The same in Chinese.")
    state_name_en = said.text("The same in English.")
    result = said.text("What was decided.", null=True)
    unit = said.thing("The unit that decides: {code, name, name_en}.")
    accepting_unit = said.thing("The unit whose window accepted.")
    elsewhere = said.flag("Whether another window accepted for the owner (异地).")
    registered_at = said.moment("When it was registered.")
    clocks = said.things("Clocks of the whole: kind, due, days_left, light.", always=True)
    steps = said.things("What the lead has to do now.", always=True)
    counts = said.thing("How many members, granted, refused, at_work, waiting, overdue.")
    stages = said.things("Stages: key, name, lead, members, state, done.", always=True)
    members = said.things(
        "Sub-cases: key, case_no, unit, state, light, clocks, steps, waits_for, opinions, materials, operations.",
        always=True,
    )
    meetings = said.things("Meetings with their minutes.", always=True)
    materials = said.things("The one set of materials.", always=True)
    lead = said.flag("Whether the caller leads the joint case.")
    operations = said.words("What the caller may do with the whole now: add_member, record_meeting.")
    addable = said.things("Members that may still be added: key, item, unit.", always=True)
