"""Sessions and accounts."""

from __future__ import annotations

from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Names, Text


class Session(Answer):
    """A signed-in browser of one's own."""

    id = said.text("Identifies the session; it lets nobody in.")
    current = said.flag("Whether it is the one that asks.")
    agent = said.text("Which browser it is, as it says itself.")
    address = said.text("From where it signed in.")
    created_at = said.moment("When it signed in.")
    seen_at = said.moment("When it was used last, give or take five minutes.")
    ends_at = said.moment("When it ends by itself.")


class Ended(Answer):
    """What was ended."""

    ended = said.number("How many sessions.")


class AccountReasonBody(Body):
    """Why."""

    reason = Text("Why; it is kept.", required=True, least=2, most=500)


class PostsBody(AccountReasonBody):
    """Somebody's posts from now on."""

    posts = Names("Codes of all the posts they hold.", required=True, most=50)


class Account(Answer):
    """An account after the change."""

    username = said.text("User name.")
    posts = said.words("Codes of the posts held.")
    disabled = said.flag("Whether nobody gets in with it.")
