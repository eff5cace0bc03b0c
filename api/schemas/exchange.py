"""What the export for a supervision platform takes and answers."""

from __future__ import annotations

from marshmallow import fields, validate

from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Query
from tongban.api.schemas.fields import Count, Word, described

LARGEST = 1000


class ExchangeQuery(Query):
    """Which part of the export."""

    after = fields.String(
        validate=validate.Regexp(r"^[0-9]{1,18}$", error="Must be the id of an event."),
        metadata=described("From behind this point: `after` of the answer before; absent for the beginning."),
    )
    limit = Count("How many events of the feed to look at.", least=1, most=LARGEST, load_default=LARGEST)
    format = Word("As what.", ("json", "csv", "xml"), load_default="json")


class ExchangeEvent(Answer):
    """One exchange event."""

    serial = said.text("Identifies it: the same on every export.")
    event_id = said.number("The event of the feed it is made of.")
    code = said.number("0 to 9: which of the set.")
    name = said.text("The same in words.")
    result = said.text("The code of the result or step; empty where the set has none.")
    meaning = said.text("The same in words.")
    case_no = said.text("申办流水号.")
    unit = said.text("部门, by code.")
    unit_name = said.text("The same by name.")
    item = said.text("事项编码.")
    handler = said.text("办理人, by user name.")
    handler_name = said.text("The same by name.")
    at = said.moment("时间.")
    opinion = said.text("意见.")
    approver = said.text("Of a special procedure: who approved it.")
    days = said.number("Of a special procedure: for how many days.", null=True)
    list = said.words("Of 补交告知: what is to be handed in.")


class Exchange(Answer):
    """A part of the export."""

    items = said.rows(ExchangeEvent, "The exchange events, in order.")
    after = said.text("Pass as `after` to go on.")
    more = said.flag("Whether there is more already.")
