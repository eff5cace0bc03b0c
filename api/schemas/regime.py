"""Key projects, commitments, credit marks, papers between windows."""

from __future__ import annotations

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Names, Text, Word, YesNo

FACTOR = "The share of the promise that is left, above 0 and at most 1, e.g. 0.5."


class GreenProjectBody(Body):
    """A key project whose cases take the green channel."""

    code = Text("Its code, which an application names.", required=True, least=1, most=60)
    name = Text("Its Chinese name.", required=True, least=1, most=200)
    name_en = Text("Its English name.", most=200, load_default="")
    factor = Text(FACTOR, most=16, load_default="0.5")
    tracker = Text("Who watches its cases and notes their state every day.", required=True, least=1, most=60)
    applicant_id_no = Text(
        "Only applications of this applicant count.", most=60, load_default=None, allow_none=True
    )
    note = Text("For the office.", most=2000, load_default="")


class ChangeGreenProjectBody(Body):
    """What changes; cases accepted before keep their pace."""

    name = Text("Its Chinese name.", least=1, most=200)
    name_en = Text("Its English name.", most=200)
    factor = Text(FACTOR, most=16)
    tracker = Text("Who watches its cases.", least=1, most=60)
    note = Text("For the office.", most=2000)


class GreenProjectQuery(Paged):
    """Which projects."""

    q = Text("Words in the code or the name.", most=100)
    state = Word("Only these.", ("active", "ended"))


class GreenProject(Answer):
    """A key project."""

    id = said.text("Identifies it.")
    code = said.text("Its code.")
    name = said.text("Its Chinese name.")
    name_en = said.text("Its English name.")
    factor = said.text("The share of the promise that is left.")
    tracker = said.text("Who watches its cases.")
    tracker_name = said.text("Their name.", null=True, always=False)
    state = said.word("Whether it is in force.", "active", "ended")
    applicant_id_no = said.text("Only applications of this applicant count.", null=True)
    note = said.text("For the office.")
    created_by = said.text("Who entered it.")
    created_at = said.moment("When.")
    ended_at = said.moment("Since when it is over.", null=True)


class CommitmentBody(Body):
    """What the applicant promises in writing instead of handing it in."""

    materials = Names("Codes of the materials.", required=True)
    agreed = YesNo("The applicant knows the terms and answers for the promise.", required=True)


class SignForBody(Body):
    """Papers that have arrived."""

    note = Text("In which condition they came.", most=500, load_default="")


class CreditQuery(Paged):
    """Which marks."""

    id_no = Text("Only marks against this identity number.", most=60)
    state = Word("Only these.", ("active", "repaired"))


class RepairBody(Body):
    """Why a mark is lifted."""

    reason = Text("Why, for the record.", required=True, least=1, most=2000)


class CreditMark(Answer):
    """A mark for a broken commitment."""

    id = said.text("Identifies it.")
    name = said.text("Who broke it.")
    id_type = said.text("Kind of their number.")
    id_no = said.text("Their number, masked.")
    case_no = said.text("In which case.")
    item_code = said.text("For which item.")
    reason = said.text("What the check found.")
    state = said.word("Whether it counts.", "active", "repaired")
    marked_by = said.text("Who found it.")
    marked_at = said.moment("When.")
    repaired_by = said.text("Who lifted it.", null=True)
    repaired_at = said.moment("When.", null=True)
    repair_reason = said.text("Why.", null=True)
