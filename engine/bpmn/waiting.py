"""What one instance waits for: opened and closed together with the effects that tell the outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine.bpmn.state import Visit, Wait
from tongban.engine.bpmn.step import (
    ChildCancelled,
    Effect,
    ServiceCancelled,
    Subscribed,
    TimerCleared,
    TimerSet,
    Unsubscribed,
    WorkCancelled,
)
from tongban.engine.bpmn.timer import Due

if TYPE_CHECKING:
    from tongban.engine.bpmn.elements.element import Element

_CLEARED: Mapping[str, Callable[[int], Effect]] = {
    "work": WorkCancelled,
    "service": ServiceCancelled,
    "child": ChildCancelled,
}


class Waits:
    """All open waits of the instance, by token."""

    def __init__(self) -> None:
        self.waits: dict[int, Wait] = {}
        self.conditions: dict[int, Wait] = {}
        self.effects: list[Effect] = []
        self.last = 0

    def number(self) -> int:
        """The next number; visits and tokens share them."""
        self.last += 1
        return self.last

    def wait(self, visit: Visit, kind: str, element: Element, *, own: bool = False, name: str = "") -> Wait:
        """Wait for something; an activity's own first wait has the number of its visit."""
        first = own and not visit.again and visit.no not in self.waits
        wait = Wait(visit.no if first else self.number(), kind, element, visit, name)
        visit.waits[wait.token] = self.waits[wait.token] = wait
        if kind == "conditional":
            self.conditions[wait.token] = wait
        return wait

    def subscribe(
        self,
        visit: Visit,
        kind: Any,
        element: Element,
        name: str,
        correlation: Mapping[str, Any],
        *,
        own: bool,
    ) -> Wait:
        wait = self.wait(visit, kind, element, own=own, name=name)
        self.effects.append(Subscribed(wait.token, element.id, kind, name, correlation))
        return wait

    def set_timer(self, visit: Visit, element: Element, kind: Any, due: Due, *, own: bool = False) -> Wait:
        wait = self.wait(visit, "timer", element, own=own, name=kind)
        if due.left != 0:
            wait.extra = [due.at.isoformat(), due.each, due.left]
        self.effects.append(TimerSet(wait.token, element.id, due.at, kind))
        return wait

    def forget(self, wait: Wait, *, consumed: bool = False) -> None:
        """Wait no more; `consumed` when what was waited for has happened."""
        del self.waits[wait.token]
        del wait.visit.waits[wait.token]
        if wait.kind == "timer":
            self.effects.append(TimerCleared(wait.token))
        elif wait.kind in ("message", "signal", "conditional"):
            self.conditions.pop(wait.token, None)
            self.effects.append(Unsubscribed(wait.token))
        elif not consumed and wait.kind in _CLEARED:
            self.effects.append(_CLEARED[wait.kind](wait.token))
