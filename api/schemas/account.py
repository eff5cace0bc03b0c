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


class PasswordBody(Body):
    """One's own password."""

    present = Text("The password as it is now.", required=True, least=1, most=200)
    new = Text("The password from now on: at least 10 characters.", required=True, least=1, most=200)


class PasswordChanged(Answer):
    """What changing it did."""

    changed = said.flag("Whether it was changed.")
    ended = said.number("How many other sessions ended.")


class PasswordGiven(Answer):
    """A password for one sign-in, shown this once."""

    username = said.text("User name.")
    password = said.text("Lets in once within 72 hours, to choose another.")


class LinkBody(AccountReasonBody):
    """Who an identity provider means."""

    provider = Text("The provider's name in TONGBAN_OIDC.", required=True, least=1, most=30)
    subject = Text("The provider's identifier of the person, `sub`.", required=True, least=1, most=255)


class UnlinkBody(AccountReasonBody):
    """Whose word counts no more."""

    provider = Text("The provider's name in TONGBAN_OIDC.", required=True, least=1, most=30)


class Linked(Answer):
    """Who an identity provider means by a subject."""

    username = said.text("User name.")
    provider = said.text("The provider's name in TONGBAN_OIDC.")
    subject = said.text("The provider's identifier of the person, `sub`.")


class Account(Answer):
    """An account after the change."""

    username = said.text("User name.")
    posts = said.words("Codes of the posts held.")
    disabled = said.flag("Whether nobody gets in with it.")
