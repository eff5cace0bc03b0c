"""Documents in steps and licences, as they go in and out."""

from __future__ import annotations

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Text, Word


class DocumentStepBody(Body):
    """The next step of a document."""

    step = Word("What is done with it.", ("redraft", "send_back", "review", "seal", "issue"), required=True)
    reason = Text("Why it is sent back.", most=500)


class DocumentMoved(Answer):
    """A document after a step."""

    id = said.text("Its id.")
    number = said.text("Its number.")
    state = said.text("draft, reviewed, sealed or issued.")
    case_no = said.text("The case it belongs to.")


class LicenceQuery(Paged):
    """Which licences."""

    q = Text("A licence number, or the beginning of the holder's name.")
    state = Text("valid, revoked or replaced.")


class Licence(Answer):
    """One e-licence as it stands today."""

    id = said.text("Its id.")
    certificate_no = said.text("Its number.")
    document_id = said.text("The document it is.")
    case_no = said.text("The case it came from.")
    item_code = said.text("Code of the item.")
    name = said.text("What it is, in Chinese.")
    name_en = said.text("What it is, in English.")
    organ = said.text("Who issued it.")
    holder = said.text("Who holds it.")
    valid_from = said.text("First day.")
    valid_to = said.text("Last day; null without end.", null=True)
    state = said.text("valid, expired, not_yet, revoked or replaced.")
    issued_at = said.moment("When it was issued.")
    ended_at = said.moment("When it was revoked or replaced.", null=True)
    ended_by = said.text("The number of the document that replaced it.", null=True)
