"""Exclusive gateways: the first flow whose condition holds, in the order of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.engine import feel
from tongban.engine.bpmn.elements.element import Element

if TYPE_CHECKING:
    from tongban.engine.bpmn.flow import Flow
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class ExclusiveGateway(Element):
    forks = False

    def exits(self, run: Run, visit: Visit) -> list[Flow]:
        variables = run.visible(visit.above)
        budget = feel.Budget()
        for flow in self.outgoing:
            if flow is not self.default and flow.holds(variables, budget):
                return [flow]
        return self.or_default([])
