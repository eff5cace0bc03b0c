"""The counter: visits and their numbers, times to book, papers from hand to hand, results collected, identities seen."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from marshmallow import ValidationError, fields

from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body, Query
from tongban.api.schemas.fields import Names, Text, Whole, Word, described
from tongban.engine import desk_acts

MOST_PICTURE = 300_000


class Day(fields.Date):
    """A calendar day."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(metadata=described(description), **options)


class Picture(fields.Field[bytes]):
    """A small picture inside JSON, in base64."""

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(
            metadata=described(description, type="string", contentEncoding="base64", maxLength=MOST_PICTURE),
            **options,
        )

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bytes:
        if not isinstance(value, str) or len(value) > MOST_PICTURE:
            raise ValidationError(f"须为 base64 文本，不超过 {MOST_PICTURE} 字符 / must be base64 text")
        try:
            return b64decode(value, validate=True)
        except ValueError:
            raise ValidationError("不是 base64 / is not base64") from None


class CounterQuery(Query):
    """Whose counter."""

    unit = Text("Code of the unit; the caller's own without it.", most=40)


class UnitBody(Body):
    """Whose counter."""

    unit = Text("Code of the unit.", required=True, least=1, most=40)


class DrawBody(UnitBody):
    """A number for somebody at the door."""

    name = Text("Who it is; may be left out.", most=60)
    item = Text("Code of the item they mean.", most=40)


class EndVisitBody(Body):
    """How a visit ended."""

    state = Word("What became of it.", ("served", "missed", "cancelled"), required=True)
    case_no = Text("The case that was registered.", most=60)


class SlotsBody(UnitBody):
    """Times of a day for booking, one after the other."""

    day = Day("The day.", required=True)
    starts = Text("The first begins, as `09:00`.", required=True, least=5, most=5)
    ends = Text("The last ends, as `12:00`.", required=True, least=5, most=5)
    minutes = Whole("How long each is.", required=True, least=5, most=240)
    capacity = Whole("How many visits each has room for.", required=True, least=1, most=100)


class BookBody(Body):
    """A visit for oneself."""

    name = Text("Who comes.", required=True, least=1, most=60)
    phone = Text("How to reach them.", most=40)
    item = Text("Code of the item they mean.", most=40)


class HandBody(Body):
    """Papers that go to a colleague."""

    what = Text("What is handed over.", required=True, least=1, most=100)
    place = Text("Where it is kept from now on.", required=True, least=1, most=100)
    taken_by = Text("User name of who takes it.", required=True, least=1, most=60)
    note = Text("A remark.", most=500)


class CollectBody(Body):
    """Results handed out, at a window or by a locker."""

    collector = Text("Who collects.", required=True, least=1, most=100)
    id_no = Text("Their identity number, checked; kept masked.", required=True, least=1, most=60)
    relation = Word("Who they are to the applicant.", desk_acts.RELATIONS, load_default="self")
    documents = Names("Ids of the documents handed out.", required=True, most=50)
    signature = Picture("The name they drew, a PNG of at most 200 KB in base64.")


class IdentityBody(Body):
    """What the paper says."""

    name = Text("Name of the person or organisation.", required=True, least=1, most=100)
    id_type = Word("Which paper.", desk_acts.ID_TYPES, required=True)
    id_no = Text("Its number, checked by its check digit.", required=True, least=1, most=60)
    note = Text("Who brought it.", most=500)


class Visit(Answer):
    """A visit with its number of the day."""

    id = said.text("Identifies the visit.")
    unit = said.text("Whose counter.")
    day = said.text("The day.")
    no = said.number("The number that is called.")
    state = said.word("Where it stands.", "booked", "waiting", "called", "served", "missed", "cancelled")
    name = said.text("Who comes.")
    phone = said.text("How to reach them.")
    item = said.text("The item they mean.", null=True)
    slot_id = said.text("The time that was booked.", null=True)
    called_by = said.text("Who called them.", null=True)
    case_no = said.text("The case that was registered.", null=True)


class VisitsToday(Answer):
    """The day at a counter."""

    day = said.text("Today.")
    items = said.things("The visits that are not over, in the order in which they are called.", always=True)
    slots = said.things("The times of the day: id, starts, ends, capacity, left.", always=True)


class FreeSlots(Answer):
    """Times that may be booked."""

    units = said.things("The units that have any: code, name, name_en.", always=True)
    unit = said.text("The one whose times these are.", null=True)
    slots = said.things("id, day, starts, ends, capacity, left.", always=True)
    mine = said.things("The caller's own visits ahead.", always=True)


class Opened(Answer):
    """What was opened."""

    opened = said.number("How many times are new.")


class Moved(Answer):
    """Papers that changed hands."""

    id = said.text("Identifies the move.")
    what = said.text("What was handed over.")
    place = said.text("Where it is.")
    taken_by = said.text("Who has it.")
    at = said.moment("When.")


class Collected(Answer):
    """What was handed out."""

    id = said.text("Identifies the collection.")
    at = said.moment("When.")
    documents = said.words("The numbers of the documents.")


class CounterRecords(Answer):
    """Where the papers of a case are, and what was handed out."""

    moves = said.things("what, place, given_by_name, taken_by_name, note, at; the latest first.", always=True)
    collections = said.things(
        "collector, id_no (masked), relation, documents, handed_by_name, signed, at.", always=True
    )


class AccountAtWindow(Answer):
    """A registered account as a window sees it."""

    username = said.text("The name to sign in with.")
    name = said.text("The name it was registered with.")
    phone = said.text("Its telephone number, masked.")
    organisation = said.flag("Whether it is an organisation's.")
    checked = said.flag("Whether a paper was seen.")
    id_no = said.text("The number of that paper, masked.")


class Confirmed(Answer):
    """An identity that was confirmed."""

    username = said.text("The account.")
    name = said.text("The name of the paper.")
    id_no = said.text("Its number, masked.")
    joined = said.number("How many cases that windows had registered are the account's now.")
