"""Parallel gateways: one token from every incoming flow, one token to every outgoing flow."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from tongban.engine.bpmn.elements.element import Element

if TYPE_CHECKING:
    from tongban.engine.bpmn.flow import Flow
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class JoiningGateway(Element):
    """A gateway at which tokens wait for each other, each as a visit of its own."""

    def arrive(self, run: Run, scope: Visit, flow: Flow) -> None:
        visit = run.begin(self, scope)
        if len(self.incoming) < 2:
            self.enter(run, visit)
            return
        visit.data = flow.id
        self.waiting(scope).setdefault(flow.id, deque()).append(visit)
        self.joined(run, scope)

    def joined(self, run: Run, scope: Visit) -> None:
        """One more token waits in `scope`."""
        raise NotImplementedError

    def waiting(self, scope: Visit) -> dict[str, deque[Visit]]:
        return scope.joins.setdefault(self.id, {})

    def counts(self, scope: Visit) -> int:
        """On how many incoming flows a token waits."""
        return sum(1 for queue in self.waiting(scope).values() if queue)

    def consume(self, run: Run, scope: Visit) -> None:
        """Take the oldest token from each incoming flow that has one and go on with one of them."""
        taken = {visit.no: visit for visit in (q.popleft() for q in self.waiting(scope).values() if q)}
        *others, last = sorted(taken)
        for no in others:
            run.end(taken[no])
        taken[last].data = None
        self.enter(run, taken[last])

    def resume(self, run: Run, visit: Visit) -> None:
        self.joined(run, visit.above)


class ParallelGateway(JoiningGateway):
    def joined(self, run: Run, scope: Visit) -> None:
        if self.counts(scope) == len(self.incoming):
            self.consume(run, scope)

    def exits(self, run: Run, visit: Visit) -> list[Flow]:
        return list(self.outgoing)
