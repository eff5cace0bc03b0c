"""Webhooks, connectors, secrets and API clients."""

from __future__ import annotations

from marshmallow import fields, validate

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Names, Object, Text, Wait, Whole, Word, YesNo, described

STATES = ("queued", "waiting", "delivered", "dead")
TYPES = "Names of events, or `case.*` for all that begin so; none for all."


class WebhookBody(Body):
    """A webhook to make."""

    name = Text("What it is for.", required=True, least=1)
    url = Text("Where to send, https.", required=True, least=1, most=2000)
    types = Names(TYPES, most=100)
    case_no = Text("Only events of this case.", most=60, allow_none=True)
    item = Text("Only events of cases of this item.", most=40, allow_none=True)
    enabled = YesNo("Whether it is switched on; true unless said.")


class WebhookChange(Body):
    """What changes of a webhook."""

    name = Text("What it is for.", least=1)
    url = Text("Where to send, https.", least=1, most=2000)
    types = Names(TYPES, most=100)
    case_no = Text("Only events of this case.", most=60, allow_none=True)
    item = Text("Only events of cases of this item.", most=40, allow_none=True)
    enabled = YesNo("Whether it is switched on; what happens while it is off is sent only by a replay.")


class Webhook(Answer):
    """An address that is told what happens."""

    id = said.text("Identifies the webhook.")
    name = said.text("What it is for.")
    url = said.text("Where to send.")
    enabled = said.flag("Whether it is switched on.")
    types = said.words(TYPES)
    case_no = said.text("Only events of this case.", null=True)
    item = said.text("Only events of cases of this item.", null=True)
    created_by = said.text("Who made it.")
    created_at = said.moment("When it was made.")
    old_secret_until = said.moment("Until when deliveries are signed with the old secret too.", null=True)
    deliveries = said.thing("How many deliveries there are by state.", always=False)


class NewWebhook(Webhook):
    """A webhook with its secret; the only time it can be read."""

    secret = said.text("The signing secret of Standard Webhooks: whsec_ and base64.")


class Overlap(Body):
    """How long what is replaced stays valid."""

    overlap = Wait("How long the old one stays valid beside the new one; PT24H unless said, at most P30D.")


class WebhookDeliveryQuery(Paged):
    """Which deliveries."""

    state = Word("In this state; `dead` are the dead letters.", STATES)


class WebhookDelivery(Answer):
    """One event for one webhook."""

    id = said.text("Identifies the delivery.")
    event_id = said.number("The event.")
    type = said.text("The event's type.")
    case_no = said.text("The case it is about.", null=True)
    state = said.word("queued: another of the same case goes first.", *STATES)
    attempts = said.number("How often it was sent.")
    status = said.number("The status the receiver answered last.", null=True)
    error = said.text("What went wrong last.", null=True)
    created_at = said.moment("When it was lined up.")
    tried_at = said.moment("When it was sent last.", null=True)
    next_try_at = said.moment("When it is sent next.", null=True)
    delivered_at = said.moment("When it was taken.", null=True)


class ReplayBody(Body):
    """What to send again: one delivery, or everything from an event on."""

    delivery = Text("Id of one delivery.", least=1, most=20)
    from_event = Whole("Id of the first event.", least=1, most=10**15)


class Replayed(Answer):
    """How much is sent again."""

    replayed = said.number("How many deliveries.")
    next_event = said.number("From where to go on; null when that was all.", null=True)


class ConnectorBody(Body):
    """A connector; a value that begins with `=` is FEEL over the task's variables, any other is the text it is."""

    kind = Word("What it does.", ("http", "email"), required=True)
    enabled = YesNo("Whether the worker does its jobs; true unless said.")
    method = Word("http: the method.", ("GET", "POST", "PUT", "PATCH", "DELETE"))
    url = Text("http: where to call, with places `{name}` in its path.", most=2000)
    path = Object("http: a value for each place of the url.")
    query = Object("http: the query string's values.")
    headers = Object("http: headers; these and the body see `secrets`.")
    body = Text("http: the body; a value that is no text is sent as JSON.", most=20000)
    results = Object("http: variables of the flow from FEEL over `answer.status`, `.headers` and `.body`.")
    errors = Object("http: from a status to the code of a BPMN error.")
    secrets = Names("http: the kept secrets it uses.", most=50)
    timeout = Whole("http: seconds the whole call may take; 10 unless said.", least=1, most=60)
    to = Text("email: to which address.", most=2000)
    subject = Text("email: the subject.", most=2000)
    text = Text("email: the text.", most=20000)


class Connector(Answer):
    """What service tasks with its name call."""

    name = said.text("As in `<tb:connector name>`.")
    kind = said.word("What it does.", "http", "email")
    enabled = said.flag("Whether the worker does its jobs.")
    changed_by = said.text("Who changed it last.")
    changed_at = said.moment("When.")


class SecretBody(Body):
    """A secret's value."""

    value = Text("The value; it is kept sealed and never shown.", required=True, least=1, most=10000)


class Secret(Answer):
    """That there is a secret of this name."""

    name = said.text("Its name.")
    changed_by = said.text("Who changed it last.")
    changed_at = said.moment("When.")


class ApiClientBody(Body):
    """An API client to make."""

    name = Text("Which system it is.", required=True, least=1)
    scopes = fields.List(
        Word("A scope.", ("read", "start", "tasks", "jobs", "operate", "design", "admin")),
        required=True,
        validate=validate.Length(1, 7),
        metadata=described("What it may do."),
    )
    rate = Whole("How many calls a minute it may make; 600 unless said.", least=1, most=1_000_000)
    user = Text("As whom it acts; in its own name unless said.", most=60, allow_none=True)
    sandbox = YesNo("Whether its keys are test keys, which work in the sandbox alone.")


class ApiClient(Answer):
    """A program that calls the API."""

    id = said.text("Identifies the client.")
    name = said.text("Which system it is.")
    scopes = said.words("What it may do.")
    rate = said.number("Calls a minute.")
    user = said.text("As whom it acts; null in its own name.", null=True)
    created_by = said.text("Who made it.")
    created_at = said.moment("When it was made.")
    revoked_at = said.moment("Since when it works no longer.", null=True)
    sandbox = said.flag("Whether its keys are test keys.")


class Sandbox(Answer):
    """The sandbox: where test keys work, apart from everything real."""

    opened = said.flag("Whether anything was ever done there.")
    filled_at = said.moment("When people and items were last taken over from the real office.", null=True)
    cases = said.number("How many cases there are.")
    instances = said.number("How many process instances there are.")


class NewApiClient(ApiClient):
    """A client with a bearer token; the only time it can be read."""

    token = said.text("The bearer token.")
    old_token_until = said.moment("Until when the token before it works.", always=False)
