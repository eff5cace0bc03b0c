"""People, units, tokens and the message box."""

from __future__ import annotations

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Text


class TokenBody(Body):
    """A token to make."""

    user = Text("Whose token.", required=True, least=1, most=60)
    name = Text("What it is for.", required=True, least=1)


class Token(Answer):
    """A new token; the only time it can be read."""

    id = said.text("Identifies the token, e.g. to revoke it.")
    username = said.text("Whose token.")
    name = said.text("What it is for.")
    token = said.text("The bearer token itself.")
    created_at = said.moment("When it was made.")


class Revoked(Answer):
    """A token that no longer works."""

    id = said.text("Identifies the token.")
    username = said.text("Whose token.")
    name = said.text("What it was for.")
    revoked_at = said.moment("Since when.")


class PeopleQuery(Paged):
    """Which people."""

    q = Text("Words in the name.", most=100)


class Person(Answer):
    """Somebody who can sign in."""

    username = said.text("The name to sign in with.")
    name = said.text("The person's name.")
    name_en = said.text("The name in Latin letters.")
    kind = said.word("Of the office, or an applicant.", "user", "applicant")
    disabled = said.flag("Whether the account is locked.")
    posts = said.things("The posts held: code, role, unit, name, name_en.", always=True)


class Unit(Answer):
    """An office."""

    code = said.text("Its code.")
    name = said.text("Its Chinese name.")
    name_en = said.text("Its English name.")
    region = said.text("Code of its region.")
    parent = said.text("The unit above it.", null=True)


class BoxMessage(Answer):
    """A line in the caller's message box."""

    id = said.text("Identifies the message.")
    subject = said.text("What it is about.")
    body = said.text("What it says.")
    subject_en = said.text("The subject in English.")
    body_en = said.text("The text in English.")
    created_at = said.moment("When it came.")
    case_no = said.text("The case it is about.", null=True)
    task_id = said.text("The task it is about.", null=True)
    publication_id = said.text("The submission for publication it is about.", null=True)
    read_at = said.moment("When it was read.", null=True)


class ReadMessage(Answer):
    """A message that was read."""

    id = said.text("Identifies the message.")
    read_at = said.moment("When it was first marked.")
