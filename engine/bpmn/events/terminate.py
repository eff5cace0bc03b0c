"""Terminate end events: everything in the innermost scope stops, and the scope is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from tongban.engine.bpmn.events.definition import END, EventDefinition
from tongban.engine.bpmn.names import dialect

if TYPE_CHECKING:
    from tongban.engine.bpmn.reading import Reading
    from tongban.engine.bpmn.run import Run
    from tongban.engine.bpmn.state import Visit


class TerminateDefinition(EventDefinition):
    kind = "terminate"
    places = frozenset({END})
    final = True

    def read(self, node: etree._Element, owner: etree._Element, reading: Reading) -> None:
        # Flowable can end more than the innermost scope.
        self.everything = dialect(node, "terminateAll") == "true"
        if dialect(node, "terminateMultiInstance") == "true":
            reading.problem(self.element.id, "terminate", "terminateMultiInstance is not supported")

    def throw(self, run: Run, visit: Visit) -> None:
        scope = run.root if self.everything else visit.above
        run.end(visit)
        run.cancel_inside(scope)
        scope.element.emptied(run, scope)
