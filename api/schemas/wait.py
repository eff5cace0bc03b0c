"""What instances wait for, and what ends the waiting: timers, subscriptions, messages, signals."""

from __future__ import annotations

from tongban.api.paging import Paged
from tongban.api.schemas import said
from tongban.api.schemas.base import Answer, Body
from tongban.api.schemas.fields import Moment, Object, Text, Word
from tongban.api.schemas.instance import Instance


class TimerQuery(Paged):
    """Which pending BPMN timers."""

    instance = Text("Only timers of this instance.")
    element = Text("Only timers of this element.")
    due_before = Moment("Only timers due before this time.")


class Timer(Answer):
    """A pending BPMN timer."""

    id = said.text("Identifies the timer.")
    instance_id = said.text("The instance that waits for it.", null=True)
    element = said.text("Id in the diagram.", null=True)
    due = said.moment("When it fires.")
    kind = said.text("date, duration, cycle or start.")
    attempts = said.number("How often firing it failed.", always=False)
    error = said.text("Why.", null=True, always=False)


class SubscriptionQuery(Paged):
    """Which open waits."""

    instance = Text("Only waits of this instance.")
    kind = Word("Only waits of this kind.", ("message", "signal", "conditional"))
    name = Text("Only waits for this name.")


class Subscription(Answer):
    """An open wait."""

    id = said.text("Identifies the wait.")
    kind = said.text("message, signal or conditional.")
    name = said.text("What it waits for.", null=True)
    element = said.text("Id in the diagram.")
    instance_id = said.text("Who waits.", null=True)
    business_key = said.text("Its business key.", null=True)


class MessageBody(Body):
    """A message for exactly one receiver."""

    name = Text("Name of the message.", required=True, least=1)
    business_key = Text("Business key of the receiver.", allow_none=True)
    correlation = Object("Correlation values that must match.", allow_none=True)
    instance = Text("The receiving instance itself.", allow_none=True)
    variables = Object("What the message carries.", allow_none=True)


class SignalBody(Body):
    """A signal for everybody who waits for it."""

    name = Text("Name of the signal.", required=True, least=1)
    variables = Object("What the signal carries.", allow_none=True)


class ConditionsBody(Body):
    """The data as it is now."""

    variables = Object(
        "What conditions are asked about; the first variables of what starts.", allow_none=True
    )
    business_key = Text("Business key of what starts.", allow_none=True)
    process = Text("Ask this process only.", allow_none=True, least=1)


class ConditionsMet(Answer):
    """What started."""

    instances = said.rows(Instance, "One instance for every start event whose condition holds.")


class TriggerBody(Body):
    """What a triggered receive task gets."""

    variables = Object("Variables for the flow.", allow_none=True)


class Delivery(Answer):
    """How far a signal went."""

    delivered = said.number("How many received it, started instances included.")
