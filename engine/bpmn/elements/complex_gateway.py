"""Complex gateways: a condition over the number of waiting tokens says when to go on; late tokens are absorbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn import reach
from tongban.engine.bpmn.elements.parallel_gateway import JoiningGateway
from tongban.engine.bpmn.names import child

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class ComplexGateway(JoiningGateway):
    """Activated once `activationCondition` holds (`activationCount` tokens wait), then reset when no more can come."""

    forks = False

    def read(self, node: etree._Element, reading: Reading) -> None:
        super().read(node, reading)
        self.activation = reading.condition(
            self.id, child(node, "activationCondition"), "activationCondition"
        )

    def joined(self, run: Run, scope: Visit) -> None:
        run.meetings[(scope.no, self.id)] = scope
        fired = self._fired(scope)
        if fired is None and self._activates(run, scope):
            scope.fired[self.id] = [flow for flow, queue in self.waiting(scope).items() if queue]
            self.consume(run, scope)
        elif fired is not None:
            self._absorb(run, scope, fired)

    def met(self, run: Run, scope: Visit) -> bool:
        """Nobody else can come: absorb what came late, or go on with what is there when no condition was given."""
        fired = self._fired(scope)
        if self._somebody_comes(run, scope):
            return False
        del run.meetings[(scope.no, self.id)]
        if fired is not None:
            del scope.fired[self.id]
            if self.counts(scope):
                self.joined(run, scope)
                return True
            return False
        if self.activation is None and self.counts(scope):
            self.consume(run, scope)
            return True
        return False

    def _fired(self, scope: Visit) -> list[str] | None:
        return scope.fired.get(self.id)

    def _activates(self, run: Run, scope: Visit) -> bool:
        if self.activation is None:
            return self.counts(scope) == len(self.incoming)
        count = sum(len(queue) for queue in self.waiting(scope).values())
        return self.activation.true({**run.visible(scope), "activationCount": count})

    def _absorb(self, run: Run, scope: Visit, fired: list[str]) -> None:
        """A token on a flow that had none when the gateway went on ends here."""
        for flow, queue in self.waiting(scope).items():
            if queue and flow not in fired:
                fired.append(flow)
                run.leave(queue.popleft())
        if len(fired) == len(self.incoming):
            del scope.fired[self.id]
            if self.counts(scope):
                self.joined(run, scope)

    def _somebody_comes(self, run: Run, scope: Visit) -> bool:
        fired = self._fired(scope)
        filled = set(fired) if fired is not None else {f for f, queue in self.waiting(scope).items() if queue}
        ways = reach.ways_to(run.definition, self)
        return any(
            ways.awaited(visit.element, filled)
            for visit in scope.children.values()
            if visit.element is not self
        )
