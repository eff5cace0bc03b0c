"""Inclusive gateways: every flow whose condition holds; the join waits while a token can still come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine.bpmn import reach
from tongban.engine.bpmn.elements.parallel_gateway import JoiningGateway

if TYPE_CHECKING:
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class InclusiveGateway(JoiningGateway):
    forks = False

    def joined(self, run: Run, scope: Visit) -> None:
        if self.counts(scope) == len(self.incoming):
            self.consume(run, scope)
        else:
            run.meetings[(scope.no, self.id)] = scope

    def met(self, run: Run, scope: Visit) -> bool:
        """Called when nothing else can move."""
        if not self.counts(scope):
            del run.meetings[(scope.no, self.id)]
            return False
        if self._somebody_comes(run, scope):
            return False
        self.consume(run, scope)
        if not self.counts(scope):
            run.meetings.pop((scope.no, self.id), None)
        return True

    def _somebody_comes(self, run: Run, scope: Visit) -> bool:
        filled = {flow for flow, queue in self.waiting(scope).items() if queue}
        ways = reach.ways_to(run.definition, self)
        return any(
            ways.awaited(visit.element, filled)
            for visit in scope.children.values()
            if visit.element is not self
        )
