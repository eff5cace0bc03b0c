"""What one step of a process asks of the world outside: the effects of an `Execution`, in the order they arose.

Times are timezone-aware; a `token` names one wait inside one instance, `no` one visit of one element
(both unique within the instance, never reused); a `scope` is 0 for the instance itself or the `no` of the
subprocess or multi-instance execution that encloses the visit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Entered:
    """A visit of an element began (every flow node is visited; history)."""

    no: int
    element: str
    scope: int


@dataclass(frozen=True, slots=True)
class Left:
    """That visit ended."""

    no: int
    element: str
    state: Literal["completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class WorkOpened:
    """People are needed: a user or manual task waits at `token` (visit `no`)."""

    token: int
    no: int
    element: str
    scope: int


@dataclass(frozen=True, slots=True)
class WorkCancelled:
    """Nobody is needed any more at `token`."""

    token: int


@dataclass(frozen=True, slots=True)
class TimerSet:
    """Fire `token` at `due`."""

    token: int
    element: str
    due: datetime
    kind: Literal["date", "duration", "cycle"]


@dataclass(frozen=True, slots=True)
class TimerCleared:
    """Forget the timer of `token`: it has fired or is not needed any more."""

    token: int


@dataclass(frozen=True, slots=True)
class Subscribed:
    """`token` waits for a message, a signal or a condition (`correlation` only for messages)."""

    token: int
    element: str
    kind: Literal["message", "signal", "conditional"]
    name: str
    correlation: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """`token` waits no more: it was served, or is not needed any more."""

    token: int


@dataclass(frozen=True, slots=True)
class MessageThrown:
    """Deliver a message to exactly one receiver outside."""

    name: str
    correlation: Mapping[str, Any]
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignalThrown:
    """Broadcast a signal to every other instance and start event (catches inside this instance are already served)."""

    name: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChildStarted:
    """A call activity waits at `token` (visit `no`) for an instance of process `key`."""

    token: int
    no: int
    element: str
    key: str
    binding: Literal["latest", "version", "deployment"]
    version: int | None
    business_key: str | None
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MemberCalled:
    """A call activity waits at `token` (visit `no`) for the member `key` of the joint case; `join` as in `tb:member`."""

    token: int
    no: int
    element: str
    key: str
    join: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChildCancelled:
    """The instance called from `token` must end."""

    token: int


@dataclass(frozen=True, slots=True)
class ServiceCalled:
    """A service or send task waits at `token` for a connector or an external worker."""

    token: int
    element: str
    topic: str


@dataclass(frozen=True, slots=True)
class ServiceCancelled:
    """The job of `token` is not needed any more."""

    token: int


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A business rule task was decided (history)."""

    no: int
    element: str
    decision: str
    inputs: Mapping[str, Any]
    outputs: Any
    matched_rules: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class IncidentRaised:
    """The instance stopped at an element and waits for repair."""

    no: int
    element: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class EscalationLeft:
    """An escalation that nobody inside this called instance heard: for the activity that called it."""

    no: int
    code: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """The instance ended; with `error` when it was called and an error must be told to its caller."""

    state: Literal["completed", "terminated"]
    error: str | None = None
    message: str = ""


Effect = (
    Entered
    | Left
    | WorkOpened
    | WorkCancelled
    | TimerSet
    | TimerCleared
    | Subscribed
    | Unsubscribed
    | MessageThrown
    | SignalThrown
    | ChildStarted
    | MemberCalled
    | ChildCancelled
    | ServiceCalled
    | ServiceCancelled
    | DecisionMade
    | IncidentRaised
    | EscalationLeft
    | Ended
)
