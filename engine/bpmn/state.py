"""What is open in one process instance: visits of elements, and the waits they hold."""

from __future__ import annotations

from collections import deque
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element


class Kind(IntEnum):
    """What a visit is to its element."""

    PLAIN = 0
    LOOP = 1  # the execution of a multi-instance or loop activity as a whole
    INSTANCE = 2  # one instance inside it
    HANDLER = 3  # a compensation handler at work
    UNDO = 4  # a finished subprocess opened again to compensate what is inside


class Wait:
    """One thing a visit waits for; `element` is the activity, event or boundary event that hears it."""

    __slots__ = ("element", "extra", "kind", "name", "part", "token", "visit")

    def __init__(
        self, token: int, kind: str, element: Element, visit: Visit, name: str = "", extra: Any = None
    ) -> None:
        self.token = token
        self.kind = kind
        self.element = element
        self.visit = visit
        self.name = name
        self.extra = extra
        # which of several event definitions of its element this is for
        self.part = 0


class Visit:
    """One open visit of one element; scopes have children."""

    __slots__ = (
        "again", "alive", "children", "data", "done", "element", "epoch", "fired", "heard", "incident", "joins",
        "kind", "no", "pending", "scope", "variables", "waits",
    )  # fmt: skip

    def __init__(self, no: int, element: Element, scope: Visit | None, kind: Kind = Kind.PLAIN) -> None:
        self.no = no
        self.element = element
        self.scope = scope
        self.kind = kind
        self.variables: dict[str, Any] | None = None
        self.data: Any = None
        self.children: dict[int, Visit] = {}
        self.waits: dict[int, Wait] = {}
        # gateway id -> flow id -> visits that wait there, oldest first
        self.joins: dict[str, dict[str, deque[Visit]]] = {}
        # complex gateways that went on and absorb late tokens: gateway id -> flows already served
        self.fired: dict[str, list[str]] = {}
        # events that need several things to happen: event id -> the definitions that have happened
        self.heard: dict[str, list[int]] | None = None
        # finished activities that can be compensated, oldest first
        self.done: list[dict[str, Any]] = []
        self.incident: str | None = None
        self.pending = 0
        self.epoch = 0
        self.alive = True
        # begun once more after an incident: the next wait needs a number of its own
        self.again = False

    @property
    def above(self) -> Visit:
        """The enclosing scope of a visit that is not the instance itself."""
        assert self.scope is not None
        return self.scope
