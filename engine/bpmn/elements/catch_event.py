"""Intermediate catch events, alone or behind an event-based gateway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tongban.engine.bpmn import listening
from tongban.engine.bpmn.elements import event_based_gateway
from tongban.engine.bpmn.elements.element import Element
from tongban.engine.bpmn.elements.event import CatchingEvent
from tongban.engine.bpmn.events.definition import CATCH

if TYPE_CHECKING:
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit, Wait


class CatchEvent(CatchingEvent):
    place = CATCH
    waits = True
    # the throws of a link catch event
    thrown_from: tuple[Element, ...] = ()

    def enter(self, run: Run, visit: Visit) -> None:
        if self.definition.kind in ("link", "none"):
            run.leave(visit, self.exits(run, visit))
        else:
            listening.arm(run, visit, (self,))

    def triggered(self, run: Run, wait: Wait, variables: Mapping[str, Any]) -> None:
        if self.parallel:
            run.forget(wait, consumed=True)
        self.happened(run, wait.visit, wait.part, variables)

    def caught(self, run: Run, scope: Visit, variables: Mapping[str, Any]) -> None:
        visit = scope
        run.assign(visit, variables)
        if visit.element is self:
            run.leave(visit, self.exits(run, visit))
        else:
            event_based_gateway.chosen(run, visit, self)

    def chosen(self, run: Run, visit: Visit) -> None:
        """Already heard, behind an event-based gateway."""
        run.leave(visit, self.exits(run, visit))
